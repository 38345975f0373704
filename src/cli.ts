#!/usr/bin/env node
/**
 * The door for scripts and for the owner's hands: this process is handed to one verb, and ends with its exit code. Each verb has
 * `--json` for one JSON document on stdout, also when it fails.
 * After: command-line.ts.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runVerb } from "./command-line.ts";

// Node 20 can abort while it inlines calls into WebAssembly (a fatal error in V8's deoptimizer, seen in long runs); the rules
// and the sandbox are WebAssembly.
setFlagsFromString("--no-turbo-inline-js-wasm-calls");
// The home holds what clients wrote: what is made there is the owner's alone.
process.umask(0o077);
// Who reads only the first lines (`| head`) closes the pipe: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await runVerb(process.argv.slice(2), {
  environment: process.env,
  input: () => process.stdin,
  out: process.stdout,
  err: process.stderr,
  packageRoot: join(dirname(fileURLToPath(import.meta.url)), ".."),
  leave: () => process.exit(),
});
