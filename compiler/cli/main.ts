#!/usr/bin/env -S node --max-semi-space-size=64
/** The program `remit`: this process's arguments, disk and terminal, handed to `run`. */
// The option above: a large policy makes much that soon dies, and the collector's first generation is small by default.
import { diskHost } from "../host/disk.js";
import { run } from "./program.js";
import { processTerminal } from "./terminal.js";

// The code is set, not exited with, so that what is still being written is written to its end.
process.exitCode = await run(process.argv.slice(2), diskHost(), processTerminal());
