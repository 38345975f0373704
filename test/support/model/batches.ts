/**
 * Files and batches of the test server: a JSONL file comes in, its lines are answered one by one, an output and an error
 * file go out. How a batch ends is planned by the test.
 */
import type { IncomingMessage } from "node:http";
import { checkBatch, checkBatchLine, Wrong } from "./check.ts";

export interface BatchPlan {
  /** How often it is asked for before it ends; 1 unless told. */
  readonly polls?: number;
  readonly end?: "completed" | "failed" | "expired" | "cancelled" | "gone";
  /** So many lines are answered, the others expire; all unless told. */
  readonly answered?: number;
  /** The request that makes a batch is done and never answered: the socket is cut. */
  readonly cutCreate?: boolean;
}

interface Kept {
  readonly id: string;
  readonly input: string;
  readonly endpoint: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly plan: BatchPlan;
  polls: number;
  status: string;
  output: string | null;
  error: string | null;
}

const MOST_LINES = 50_000;
const PAGE = 20;

export class Batches {
  plan: BatchPlan = {};
  readonly #answer: (url: string, body: unknown, id: string) => Promise<{ status: number; body: unknown }>;
  readonly #files = new Map<string, string>();
  readonly #batches: Kept[] = [];

  constructor(parts: {
    answer: (url: string, body: unknown, id: string) => Promise<{ status: number; body: unknown }>;
  }) {
    this.#answer = parts.answer;
  }

  /** How many batches were ever made. */
  get made(): number {
    return this.#batches.length;
  }

  /** Their metadata, oldest first. */
  get metadata(): ReadonlyArray<Readonly<Record<string, string>> | null> {
    return this.#batches.map((one) => one.metadata);
  }

  /** A value is sent as JSON, a string as a file's bytes. */
  async serve(request: IncomingMessage, url: URL, bytes: Buffer): Promise<unknown> {
    const [, , room = "", id, rest] = url.pathname.split("/");
    const method = request.method ?? "";
    if (room === "files") return this.#file(method, id, rest, request, bytes);
    if (room !== "batches") throw new Wrong(`Invalid URL (${method} ${url.pathname})`, { status: 404 });
    if (method === "POST" && id === undefined) return this.#create(bytes, request);
    if (method === "GET" && id === undefined) return this.#list(url);
    const batch = this.#batches.find((one) => one.id === id);
    if (!batch || batch.status === "gone") throw new Wrong(`No batch found with id '${id}'.`, { status: 404 });
    if (method === "POST" && rest === "cancel") batch.status = "cancelled";
    else if (method === "GET") await this.#poll(batch);
    if (batch.status === "gone") throw new Wrong(`No batch found with id '${id}'.`, { status: 404 });
    return shown(batch);
  }

