/**
 * The whole seam over a test server, as tests ask it: no waiting between tries, money in a purse of its own.
 */
import { outsideLabel, ownerLabel } from "../../../src/kernel/label.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";
import { createModels, type ModelsParts } from "../../../src/model/ask.ts";
import type { Asker, Models, Part } from "../../../src/model/model.ts";
import { createOpenAi, type OpenAiSettings } from "../../../src/model/openai.ts";
import { loadCounter } from "../../../src/model/tokens.ts";
import { TestPurse } from "./purse.ts";
import { type ModelServer, type ServerSettings, startModelServer } from "./server.ts";

export interface Seam {
  readonly server: ModelServer;
  readonly models: Models;
  readonly purse: TestPurse;
  readonly clock: VirtualClock;
  /** Milliseconds that were waited between tries, in order. */
  readonly waits: number[];
}

export const ASKER: Asker = { scope: "c_1", agent: "intake", run: "r_1", workflow: "w_1", causation: "e_1" };

/** Patience where nothing hangs, and where something does. */
export const PATIENCE = { timeoutMs: 5_000, idleMs: 5_000, maxAnswerBytes: 20_000 } as const;
export const IMPATIENCE = { timeoutMs: 150, idleMs: 100 } as const;

/** Hands over the seam, its first models `small` and `large` in reserve, and stops the server in the end. */
export async function withSeam(
  work: (seam: Seam) => Promise<void>,
  options: {
    readonly server?: ServerSettings;
    readonly parts?: Partial<ModelsParts>;
    readonly openai?: Partial<OpenAiSettings>;
    readonly quotaMicros?: number;
  } = {},
): Promise<void> {
  const server = await startModelServer(options.server);
  const clock = new VirtualClock(Date.UTC(2026, 2, 2, 9));
  const purse = new TestPurse(options.quotaMicros);
  const waits: number[] = [];
  try {
    const models = createModels({
      provider: createOpenAi({ apiKey: server.key, baseUrl: server.url, ...PATIENCE, ...options.openai }),
      purse,
      names: { draft: ["small", "large"], judge: ["small", "large"], embed: ["vectors"] },
      clock,
      sleep: async (ms) => {
        waits.push(ms);
        clock.advance(ms);
      },
      cache: null,
      countTokens: loadCounter,
      ...options.parts,
    });
    await work({ server, models, purse, clock, waits });
  } finally {
    await server.stop();
  }
}

/** A question about a message from outside. */
export function partsOf(message: string, instructions = "Read the message."): Part[] {
  return [
    { kind: "instructions", name: "the task", text: instructions, label: ownerLabel("house") },
    { kind: "untrusted", name: "the message of Anna Berg", text: message, label: outsideLabel("c_1") },
  ];
}
