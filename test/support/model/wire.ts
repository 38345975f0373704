/**
 * Bytes in and out of the test server.
 * Before: server.ts.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Wrong } from "./check.ts";

const MAX_BODY_BYTES = 200_000_000;

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Wrong("The request is too large.", { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Wrong("We could not parse the JSON body of your request.");
  }
}

export function errorBody(error: Wrong): Record<string, unknown> {
  const type = error.status === 401 ? "authentication_error" : "invalid_request_error";
  return { error: { message: error.message, type, param: error.param, code: error.code } };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
