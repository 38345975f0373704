/**
 * The bodies of the test server's answers, in the API's form.
 * Before: server.ts.
 */
import type { Scripted } from "./script.ts";

/** What an answer came to, before it is put on the wire. */
export interface Made {
  readonly text: string;
  readonly finish: string | null;
  readonly usage: Record<string, unknown> | null;
}

export function completion(model: string, scripted: Scripted, made: Made): Record<string, unknown> {
  const refused = scripted.refusal !== undefined;
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: refused || (scripted.calls && made.text === "") ? null : made.text,
          refusal: refused ? made.text : null,
          ...(scripted.calls
            ? {
                tool_calls: scripted.calls.map((call, index) => ({
                  id: call.id ?? `call_${index}`,
                  type: "function",
                  function: { name: call.name, arguments: call.arguments },
                })),
              }
            : {}),
        },
        logprobs: null,
        finish_reason: made.finish,
      },
    ],
    ...(made.usage ? { usage: made.usage } : {}),
  };
}

export function reported(
  scripted: Scripted,
  used: { tokensIn: number; tokensOut: number },
): Record<string, unknown> | null {
  const told = scripted.usage ?? "honest";
  if (told === "none") return null;
  const { tokensIn, tokensOut } = told === "honest" ? used : told;
  return {
    prompt_tokens: tokensIn,
    completion_tokens: tokensOut,
    total_tokens: tokensIn + tokensOut,
    prompt_tokens_details: { cached_tokens: scripted.cached ?? 0, audio_tokens: 0 },
  };
}

/** The same text always has the same vector, and another text another. */
export function vectorOf(text: string, size: number): number[] {
  let state = 2_166_136_261;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 16_777_619) >>> 0;
  return Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}
