/**
 * `start` as a service beside other processes: it comes up, works, is the only one, stops, and survives being killed.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  atelier,
  atelierProcess,
  dropSamples,
  eventually,
  json,
  queueOf,
  Service,
  sentMails,
  temporaryHome,
} from "../support/cli.ts";

const UP = /Running until it is told to stop/;

test("a service takes a dropped mail, shows its card, and carries out what another process approves", async () => {
  const home = temporaryHome();
  const service = new Service(home);
  await service.until(UP);
  dropSamples(home, 1);
  await service.until(/Whitfield[\s\S]*approve [A-Z2-9]{4}/);
  const [card] = await queueOf(home);
  const approved = await atelierProcess(home, ["approve", card?.code ?? ""]);
  expect(approved).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/Approved[\s\S]*Sent/) });
  expect(sentMails(home)).toHaveLength(1);
  const { code, stderr, tookMs } = await service.stop("SIGTERM");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(tookMs).toBeLessThan(5000);
  expect((await json(home, ["verify"])).document.ok).toBe(true);
});

test("a second start on the same home, and a tick beside it, end with 1 and name the process", async () => {
  const home = temporaryHome();
  const service = new Service(home);
  await service.until(UP);
  for (const verb of ["start", "tick"]) {
    const { code, stdout, stderr } = await atelierProcess(home, [verb]);
    expect({ verb, code, stdout }).toEqual({ verb, code: 1, stdout: "" });
    expect(stderr).toContain(`process ${service.child.pid}`);
  }
  expect(await json(home, ["tick"])).toMatchObject({ code: 1, document: { ok: false, why: expect.any(String) } });
  expect(service.child.exitCode).toBeNull();
});

test("SIGTERM while many mails are being read stops within 5 s and loses none of them", async () => {
  const home = temporaryHome();
  const service = new Service(home);
  await service.until(UP);
  for (let number = 0; number < 80; number++)
    writeFileSync(
      join(home, "mail", "new", `${number}.eml`),
      `From: Ada ${number} <ada${number}@example.org>\r\nTo: robin@vale.example\r\nMessage-ID: <${number}@example.org>\r\nSubject: Offer ${number}\r\n\r\nCould you make us an offer for a website, please?\r\n`,
    );
  await service.until(/Ada \d+/);
  const { code, stderr, tookMs } = await service.stop("SIGTERM");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(tookMs).toBeLessThan(5000);
  await atelier(home, ["tick", "--until-idle"]);
  expect((await json(home, ["status"])).document.mails).toBe(80);
  expect((await json(home, ["verify"])).document.ok).toBe(true);
});

test("after kill -9 the next start works at once and goes on", async () => {
  const home = temporaryHome();
  const first = new Service(home);
  await first.until(UP);
  dropSamples(home, 1);
  await first.until(/approve [A-Z2-9]{4}/);
  await first.stop("SIGKILL");
  const second = new Service(home);
  await second.until(UP);
  const [card] = await queueOf(home);
  expect(await atelier(home, ["approve", card?.code ?? ""])).toMatchObject({ code: 0 });
  expect(sentMails(home)).toHaveLength(1);
});

test("with PORT it answers /health and nothing else; a port that is taken is said at once", async () => {
  const home = temporaryHome();
  const port = await freePort();
  const service = new Service(home, { PORT: String(port) });
  await service.until(UP);
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect({ status: health.status, body: await health.text() }).toEqual({ status: 200, body: "ok\n" });
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/health`, { method: "POST" })).status).toBe(404);
  const other = await atelierProcess(temporaryHome(), ["start"], { PORT: String(port) });
  expect(other).toMatchObject({ code: 1, stderr: expect.stringMatching(new RegExp(`^PORT=${port}: .*\n$`)) });
});

test("a broken edit of the policies is told, naming file and line, and the good ones stay; a mended one is taken", async () => {
  const home = temporaryHome();
  const service = new Service(home);
  await service.until(UP);
  const folder = join(home, "policies");
  cpSync(join(import.meta.dirname, "..", "..", "policies"), folder, { recursive: true });
  const file = join(folder, "mail.cedar");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, good.replace("message.classify", "message.clasify"));
  await service.until(/not taken[\s\S]*policies\/mail\.cedar:\d+: .*message\.classify/);
  dropSamples(home, 1);
  await service.until(/approve [A-Z2-9]{4}/);
  // Mended, and stricter: no policy lets it be asked any more.
  writeFileSync(file, good);
  writeFileSync(
    join(folder, "clients.cedar"),
    '@id("nobody") @because("not this month")\nforbid (principal, action == Action::"client.open", resource);\n',
  );
  await service.until(/taken over/);
  const [card] = await queueOf(home);
  const approved = await atelier(home, ["approve", card?.code ?? ""]);
  expect(approved).toMatchObject({ code: 1, stderr: expect.stringContaining("not this month") });
  expect(sentMails(home)).toEqual([]);
});

test("a mail folder that vanishes is told once; put back, its mail is read", async () => {
  const home = temporaryHome();
  const service = new Service(home);
  await service.until(UP);
  rmSync(join(home, "mail", "new"), { recursive: true });
  await service.until(/folder .*new is missing/);
  mkdirSync(join(home, "mail", "new"));
  dropSamples(home, 1);
  await service.until(/approve [A-Z2-9]{4}/);
  expect(service.said.match(/is missing/g)).toHaveLength(1);
  expect((await service.stop("SIGINT")).code).toBe(0);
});

test("start closes in order when its terminal goes away", async () => {
  const service = new Service(temporaryHome());
  await service.until(UP);
  expect((await service.stop("SIGHUP")).code).toBe(0);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  await eventually(() => !server.listening, "a free port");
  return typeof address === "object" && address ? address.port : 0;
}
