/**
 * Batches at the provider: a file of requests goes up, a batch is made of it under our key, two files of answers come down.
 * Before: openai.ts. After: batch.ts, which decides when.
 */
import type OpenAI from "openai";
import type { Calls } from "./openai.ts";
import { ofStatus, StoppedEarly } from "./openai-failure.ts";
import { readWhole } from "./openai-stream.ts";
import { chatBody, type Names, toolNames } from "./openai-wire.ts";
import type { BatchRequest, BatchState, CallFailed, ChatReply, Provider } from "./provider.ts";

/** The member of a batch's metadata that carries our key. */
const KEY = "atelier_key";
const LIST_PAGE = 100;
/** Newest first: a batch of ours is looked for soon after it was made. */
const MOST_PAGES = 20;
/** Files of a batch take longer than a chat's first byte. */
const FILE_FACTOR = 5;

export function batchCalls(calls: Calls): Pick<Provider, "submitBatch" | "findBatch" | "batch"> {
  const { settings } = calls;
  return {
    async submitBatch(key, requests, signal) {
      const answer = await calls.guarded(signal, settings.timeoutMs * FILE_FACTOR, async (client, options, watch) => {
        const { toFile } = await import("openai");
        const lines = requests.map((one) => JSON.stringify(lineOf(one, calls)));
        const file = await toFile(Buffer.from(`${lines.join("\n")}\n`), "batch.jsonl", { type: "application/jsonl" });
        const uploaded = await client.files.create({ file, purpose: "batch" }, options);
        watch.begin(); // a file alone costs nothing
        watch.within(settings.timeoutMs, "it did not say whether it took the batch");
        const made = await client.batches.create(
          {
            input_file_id: uploaded.id,
            endpoint: "/v1/chat/completions",
            completion_window: "24h",
            metadata: { [KEY]: key },
          },
          options,
        );
        if (typeof made?.id !== "string") throw new StoppedEarly("server", "It took a batch and gave it no id.");
        return { kind: "sent" as const, id: made.id };
      });
      return answer.kind === "failed" ? unsupported(answer) : answer;
    },

    async findBatch(key, signal) {
      return calls.guarded(signal, settings.timeoutMs * FILE_FACTOR, async (client, options) => {
        let page = await client.batches.list({ limit: LIST_PAGE }, options);
        for (let n = 1; ; n++) {
          const found = page.data.find((one) => one.metadata?.[KEY] === key);
          if (found) return { kind: "found" as const, id: found.id };
          if (!page.hasNextPage()) return { kind: "absent" as const };
          if (n === MOST_PAGES) throw new StoppedEarly("server", "It has more batches than were looked through.");
          page = await page.getNextPage();
        }
      });
    },

    async batch(id, signal) {
      const answer = await calls.guarded<BatchState | CallFailed>(
        signal,
        settings.timeoutMs * FILE_FACTOR,
        async (client, options) => {
          const batch = await client.batches.retrieve(id, options);
          if (batch.status === "failed")
            return {
              kind: "gone",
              detail: batch.errors?.data?.[0]?.message ?? "The provider could not read it.",
              spent: false, // it is refused before any of it is asked
            };
          if (batch.status !== "completed" && batch.status !== "expired" && batch.status !== "cancelled")
            return { kind: "running" };
          const answers = new Map<string, ChatReply | CallFailed>();
          for (const file of [batch.output_file_id, batch.error_file_id])
            if (file) await readFile(client, options, file, { answers, maxAnswerBytes: settings.maxAnswerBytes });
          return { kind: "ended", answers };
        },
      );
      return answer.kind === "failed" && isMissing(answer)
        ? { kind: "gone", detail: answer.detail, spent: true }
        : answer;
    },
  };
}

function lineOf({ id, request }: BatchRequest, calls: Calls): Record<string, unknown> {
  const body = chatBody(request, toolNames(request.tools ?? []), calls.habits);
  return { custom_id: id, method: "POST", url: "/v1/chat/completions", body };
}

/** Servers without batches don't know the way there. */
function unsupported(failure: CallFailed): CallFailed {
  return isMissing(failure) ? { ...failure, why: "unsupported" } : failure;
}

function isMissing(failure: CallFailed): boolean {
  return failure.why === "unsupported" || (failure.why === "rejected" && /\b404\b/.test(failure.detail));
}

async function readFile(
  client: OpenAI,
  options: { readonly signal: AbortSignal },
  id: string,
  into: { readonly answers: Map<string, ChatReply | CallFailed>; readonly maxAnswerBytes: number },
): Promise<void> {
  const text = await (await client.files.content(id, options)).text();
  for (const line of text.split("\n")) {
    const read = line.trim() === "" ? null : lineRead(line, into.maxAnswerBytes);
    if (read) into.answers.set(read.id, read.answer);
  }
}

const AS_THEY_ARE: Names = { toWire: (name) => name, fromWire: (name) => name };

/** A line that can't be read answers nothing: its request goes back to the others. */
function lineRead(line: string, maxAnswerBytes: number): { id: string; answer: ChatReply | CallFailed } | null {
  try {
    const { custom_id: id, response, error } = JSON.parse(line) as Line;
    if (typeof id !== "string") return null;
    if (!response) {
      const detail = `It was not answered in the batch: ${error?.message ?? error?.code ?? "no reason was given"}`;
      return { id, answer: { kind: "failed", why: "timeout", detail, spent: false, usage: null } };
    }
    const { status_code: status, body } = response;
    if (status >= 400) return { id, answer: ofStatus(status, body?.error?.message ?? "no reason was given", null) };
    return { id, answer: readWhole(body, AS_THEY_ARE, maxAnswerBytes) };
  } catch {
    return null;
  }
}

interface Line {
  readonly custom_id: unknown;
  readonly response: {
    readonly status_code: number;
    readonly body?: { readonly error?: { readonly message?: string } };
  } | null;
  readonly error?: { readonly code?: string; readonly message?: string } | null;
}
