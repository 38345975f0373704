/**
 * The HTTP door: it says how the process is, hands on what is meant for a surface, and outlasts whoever knocks badly.
 */
import { Agent, get, type RequestListener } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type HttpDoor, type HttpParts, readinessOf, serveHttp } from "../src/http.ts";

const doors: HttpDoor[] = [];
const READY = { missing: [] };

afterEach(async () => {
  for (const door of doors.splice(0)) await door.close(0);
});

async function open(parts: Partial<HttpParts> = {}): Promise<{ door: HttpDoor; url: string }> {
  const door = await serveHttp({ port: 0, alive: () => true, ready: () => READY, routes: new Map(), ...parts });
  if (door.kind === "taken") throw new Error(door.why);
  doors.push(door);
  return { door, url: `http://127.0.0.1:${door.port}` };
}

async function ask(url: string, init?: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
}

/** Sends bytes as they are; answers what came back until the other side hung up. */
function raw(port: number, send: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => send(socket));
    let heard = "";
    socket.on("data", (bytes) => {
      heard += bytes;
    });
    socket.on("error", (error: NodeJS.ErrnoException) => error.code !== "ECONNRESET" && reject(error));
    socket.on("close", () => resolve(heard));
  });
}

test("it says ok while the process lives, and ready while nothing is missing", async () => {
  const { url } = await open();
  expect(await ask(`${url}/healthz`)).toEqual({ status: 200, text: "ok\n" });
  expect(await ask(`${url}/health`)).toEqual({ status: 200, text: "ok\n" });
  expect(await ask(`${url}/readyz`)).toEqual({ status: 200, text: "ready\n" });
  expect(await ask(`${url}/readyz?verbose=1`)).toEqual({ status: 200, text: "ready\n" });
  expect(await ask(`${url}/healthz`, { method: "HEAD" })).toEqual({ status: 200, text: "" });
});

test("what is missing is named in one line, and being alive doesn't depend on it", async () => {
  const surfaces = [
    { name: "slack", connected: false },
    { name: "telegram", connected: true },
  ];
  let leads = true;
  const { url } = await open({ ready: () => readinessOf({ leads, ledgerOpen: true, surfaces }) });
  expect(await ask(`${url}/readyz`)).toEqual({ status: 503, text: "not ready: slack is not connected\n" });
  leads = false;
  expect((await ask(`${url}/readyz`)).text).toBe(
    "not ready: this process does not lead its home; slack is not connected\n",
  );
  expect((await ask(`${url}/healthz`)).status).toBe(200);
});

test("a process that does not work any more, or can't even be asked, is neither alive nor ready", async () => {
  const closed = () => {
    throw new Error("The database connection is not open: /home/robin/atelier.db");
  };
  for (const parts of [
    { alive: () => false, ready: () => ({ missing: ["the ledger is not open"] }) },
    { alive: closed, ready: closed },
  ]) {
    const { url } = await open(parts);
    expect(await ask(`${url}/healthz`)).toEqual({ status: 503, text: "not alive\n" });
    expect(await ask(`${url}/health`)).toEqual({ status: 503, text: "not ready\n" });
    expect(await ask(`${url}/readyz`)).toEqual({ status: 503, text: "not ready: the ledger is not open\n" });
  }
});

test("a known path is handed to its surface with method and body; every other is a 404", async () => {
  const events: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    response.end(`${request.method} ${request.url} ${Buffer.concat(parts)}`);
  };
  const { url } = await open({ routes: new Map([["/slack/events", events]]) });
  const posted = await ask(`${url}/slack/events?a=1`, { method: "POST", body: "hello" });
  expect(posted).toEqual({ status: 200, text: "POST /slack/events?a=1 hello" });
  for (const path of ["/", "/slack", "/slack/events/more", "/healthz/", "/..%2fhealthz", "/constructor"])
    expect((await ask(url + path)).status, path).toBe(404);
  expect((await ask(`${url}/healthz`, { method: "POST", body: "x" })).status).toBe(404);
});

test("a route that fails, at once or later, is a 500 without a word of why, and the next request is served", async () => {
  const heard: string[] = [];
  const secret = new Error("xoxb-secret");
  const { url } = await open({
    routes: new Map<string, RequestListener>([
      [
        "/now",
        () => {
          throw secret;
        },
      ],
      ["/later", () => Promise.reject(secret)],
      [
        "/halfway",
        async (_, response) => {
          response.write("half");
          throw secret;
        },
      ],
    ]),
    onError: (path) => heard.push(path),
  });
  expect(await ask(`${url}/now`)).toEqual({ status: 500, text: "" });
  expect(await ask(`${url}/later`)).toEqual({ status: 500, text: "" });
  await expect(ask(`${url}/halfway`)).rejects.toThrow();
  expect(heard).toEqual(["/now", "/later", "/halfway"]);
  expect((await ask(`${url}/healthz`)).status).toBe(200);
});

test("a port that is taken is an answer", async () => {
  const { door } = await open();
  const other = await serveHttp({ port: door.port, alive: () => true, ready: () => READY, routes: new Map() });
  expect(other).toMatchObject({ kind: "taken", why: expect.stringContaining("EADDRINUSE") });
});

test("oversized headers and what is no HTTP at all are refused, and the door stays open", async () => {
  const { door, url } = await open();
  const big = await raw(door.port, (socket) => socket.write(`GET /healthz HTTP/1.1\r\nX: ${"x".repeat(40_000)}`));
  expect(big).toMatch(/^HTTP\/1\.1 431 /);
  const noise = await raw(door.port, (socket) => socket.write("\x16\x03\x01 hello?\r\n\r\n"));
  expect(noise).toMatch(/^HTTP\/1\.1 400 /);
  expect((await ask(`${url}/healthz`)).status).toBe(200);
});

test("a stranger's endless upload to nowhere is cut off", async () => {
  const { door, url } = await open();
  const heard = await raw(door.port, (socket) => {
    socket.write("POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    const more = setInterval(() => socket.writable && socket.write(`400\r\n${"x".repeat(1024)}\r\n`), 1);
    socket.on("close", () => clearInterval(more));
  });
  expect(heard).toMatch(/^HTTP\/1\.1 404 /);
  expect((await ask(`${url}/healthz`)).status).toBe(200);
});

test("a client that never finishes its headers is hung up on", async () => {
  const { door } = await open({ headersMs: 300 });
  const heard = await raw(door.port, (socket) => {
    socket.write("GET /healthz HTTP/1.1\r\n");
    const drip = setInterval(() => socket.writable && socket.write("X: y\r\n"), 100);
    socket.on("close", () => clearInterval(drip));
  });
  expect(heard).toMatch(/^HTTP\/1\.1 408 /);
});

test("closing ends idle connections at once, and one that is under way after its grace", async () => {
  const { door, url } = await open({ routes: new Map([["/never", () => {}]]) });
  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve, reject) =>
    get(`${url}/healthz`, { agent }, (response) => response.resume().on("end", resolve)).on("error", reject),
  );
  const hanging = raw(door.port, (socket) => socket.write("GET /never HTTP/1.1\r\nHost: a\r\n\r\n"));
  expect((await ask(`${url}/healthz`)).status).toBe(200);
  const before = Date.now();
  await door.close(200);
  expect(Date.now() - before).toBeLessThan(3000);
  expect(await hanging).toBe("");
  agent.destroy();
  const free = createServer();
  await new Promise<void>((resolve, reject) => free.once("error", reject).listen(door.port, resolve));
  await new Promise((resolve) => free.close(resolve));
});
