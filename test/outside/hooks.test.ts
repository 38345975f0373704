/**
 * Services that call us: the body reaches the connector as it came, the answer comes after the commit, and whoever isn't from
 * there learns nothing.
 */
import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { Connector, HookRequest } from "../../src/connectors/connector.ts";
import { hookRoutes } from "../../src/hooks.ts";
import { type HttpDoor, serveHttp } from "../../src/http.ts";

const doors: HttpDoor[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close(0);
});

const called = { name: "called", hook: { path: "/called" } } as unknown as Connector;
const silent = { name: "silent" } as unknown as Connector;

async function listening(take: (connector: Connector, request: HookRequest) => Promise<boolean>): Promise<number> {
  const routes = new Map(hookRoutes([silent, called], take));
  const door = await serveHttp({ port: 0, alive: () => true, ready: () => ({ missing: [] }), routes });
  if (door.kind === "taken") throw new Error(door.why);
  doors.push(door);
  return door.port;
}

const post = (port: number, body: string | Uint8Array, method = "POST", path = "/called") =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { "x-signature": "v1=abc" },
    ...(method === "POST" ? { body } : {}),
  });

test("what is taken is answered with 200, with the very bytes and headers that came", async () => {
  const heard: HookRequest[] = [];
  const port = await listening(async (connector, got) => {
    expect(connector).toBe(called);
    heard.push(got);
    return true;
  });
  const body = Buffer.from([0x7b, 0xff, 0x00, 0x0a, 0x7d]);
  expect((await post(port, body)).status).toBe(200);
  expect(heard[0]?.body.equals(body)).toBe(true);
  expect(heard[0]?.headers["x-signature"]).toBe("v1=abc");
});

test("the answer waits until it is durable, and a failure there is no answer of success", async () => {
  let release: () => void = () => undefined;
  const durable = new Promise<void>((resolve) => (release = resolve));
  const port = await listening(() => durable.then(() => true));
  const early = await Promise.race([post(port, "{}"), new Promise((resolve) => setTimeout(resolve, 60, "waiting"))]);
  expect(early).toBe("waiting");
  release();
  const failing = await listening(() => Promise.reject(new Error("the disk is full")));
  expect((await post(failing, "{}")).status).toBe(500);
});

test("what isn't from there, isn't posted, is too long or breaks off is refused with nothing told", async () => {
  let calls = 0;
  const port = await listening(async () => {
    calls++;
    return false;
  });
  const refused = await post(port, "{}");
  expect([refused.status, await refused.text()]).toEqual([400, ""]);
  expect((await post(port, "", "GET")).status).toBe(400);
  expect((await post(port, "x".repeat(1024 * 1024 + 1)).catch(() => ({ status: 400 }))).status).toBe(400);
  await new Promise<void>((resolve) => {
    const broken = request({ port, path: "/called", method: "POST", headers: { "content-length": "100" } });
    broken.on("error", () => resolve());
    broken.write("{");
    setTimeout(() => broken.destroy(new Error("cut")), 20);
  });
  expect((await post(port, "{}", "POST", "/silent")).status).toBe(404);
  expect(calls).toBe(1);
});
