/**
 * The public API: what other programs can ask of the compiler. The only file that re-exports. The second half is what an editor
 * needs beside a verdict: trees, names, models, chains.
 */

export type * as Meaning from "../stdlib/runtime/constraint.js";
export type { Json } from "../stdlib/runtime/value.js";
export type { Authority } from "./analysis/authority.js";
export type { Arrival, Chains, Context, Stand } from "./analysis/chains.js";
export type { ActionClass } from "./analysis/classes.js";
export type { Grounds } from "./analysis/live.js";
export { type NarrowedPart, narrowed } from "./analysis/narrowed.js";
export { shortestChain } from "./analysis/shortest.js";
export { type Coverage, runTests, type TestReport, type TestResult } from "./analysis/testing.js";
export { type Walk, walk } from "./analysis/walk.js";
export type { Lines, Position } from "./base/lines.js";
export { linesOf } from "./base/lines.js";
export { didYouMean, nearest, proposedIn } from "./base/near.js";
export { parentFolder, relativePath, resolvePath } from "./base/path.js";
export type { Place, Span } from "./base/span.js";
export { join, spanAt } from "./base/span.js";
export { unreachable } from "./base/unreachable.js";
export { codes, isCode } from "./diagnostics/code.js";
export { type Code, type Diagnostic, type Severity, type Staged, severities, type Witness } from "./diagnostics/diagnostic.js";
export { type ProofCount, renderJson } from "./diagnostics/json.js";
export type { Range, Sources } from "./diagnostics/located.js";
export { showCall, showWitness, visible } from "./diagnostics/show.js";
export { renderText, type TextOptions } from "./diagnostics/text.js";
export { chainsEndingWith, type Effective, type EffectiveGrant, effectiveScopes } from "./graph/effective.js";
export type { Graph } from "./graph/graph.js";
export { writePage } from "./graph/page.js";
export { graphOf } from "./graph/plan.js";
export { diskHost } from "./host/disk.js";
export type { Host, ReadResult } from "./host/host.js";
export { type MemoryHost, memoryHost } from "./host/memory.js";
export { packageFolder, readOwn } from "./host/package.js";
export { checkLive, type LiveCheck, openLive, type Proving } from "./live-check.js";
export { type Loaded, load } from "./load.js";
export type * as Model from "./model/model.js";
export type { Policy } from "./model/model.js";
export type { Module, Program } from "./names/modules.js";
export { type Named, type NamedDeclarations, type NamedKind, type NameTable, namesOf } from "./names/symbols.js";
export { type Checked, check, type Progress } from "./pipeline.js";
export type { CannotRun } from "./project.js";
export { type Examples, examplesOf } from "./scope/strings/examples.js";
export type * as Ast from "./syntax/ast.js";
export type { SourceFile } from "./syntax/ast.js";
export type { EditedText, Piece } from "./syntax/edited.js";
export { type Expectation, expectedAt, type Sign } from "./syntax/expect.js";
export { format } from "./syntax/format.js";
export { parse } from "./syntax/parse.js";
export type { NameRole } from "./syntax/roles.js";
export { type ShownToken, shownTokens } from "./syntax/shown.js";
export { readGlob, readRegex } from "./types/patterns.js";
export { builtInTypes } from "./types/read-types.js";
export { showConstraint, showDuration, showName, showTerm, showType, showValue } from "./types/show.js";
export type { Change, OpenPolicy, Workspace } from "./workspace.js";
