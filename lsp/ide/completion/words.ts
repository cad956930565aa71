/** The words of the language: what each does, in a sentence, and what is usually written with it. */
import { type Completion, plain } from "./item.js";

interface Word {
  readonly summary: string;
  /** With `#1` and `#{1:…}` where something is to be filled in. */
  readonly snippet?: string;
  /** The snippet opens a block: not in the midst of a line. */
  readonly isBlock?: true;
}

/** What a word means where a rule of the grammar has it. */
export function summaryOf(word: string, rule: string): string | undefined {
  return wordOf(word, rule)?.summary;
}

function wordOf(word: string, rule: string): Word | undefined {
  return words[`${rule} ${word}`] ?? words[word];
}

/** A word to be written; signs are not offered. `isClosed`: something follows in its line. */
export function wordItem(word: string, rule: string, isClosed: boolean): readonly Completion[] {
  if (!/^\w/.test(word)) return [];
  const known = wordOf(word, rule);
  const snippet = known?.snippet === undefined || (isClosed && known.isBlock === true) ? plain(word) : known.snippet.replaceAll("#", "$");
  const about = { kind: "word", word, rule } as const;
  return [{ label: word.replace(/[.<]$/, ""), kind: "word", snippet, rank: 6, about }];
}

const block = (head: string, body: string): string => `${head} {\n\t${body}\n}`;

