/**
 * Services that call us: each connector with a hook has a path of the process's own HTTP server. The body is read raw, since the
 * signature covers its very bytes; the answer comes only once what it reports is durable, so that what isn't answered is sent again.
 * Before: http.ts. After: a connector's hook, the ledger.
 */
import type { IncomingMessage, RequestListener } from "node:http";
import type { Connector, HookRequest } from "./connectors/connector.ts";

/** More than any event that is known; what is longer is not read. */
const MOST_BYTES = 1024 * 1024;

/** The routes of all connectors that are called. `take` answers false where a request isn't from whom it says. */
export function hookRoutes(
  connectors: Iterable<Connector>,
  take: (connector: Connector, request: HookRequest) => Promise<boolean>,
): ReadonlyArray<readonly [path: string, listener: RequestListener]> {
  return [...connectors].flatMap((connector) => {
    if (!connector.hook) return [];
    const listener: RequestListener = async (request, response) => {
      const body = request.method === "POST" ? await bodyOf(request) : null;
      if (body === null) return void response.writeHead(400, { connection: "close" }).end();
      const { headers } = request;
      const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
      const isTaken = await take(connector, { headers: Object.fromEntries(single), body });
      response.writeHead(isTaken ? 200 : 400).end();
    };
    return [[connector.hook.path, listener] as const];
  });
}

/** The whole body; null where it is too long, or breaks off. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
