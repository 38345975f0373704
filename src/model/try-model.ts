/**
 * One model asked one question: every try is reserved and settled by itself, what may pass is tried again, and an answer that
 * can't be used gets one chance to be repaired.
 * Before: ask.ts and embedding.ts.
 */
import { messageOf } from "../lib/errors.ts";
import type { Limits, ModelsParts } from "./ask.ts";
import type { Asker, Unanswered } from "./model.ts";
import type { Holding } from "./money.ts";
import { repairMessages } from "./prompt.ts";
import type { CallFailed, ChatReply, ChatRequest, Usage } from "./provider.ts";
import type { Read } from "./structured.ts";
import { mostTokensOf } from "./tokens.ts";

export interface Asking<T> {
  readonly request: ChatRequest;
  readonly asker: Asker;
  readonly purpose: Holding["purpose"];
  /** What a repaired answer is to be. */
  readonly wanted: string;
  readonly signal: AbortSignal;
  read(reply: ChatReply): Read<T>;
}

export type Outcome<T> =
  | { readonly kind: "answered"; readonly value: T; readonly text: string; readonly micros: number }
  | None;

/** `another`: whether another model may do better. */
interface None {
  readonly kind: "none";
  readonly unanswered: Unanswered;
  readonly another: boolean;
  readonly micros: number;
}

/** A provider's reply of any kind, paid for. */
export type Paid<R> = { readonly kind: "paid"; readonly reply: R; readonly micros: number } | None;

const MAY_PASS: ReadonlySet<CallFailed["why"]> = new Set(["rate", "server", "timeout", "cut", "unreachable"]);

const WORDS: Readonly<Record<Unanswered["why"], string>> = {
  "no-model": "No model is set for this.",
  "no-budget": "The budget for models is used up.",
  paused: "The model is paused.",
  "too-large": "It is too much for the model.",
  refused: "The model declined to answer.",
  unusable: "The model gave no answer that could be used, even when it was told what was wrong.",
  failed: "The model could not be asked.",
  cancelled: "It was cancelled.",
};

export async function askModel<T>(parts: ModelsParts, limits: Limits, asking: Asking<T>): Promise<Outcome<T>> {
  const first = await chat(parts, limits, asking, asking.request);
  if (first.kind === "none") return first;
  const read = asking.read(first.reply);
  if (read.ok) return { kind: "answered", value: read.value, text: first.reply.text, micros: first.micros };
  const messages = [...asking.request.messages, ...repairMessages(saidIn(first.reply), read.wrong, asking.wanted)];
  const second = await chat(parts, limits, asking, { ...asking.request, messages });
  const micros = first.micros + second.micros;
  if (second.kind === "none") return { ...second, micros };
  const again = asking.read(second.reply);
  if (again.ok) return { kind: "answered", value: again.value, text: second.reply.text, micros };
  return { kind: "none", unanswered: unansweredFrom("unusable"), another: false, micros };
}

/** One call, to the end of its tries. */
export async function paidCall<R extends { readonly kind: "reply"; readonly usage: Usage | null }>(
  parts: ModelsParts,
  limits: Limits,
  call: {
    readonly holding: Holding;
    readonly signal: AbortSignal;
    readonly ask: () => Promise<R | CallFailed>;
  },
): Promise<Paid<R>> {
  let micros = 0;
  for (let tried = 0; ; tried++) {
    const reserved = await parts.purse.reserve(call.holding);
    if (reserved.kind !== "held") return { ...unreserved(reserved), micros };
    if (call.signal.aborted) {
      await parts.purse.release(reserved.id);
      return none("cancelled", false, micros);
    }
    // A provider promises values; what it throws all the same may have cost something.
    const answer = await call.ask().catch((error: unknown): CallFailed => surprise(error));
    micros += await settle(parts, reserved.id, answer);
    if (answer.kind === "reply") return { kind: "paid", reply: answer, micros };
    const waitMs = waitBefore(answer, tried, limits);
    if (call.signal.aborted || answer.why === "cancelled") return none("cancelled", false, micros);
    if (waitMs === null) return { ...gaveUp(answer, parts.clock.now()), micros };
    await parts.sleep(waitMs, call.signal);
    if (call.signal.aborted) return none("cancelled", false, micros);
  }
}

