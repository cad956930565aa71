/** A policy whose names are words of TypeScript, of handles or of objects, or no identifiers at all, and whose texts try to leave their place. */
export const oddNames = `
label public < secret
task \`for\` "A task */ that would end a comment \\u202e and ${"`"}quotes${"`"}"
domain \`class\`
context { \`constructor\`: String  live \`a b\`: Bool  v1: Int }
type \`string\` = String where it matches /[a-z]+/
type plan = Int where it in 1 .. 3
/// A tool */ whose comment would end.
tool then {
  /// Ends */ here? Or with \${this}.
  read then(\`constructor\`?: String, \`__proto__\`?: Int, \`a-b\`: \`string\`, args: plan, each: List<Int>)
  write \`default\`(\`toString\`: String)
}
tool \`check\` { read \`delete\`(frame: Bool) }
principal \`new\` in \`class\` {}
agent v1 in \`class\` { owner "x@example.org" }
agent \`a/b\` in \`class\` { owner "y@example.org" }
delegate \`new\` -> v1(params: String, \`hasOwnProperty\`: Int) for \`for\` {
  allow then.then where \`a-b\` == $params and args <= $\`hasOwnProperty\` and (not has \`constructor\` or \`constructor\` == context.\`constructor\`)
  allow then.\`default\` where \`toString\` != "a\\"b*/"
  allow \`check\`.\`delete\` where frame or context.\`a b\`
  ttl 1h
}
delegate v1 -> \`a/b\` for \`for\` {
  allow then.then where \`a-b\` == received.params and args <= received.\`hasOwnProperty\` and (not has \`constructor\` or \`constructor\` == context.\`constructor\`) and all x in each: x > 2
  ttl 1m
}
`;
