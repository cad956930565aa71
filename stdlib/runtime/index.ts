/** The door `remit/runtime`: what an application and a generated guard import. The only file of the runtime that re-exports. */

export type { PresentedCall } from "./accepting.js";
export {
  type Answer,
  type Approver,
  answer,
  isAnswerTo,
  type Question,
  readAnswer,
  type Session,
  session,
} from "./approval.js";
export { type ChainAnswer, type ChainFault, type ChainQuestion, type Link, verifyChain } from "./chain.js";
export type { Clock } from "./clock.js";
export type { Desk, ObserveOptions, OpenOptions, ResumedHandle } from "./desk.js";
export type {
  ActionOf,
  Call,
  CallOptions,
  CheckOf,
  Credentials,
  HandleBase,
  HopOf,
  HopOptions,
  Implementation,
  Pending,
  Presentation,
  Presented,
  RefusalCode,
  SecretValue,
  Verdict,
} from "./door.js";
export type { DeskOf, EnforcingDesk, Guard, ObservingDesk, ToolsOf } from "./guard.js";
export { type Enrolment, enrol, enrolledKeys, type Identities } from "./holder.js";
export { newKey, newKeyText, type PublicKey, readPublicKey, rootKey, type SigningKey, thumbprintOf } from "./keys.js";
export { anchor, type ReadHead, readHead, signHead } from "./ledger/head.js";
export { type HeadFound, type Problem, type Verified, verifyLedger, verifyLines } from "./ledger/verify.js";
export { catalogueDigest, type McpClient, type McpTools, mcpTools } from "./mcp.js";
export { notPerformed, outcomeUnknown } from "./perform.js";
export type { Plan } from "./plan.js";
export { type ProofFault, showCall, verifyProof } from "./possession.js";
export { isRefusal, type Refusal } from "./refusal.js";
export type { Limits, OperatorRefusal } from "./running.js";
export type { MintedSecret, SecretBroker, SecretRequest } from "./secret.js";
export { fileStore } from "./store/file.js";
export { memoryStore } from "./store/memory.js";
export { postgresStore } from "./store/postgres.js";
export { type Committed, type Head, isStoreProblem, type Store, type StoreCode, type StoreProblem } from "./store/store.js";
export { type TelemetryApi, telemetryOf } from "./telemetry.js";
export type { ToolBinding } from "./tools.js";
export * as v1 from "./v1.js";
export type { Json } from "./value.js";
export { webApprover } from "./web.js";