export function unansweredFrom(why: Unanswered["why"], detail = WORDS[why], retryAt?: number | null): Unanswered {
  return { kind: "unanswered", why, detail, ...(retryAt == null ? {} : { retryAt }) };
}

async function chat<T>(
  parts: ModelsParts,
  limits: Limits,
  { asker, purpose, signal }: Asking<T>,
  request: ChatRequest,
): Promise<Paid<ChatReply>> {
  const tokensIn = mostTokensOf(request, await parts.countTokens());
  if (tokensIn > limits.maxPromptTokens) return none("too-large", false, 0);
  const paid = await paidCall<ChatReply>(parts, limits, {
    holding: { model: request.model, purpose, asker, tokensIn, tokensOut: request.maxTokens, batch: false },
    signal,
    ask: () => parts.provider.chat(request, signal),
  });
  return paid.kind === "paid" && paid.reply.finish === "filtered" ? none("refused", false, paid.micros) : paid;
}

async function settle(
  { purse }: ModelsParts,
  id: string,
  answer: CallFailed | { readonly kind: "reply"; readonly usage: Usage | null },
): Promise<number> {
  if (answer.kind === "failed" && !answer.spent && answer.usage === null) {
    await purse.release(id);
    return 0;
  }
  return (await purse.settle(id, { usage: answer.usage, ok: answer.kind === "reply" })).micros;
}

/** Milliseconds to wait before it is tried again; null: it isn't. */
function waitBefore(failure: CallFailed, tried: number, limits: Limits): number | null {
  if (!MAY_PASS.has(failure.why) || tried >= limits.retries) return null;
  const waitMs = failure.retryAfterMs ?? limits.backoffMs * 2 ** tried;
  return waitMs <= limits.mostWaitMs ? waitMs : null;
}

function gaveUp(failure: CallFailed, now: number): None {
  const retryAt = failure.retryAfterMs === undefined ? null : now + failure.retryAfterMs;
  switch (failure.why) {
    case "refused":
      return { kind: "none", unanswered: unansweredFrom("refused"), another: false, micros: 0 };
    case "too-large":
      return { kind: "none", unanswered: unansweredFrom("too-large", failure.detail), another: true, micros: 0 };
    case "key": // it opens none of the others either
      return { kind: "none", unanswered: unansweredFrom("failed", failure.detail), another: false, micros: 0 };
    default:
      return { kind: "none", unanswered: unansweredFrom("failed", failure.detail, retryAt), another: true, micros: 0 };
  }
}

function unreserved(reserved: Exclude<Awaited<ReturnType<ModelsParts["purse"]["reserve"]>>, { kind: "held" }>): None {
  switch (reserved.kind) {
    case "short": // a cheaper model may still fit
      return {
        kind: "none",
        unanswered: unansweredFrom("no-budget", reserved.detail, reserved.until),
        another: true,
        micros: 0,
      };
    case "paused":
    case "unpriced": // what has no price can't be kept within a budget
      return { kind: "none", unanswered: unansweredFrom("paused", reserved.detail), another: true, micros: 0 };
  }
}

function none(why: Unanswered["why"], another: boolean, micros: number): None {
  return { kind: "none", unanswered: unansweredFrom(why), another, micros };
}

function surprise(error: unknown): CallFailed {
  return { kind: "failed", why: "cut", detail: `The call broke off: ${messageOf(error)}`, spent: true, usage: null };
}

function saidIn({ text, calls }: ChatReply): string {
  return [text, ...calls.map((call) => `${call.name} ${JSON.stringify(call.args)}`)]
    .filter((one) => one !== "")
    .join("\n");
}
