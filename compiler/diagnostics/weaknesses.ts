/**
 * The weaknesses of MITRE's Common Weakness Enumeration (4.14) that a finding of a code would be, the one that says most first.
 * Most faults of form are none.
 */
import type { Code } from "./diagnostic.js";

export const weaknesses: Readonly<Partial<Record<Code, readonly number[]>>> = {
  // Incorrect Privilege Assignment: more is given than whoever gives it has, or than the recipient may ever have.
  "wider-scope": [266],
  "over-ceiling": [266],
  // With it, Unintended Proxy or Intermediary: an agent does for a principal what that principal could not do.
  "over-principal": [266, 441],
  // Incorrect Authorization: what is decided is not what was meant.
  "failed-assertion": [863],
  "always-true": [863],
  "always-false": [863],
  "absent-argument": [863],
  // Execution with Unnecessary Privileges.
  "no-narrowing": [250],
  "unused-authority": [250],
  // Insufficient Session Expiration: authority outlives what it came from.
  "wider-ttl": [613],
  "missing-ttl": [613],
  "secret-outlives-hop": [613],
  // Uncontrolled Recursion, and Allocation of Resources Without Limits or Throttling.
  "wider-depth": [674],
  "missing-depth": [674],
  "wider-budget": [770],
  "overcommitted-budget": [770],
  "unbounded-spend": [770],
  // Exposure of Sensitive Information to an Unauthorized Actor; by an agent that was talked into it, a deputy that was confused.
  "wider-data": [200],
  "over-clearance": [200],
  "lethal-trifecta": [200, 441],
  // Missing Authorization: nothing guards, or nobody is asked, at a Trust Boundary or before what is unsafe (Privilege Defined With Unsafe Actions).
  "unguarded-delegator": [862],
  "unapproved-crossing": [862, 501],
  "unapproved-destructive": [862, 267],
  // Authorization Bypass Through User-Controlled Key, which is Reliance on Untrusted Inputs in a Security Decision.
  "chosen-parameter": [639, 807],
  // Exposed Dangerous Method or Function.
  "opaque-effect": [749],
  // Improper Isolation or Compartmentalization.
  "shared-identity": [653],
  "shared-runtime": [653],
  "shared-secret": [653],
};
