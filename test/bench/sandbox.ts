/**
 * Sandboxed runs: an agent that asks the house ten times and ends. Beside it, what a VM of QuickJS costs that is made, loaded
 * with the same script, and thrown away.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { QuickJS } from "quickjs-wasi";
import { bundleAgent } from "../../src/agent/bundle.ts";
import { Sandbox } from "../../src/agent/sandbox.ts";
import { inFolder, PACKAGE_ROOT, type Scale } from "./ground.ts";
import { inTurns, timed } from "./measure.ts";
import { type Finding, readable } from "./table.ts";

const AGENT = `
export default {
  async "bench.asked@1"(event, context) {
    let known = 0;
    for (let step = 0; step < 10; step++) {
      const answer = await context.read("mail", { id: event.data.mail, step });
      known += answer.written.length;
    }
    if (known === 0) throw new Error("nothing was read");
  },
};
`;
const ANSWER = {
  id: "m_1",
  written: "We need a new website with an online shop. ".repeat(10),
  from: [{ name: "Nora" }],
};
const AT_ONCE = 16;

export function sandboxedRuns({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (folder) => {
    mkdirSync(join(folder, "bench"));
    writeFileSync(join(folder, "bench", "agent.ts"), AGENT);
    const bundle = await bundleAgent({ folder: join(folder, "bench") });
    const sandbox = new Sandbox();
    const wasm = await readFile(createRequire(join(PACKAGE_ROOT, "package.json")).resolve("quickjs-wasi/quickjs.wasm"));
    const rounds = quick ? 4 : 12;
    const [runs, bare] = [400, 40];
    const turns = await inTurns(
      rounds,
      async () => (runs / (await timed(() => runMany(sandbox, bundle, runs)))) * 1000,
      async () => (bare / (await timed(() => bareMany(wasm, bundle.code, bare)))) * 1000,
    );
    await sandbox.close();
    return [
      {
        what: `sandboxed runs of ten host calls, ${AT_ONCE} at a time`,
        figure: `${readable(turns.a)}/s`,
        beside: `${readable(turns.b)}/s bare QuickJS VMs made and loaded`,
        ratio: turns.ratio,
        value: turns.a,
      },
    ];
  });
}

async function runMany(sandbox: Sandbox, bundle: { code: string; digest: string }, count: number): Promise<void> {
  let left = count;
  const runner = async () => {
    while (left-- > 0) {
      const event = { id: "e", type: "bench.asked", version: 1, at: 1, scope: "c_1", data: { mail: "m_1" } };
      const outcome = await sandbox.run({ ...bundle, handler: "bench.asked@1", event, onCall: async () => ANSWER });
      if (outcome.kind !== "done" || outcome.calls !== 10)
        throw new Error(`a run went wrong: ${JSON.stringify(outcome)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
}

async function bareMany(wasm: Uint8Array<ArrayBuffer>, code: string, count: number): Promise<void> {
  const module = await WebAssembly.compile(wasm);
  for (let made = 0; made < count; made++) {
    const vm = await QuickJS.create({ wasm: module });
    vm.evalCode(code, "agent.js").dispose();
    vm.dispose();
  }
}

/** Node's types name WebAssembly's shapes, but not the object itself. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };
