/**
 * What a call carries, read as the real server reads it: JSON, a form, multipart with files, or the query string;
 * a number may come as text, and an object as JSON in text.
 */
import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

export interface Upload {
  readonly name: string;
  readonly bytes: Buffer;
}

const BODY_LIMIT = 50 * 1024 * 1024;

export class Args {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly #files: ReadonlyMap<string, Upload>;

  constructor(raw: Readonly<Record<string, unknown>>, files: ReadonlyMap<string, Upload> = new Map()) {
    this.raw = raw;
    this.#files = files;
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined && this.raw[name] !== null && this.raw[name] !== "";
  }

  /** Empty where it is missing, as for the real server. */
  text(name: string): string {
    const value = this.raw[name];
    if (value === undefined || value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /** 0 where it is missing or no number. */
  integer(name: string, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number {
    const value = Number.parseInt(this.text(name), 10);
    return Math.min(Math.max(Number.isSafeInteger(value) ? value : 0, least), most);
  }

  flag(name: string): boolean {
    return ["true", "yes", "1"].includes(this.text(name).toLowerCase());
  }

  /** An object or array; `undefined` where it is missing; refused where it is no JSON. */
  json(name: string, called: string): unknown {
    const value = this.raw[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      throw new Refusal(400, `Bad Request: can't parse ${called} JSON object`);
    }
  }

  /** The file that stands in this field, directly or by `attach://`; `null` where it is something else. */
  upload(name: string): Upload | null {
    const direct = this.#files.get(name);
    if (direct) return direct;
    const value = this.text(name);
    return value.startsWith("attach://") ? (this.#files.get(value.slice("attach://".length)) ?? null) : null;
  }
}

/** Reads the whole request. A body over 50 MB is refused with 413. */
export async function readArgs(request: IncomingMessage, url: URL): Promise<Args> {
  const query = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  if (body.length === 0) return new Args(query);
  if (type.startsWith("application/json")) return new Args({ ...query, ...readJson(body) });
  if (type.startsWith("application/x-www-form-urlencoded"))
    return new Args({ ...query, ...Object.fromEntries(new URLSearchParams(body.toString("utf8"))) });
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary === undefined) return new Args(query);
  const parts = readMultipart(body, boundary);
  return new Args({ ...query, ...parts.fields }, parts.files);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Refusal(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // answered below
  }
  throw new Refusal(400, "Bad Request: object expected as JSON-encoded request");
}

function readMultipart(body: Buffer, boundary: string) {
  const fields: Record<string, unknown> = {};
  const files = new Map<string, Upload>();
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at !== -1; ) {
    const start = at + mark.length;
    const next = body.indexOf(mark, start);
    if (next === -1) break;
    // A part stands between the line end after its boundary and the line end before the next one.
    const part = body.subarray(start + 2, next - 2);
    const split = part.indexOf("\r\n\r\n");
    if (split === -1) throw new Refusal(400, "Bad Request: can't parse multipart request");
    const head = part.subarray(0, split).toString("utf8");
    const content = part.subarray(split + 4);
    const name = /\bname="?([^";\r\n]+)"?/i.exec(head)?.[1];
    const fileName = /\bfilename="?([^";\r\n]*)"?/i.exec(head)?.[1];
    if (name === undefined) throw new Refusal(400, "Bad Request: can't parse multipart request");
    if (fileName === undefined) fields[name] = content.toString("utf8");
    else files.set(name, { name: fileName, bytes: Buffer.from(content) });
    at = next;
  }
  return { fields, files };
}