  async #file(
    method: string,
    id: string | undefined,
    rest: string | undefined,
    request: IncomingMessage,
    bytes: Buffer,
  ): Promise<unknown> {
    if (method === "POST" && id === undefined) {
      const type = request.headers["content-type"] ?? "";
      const form = await new Response(bytes, { headers: { "content-type": type } }).formData().catch(() => {
        throw new Wrong("Could not parse multipart form.");
      });
      const file = form.get("file");
      if (form.get("purpose") !== "batch") throw new Wrong("'purpose' must be 'batch'.", { param: "purpose" });
      if (!file || typeof file === "string") throw new Wrong("'file' is required.", { param: "file" });
      if (!file.name.endsWith(".jsonl")) throw new Wrong("Invalid file format: expected .jsonl.", { param: "file" });
      const kept = this.#keep(await file.text());
      return { id: kept, object: "file", bytes: file.size, filename: file.name, purpose: "batch", status: "processed" };
    }
    const text = this.#files.get(id ?? "");
    if (text === undefined) throw new Wrong(`No such File object: ${id}`, { status: 404 });
    if (method === "DELETE") {
      this.#files.delete(id ?? "");
      return { id, object: "file", deleted: true };
    }
    if (rest === "content") return text;
    return {
      id,
      object: "file",
      bytes: Buffer.byteLength(text),
      filename: "x.jsonl",
      purpose: "batch",
      status: "processed",
    };
  }

  #keep(text: string): string {
    const id = `file-${this.#files.size + 1}-${this.#batches.length}`;
    this.#files.set(id, text);
    return id;
  }

  #create(bytes: Buffer, request: IncomingMessage): unknown {
    const body = checkBatch(JSON.parse(bytes.toString("utf8")));
    const input = this.#files.get(body.input_file_id);
    if (input === undefined) throw new Wrong(`No such File object: ${body.input_file_id}`);
    const batch: Kept = {
      id: `batch_${this.#batches.length + 1}`,
      input,
      endpoint: body.endpoint,
      metadata: body.metadata ?? null,
      plan: this.plan,
      polls: 0,
      status: "validating",
      output: null,
      error: null,
    };
    this.#batches.push(batch);
    if (this.plan.cutCreate) {
      request.socket.destroy();
      return {};
    }
    return shown(batch);
  }

  /** Newest first, in pages, as the real one lists them. */
  #list(url: URL): unknown {
    const limit = Math.min(Number(url.searchParams.get("limit") ?? PAGE), 100);
    const all = this.#batches.filter((one) => one.status !== "gone").reverse();
    const after = url.searchParams.get("after");
    const from = after === null ? 0 : all.findIndex((one) => one.id === after) + 1;
    const page = all.slice(from, from + limit).map(shown);
    const [first, last] = [page[0], page.at(-1)];
    return {
      object: "list",
      data: page,
      first_id: first?.id ?? null,
      last_id: last?.id ?? null,
      has_more: from + limit < all.length,
    };
  }

  async #poll(batch: Kept): Promise<void> {
    if (batch.status !== "validating" && batch.status !== "in_progress") return;
    batch.polls += 1;
    batch.status = "in_progress";
    if (batch.polls < (batch.plan.polls ?? 1)) return;
    const end = batch.plan.end ?? "completed";
    if (end === "completed" || end === "expired" || end === "cancelled") await this.#work(batch);
    batch.status = end;
  }

  async #work(batch: Kept): Promise<void> {
    const lines = batch.input.split("\n").filter((line) => line.trim() !== "");
    const output: string[] = [];
    const errors: string[] = [];
    const seen = new Set<string>();
    if (lines.length === 0 || lines.length > MOST_LINES) throw new Wrong("A batch has 1 to 50,000 lines.");
    for (const [index, line] of lines.entries()) {
      const one = checkBatchLine(JSON.parse(line));
      if (one.url !== batch.endpoint) throw new Wrong("A line's url must be the batch's endpoint.");
      if (seen.has(one.custom_id)) throw new Wrong(`The custom_id '${one.custom_id}' stands there twice.`);
      seen.add(one.custom_id);
      const id = `batch_req_${index}`;
      if (index >= (batch.plan.answered ?? lines.length)) {
        const error = {
          code: "batch_expired",
          message: "This request could not be executed before the window expired.",
        };
        errors.push(JSON.stringify({ id, custom_id: one.custom_id, response: null, error }));
        continue;
      }
      const { status, body } = await this.#answer(one.url, one.body, one.custom_id);
      const response = { status_code: status, request_id: id, body };
      (status < 400 ? output : errors).push(JSON.stringify({ id, custom_id: one.custom_id, response, error: null }));
    }
    batch.output = output.length > 0 ? this.#keep(`${output.reverse().join("\n")}\n`) : null; // in no certain order
    batch.error = errors.length > 0 ? this.#keep(`${errors.join("\n")}\n`) : null;
  }
}

function shown(batch: Kept): { readonly id: string } & Record<string, unknown> {
  return {
    id: batch.id,
    object: "batch",
    endpoint: batch.endpoint,
    errors:
      batch.status === "failed" ? { object: "list", data: [{ code: "invalid_request", message: "It failed." }] } : null,
    input_file_id: "file-in",
    completion_window: "24h",
    status: batch.status,
    output_file_id: batch.output,
    error_file_id: batch.error,
    created_at: 1_700_000_000,
    request_counts: { total: 0, completed: 0, failed: 0 },
    metadata: batch.metadata,
  };
}