const words: Readonly<Record<string, Word>> = {
  // Declarations.
  import: { summary: "Brings declarations of another module into this file.", snippet: 'import { #2 } from "#1"' },
  label: { summary: "Declares confidentiality labels and their order, the lowest first.", snippet: "label #{1:public} < #{2:confidential}" },
  domain: { summary: "Declares a trust domain. `external`: what reaches it has left.", snippet: "domain #{1:name}" },
  task: {
    summary: "Declares an intent. A hop is made for a task, and the hops below it for that task or a part of it.",
    snippet: 'task #{1:name} "#{2:purpose}"',
  },
  type: { summary: "Gives a type a name, with an optional refinement on `it`.", snippet: "type #{1:Name} = #{2:String}" },
  let: { summary: "Gives a literal a name.", snippet: "let #{1:name} = #{2:value}" },
  "context context": {
    summary: "Declares facts that the host application gives, fixed when a chain starts; `live` ones come with each request.",
    snippet: block("context", "#{1:fact}: #{2:String}"),
    isBlock: true,
  },
  "testBody context": { summary: "The facts of the context that the test's calls are made with.", snippet: "context { #1 }" },
  tool: { summary: "Declares a tool and its actions.", snippet: block("tool #{1:name}", "read #{2:action}(#{3})"), isBlock: true },
  annotate: {
    summary: "Says of an imported tool what its catalogue does not say. An effect may be raised, not lowered.",
    snippet: block("annotate #{1:tool}", "#2"),
    isBlock: true,
  },
  secret: {
    summary: "Declares a credential that a tool or an action needs.",
    snippet: block("secret #{1:name}", "ttl #{2:15m}\n\tper hop"),
    isBlock: true,
  },
  scope: { summary: "Gives a set of clauses a name, to be allowed or relayed as one.", snippet: block("scope #{1:name}", "allow #2"), isBlock: true },
  "secret scope": { summary: "What the credential is limited to at its issuer.", snippet: 'scope "#1"' },
  "attributes requires": { summary: "A credential that the action needs.", snippet: "requires secret #1" },
  principal: {
    summary: "Declares a person or system that can start a chain, and what it holds.",
    snippet: block("principal #{1:name}", "holds { #2 }"),
    isBlock: true,
  },
  agent: {
    summary: "Declares an agent. What it may do belongs to the chains that reach it; its ceiling bounds what it may ever use.",
    snippet: block("agent #{1:name}", 'owner    "#2"\n\tidentity "#3"'),
    isBlock: true,
  },
  delegate: {
    summary: "Declares a hop: who may hand work to whom, for which task, with which authority and bounds.",
    snippet: block("delegate #{1:from} -> #{2:to} for #{3:task}", "allow #4\n\tttl #{5:15m}"),
    isBlock: true,
  },
  "denial deny": { summary: "Takes requests away from every chain of this policy, whatever else allows them.", snippet: "deny " },
  assert: { summary: "Claims something of the whole policy, which is then proved or refuted.", snippet: "assert " },
  test: {
    summary: "Makes one chain and says which calls it admits. `remit test` runs it.",
    snippet: block('test "#{1:what it shows}"', "chain #{2:from} -> #{3:to}\n\tallow #4"),
    isBlock: true,
  },
  // Claims.
  never: { summary: "No chain admits such a request.", snippet: "never " },
  can: { summary: "Some chain to this party admits one such request.", snippet: "can " },
  no: { summary: "No flow of data, or no path between parties.", snippet: "no " },
  flow: {
    summary: "No chain lets data of that label or above, or an attacker's text, reach these parties, replies included.",
    snippet: "flow #{1:untrusted} to #2",
  },
  path: { summary: "No chain leads from one to the other.", snippet: "path #1 -> #2" },
  "assertion depth": { summary: "The longest chain has at most so many hops.", snippet: "depth <= #1" },
  agents: { summary: "All agents, of one domain or but for some." },
  except: { summary: "But for these." },
  by: { summary: "Who is meant." },
  // A hop.
  allow: { summary: "What the recipient may use, and hand on.", snippet: "allow " },
  relay: { summary: "What the recipient may hand on but not use itself.", snippet: "relay " },
  deny: { summary: "What is taken from the `allow` and `relay` clauses of this block.", snippet: "deny " },
  "testCall allow": { summary: "The chain must admit this call.", snippet: "allow " },
  "testCall deny": { summary: "The chain must not admit this call.", snippet: "deny " },
  received: { summary: "What the delegator carries on this chain, cut down by the condition: narrower by construction." },
  "received.": { summary: "A parameter of the nearest hop above that has one of that name.", snippet: "received." },
  any: { summary: "Every action of every tool." },
  only: { summary: "Every argument that is not listed must be absent.", snippet: "only (#1)" },
  where: { summary: "The condition under which the clause applies.", snippet: "where " },
  require: {
    summary: "What must hold when the hop is made, over its parameters, `received.*` and the context that is not `live`.",
    snippet: "require ",
  },
  ttl: { summary: "The longest life of the hop; it ends at the earlier of its own and its delegator's end.", snippet: "ttl #{1:15m}" },
  "secret ttl": { summary: "How long the credential lives.", snippet: "ttl #{1:15m}" },
  depth: { summary: "How many hops may follow. Without it, what is left of the delegator's.", snippet: "depth #{1:1}" },
  fanout: { summary: "How many times one delegator may make this hop. Without it there is no bound.", snippet: "fanout #{1:1}" },
  budget: { summary: "The most that the hop and all below it may spend, in all or in any window.", snippet: "budget #{1:100} #{2:calls}" },
  per: { summary: "The window in which so much may be spent.", snippet: "per #{1:1d}" },
  "secret per": { summary: "Minted for one hop, and revoked with it.", snippet: "per hop" },
  shared: { summary: "One credential for all hops that need it." },
  pass: { summary: "The highest label of the context that is handed over. Without it, the lowest.", snippet: "pass " },
  reply: { summary: "The highest label of what comes back.", snippet: "reply " },
  trusted: { summary: "The host checks what comes back, so that an attacker's text does not pass." },
  approval: { summary: "The hop itself waits until that principal says yes.", snippet: "approval by #1" },
  within: { summary: "How long the principal has to say so.", snippet: "within #{1:15m}" },
  as: { summary: "Another name, by which it is known here.", snippet: "as " },
  for: { summary: "The task for which the hop is made.", snippet: "for " },
  from: { summary: "Where it comes from.", snippet: "from " },
  "param from": { summary: "The runtime binds the parameter to a fact of the context; no agent can choose it.", snippet: "from context.#1" },
  // Agents, principals, tools.
  in: { summary: "Is one of a list, a range or a network.", snippet: "in " },
  "agent in": { summary: "The domain that the agent belongs to.", snippet: "in " },
  "principal in": { summary: "The domain that the principal belongs to.", snippet: "in " },
  unguarded: { summary: "No guard runs there: it may receive a hop but not make one, and what reaches it counts as having left." },
  owner: { summary: "Who answers for the agent.", snippet: 'owner "#1"' },
  identity: { summary: "The agent's workload identity, such as a SPIFFE ID. No two agents share one.", snippet: 'identity "#1"' },
  runtime: { summary: "Where the agent runs.", snippet: 'runtime "#1"' },
  clearance: { summary: "The highest label that the agent may hold. Without it, the lowest.", snippet: "clearance " },
  ceiling: { summary: "What the agent may ever use, on any chain.", snippet: block("ceiling", "allow #1"), isBlock: true },
  holds: { summary: "What the principal has, and can hand on.", snippet: block("holds", "allow #1"), isBlock: true },
  external: { summary: "Of somebody else: what reaches it has left." },
  part: { summary: "The tasks that this one is a part of.", snippet: "part of " },
  read: { summary: "The action changes nothing.", snippet: "read " },
  write: { summary: "The action changes something. What has no effect written has this one.", snippet: "write " },
  destructive: { summary: "The action changes what can't be brought back.", snippet: "destructive " },
  returns: { summary: "The label of the action's result.", snippet: "returns " },
  ingests: { summary: "The action's result may carry an attacker's text.", snippet: "ingests untrusted" },
  sends: { summary: "Data leaves through the action; the highest label that may.", snippet: "sends " },
  spends: { summary: "What one call takes from a budget: an argument or a number, and the unit.", snippet: "spends #{1:1} #{2:unit}" },
  requires: { summary: "A credential that is needed.", snippet: "requires secret #1" },
  digest: { summary: "The digest of the catalogue that the tool was imported from.", snippet: 'digest "#1"' },
  live: { summary: "The fact comes with each request.", snippet: "live " },
  of: { summary: "The tasks that this one is a part of.", snippet: "of " },
  // Conditions.
  and: { summary: "Both hold. `and` and `or` do not mix without parentheses.", snippet: "and " },
  or: { summary: "One of them holds. `and` and `or` do not mix without parentheses.", snippet: "or " },
  not: { summary: "Does not hold.", snippet: "not " },
  has: { summary: "The optional argument is there.", snippet: "has " },
  is: { summary: "Is of a kind of JSON: null, String, Number, Bool, List or Record.", snippet: "is " },
  like: { summary: "Matches a glob, from beginning to end.", snippet: 'like "#1"' },
  matches: { summary: "Matches a regular expression, from beginning to end.", snippet: "matches /#1/" },
  under: { summary: "Is that path or below it.", snippet: 'under "#1"' },
  all: { summary: "Every member of the list is so; not if the list is absent.", snippet: "all #{1:each} in #{2:list}: #3" },
  some: { summary: "At least one member of the list is so.", snippet: "some #{1:each} in #{2:list}: #3" },
  size: { summary: "How many members a list has.", snippet: "size(#1) <= #2" },
  approved: { summary: "This principal has approved the request.", snippet: "approved by #1" },
  "testBody approved": { summary: "The approvals that the test's calls are made with.", snippet: "approved by #1" },
  effect: { summary: "The effect of the action: read < write < destructive.", snippet: "effect #{1:<=} #{2:read}" },
  "context.": { summary: "A fact of the context.", snippet: "context." },
  now: { summary: "The time of the request. `now.hour`: the hour of the day, in UTC." },
  true: { summary: "The Bool that holds." },
  false: { summary: "The Bool that does not hold." },
  null: { summary: "JSON's null: there, but nothing." },
  "List<": { summary: "A list.", snippet: "List<#1>" },
  // Tests.
  chain: { summary: "The chain that the test makes: a principal, and the agents that are handed to.", snippet: "chain #1 -> #2" },
  at: { summary: "The time at which the test's calls are made.", snippet: 'at "#{1:2026-01-01T00:00Z}"' },
  refuse: { summary: "The last hop of the chain must not be made.", snippet: "refuse hop" },
  hop: { summary: "One handing over of work." },
  untrusted: { summary: "An attacker's text." },
  to: { summary: "Whom it must not reach.", snippet: "to " },
};
