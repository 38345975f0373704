/**
 * A real Radicale as a child process: its own configuration, data and password in a temporary folder, on a port that was free.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const USER = "robin";
const PASSWORD = "app:p@ss";
const HEADERS = { authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}` };

/** How it is started here; null: it is not installed. */
export function radicaleCommand(): readonly [string, ...string[]] | null {
  const ways: ReadonlyArray<readonly [string, ...string[]]> = [["radicale"], ["python3", "-m", "radicale"]];
  for (const [program, ...rest] of ways) {
    try {
      execFileSync(program, [...rest, "--version"], { stdio: "ignore" });
      return [program, ...rest];
    } catch {
      // the next way
    }
  }
  return null;
}

export class Radicale {
  readonly origin: string;
  readonly #folder: string;
  readonly #command: readonly [string, ...string[]];
  #process: ChildProcess | null = null;

  private constructor(command: readonly [string, ...string[]], folder: string, port: number) {
    this.#command = command;
    this.#folder = folder;
    this.origin = `http://127.0.0.1:${port}`;
  }

  /** Starts one with a calendar “Work”. */
  static async start(command: readonly [string, ...string[]]): Promise<Radicale> {
    const folder = mkdtempSync(join(tmpdir(), "atelier-radicale-"));
    const port = await freePort();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "users"), `${USER}:${PASSWORD}\n`);
    const lines = [
      "[server]",
      `hosts = 127.0.0.1:${port}`,
      "[auth]",
      "type = htpasswd",
      `htpasswd_filename = ${join(folder, "users")}`,
      "htpasswd_encryption = plain",
      "delay = 0",
      "[rights]",
      "type = owner_only",
      "[storage]",
      `filesystem_folder = ${join(folder, "data")}`,
      "",
    ];
    writeFileSync(join(folder, "config"), lines.join("\n"));
    const radicale = new Radicale(command, folder, port);
    await radicale.up();
    const made = await fetch(`${radicale.origin}/${USER}/work/`, {
      method: "MKCALENDAR",
      headers: { ...HEADERS, "content-type": "application/xml" },
      body: `<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:displayname>Work</D:displayname><C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>`,
    });
    if (!made.ok) throw new Error(`no calendar could be made: ${made.status}`);
    return radicale;
  }

  /** Starts the process and waits until it answers. */
  async up(): Promise<void> {
    const [program, ...rest] = this.#command;
    const child = spawn(program, [...rest, "--config", join(this.#folder, "config")], { stdio: "ignore" });
    this.#process = child;
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`Radicale ended with ${child.exitCode}`);
      const answers = await fetch(this.origin, { redirect: "manual" }).then(
        () => true,
        () => false,
      );
      if (answers) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("Radicale does not answer");
  }

  async down(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  async stop(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  url(path = "/", password = PASSWORD): string {
    const url = new URL(path, this.origin);
    url.username = USER;
    url.password = encodeURIComponent(password);
    return url.href;
  }

  /** The owner's own program: it writes over whatever is there. */
  async puts(file: string, text: string): Promise<void> {
    const answer = await fetch(`${this.origin}/${USER}/work/${file}`, {
      method: "PUT",
      headers: { ...HEADERS, "content-type": "text/calendar" },
      body: text,
    });
    if (!answer.ok) throw new Error(`${file} could not be put there: ${answer.status} ${await answer.text()}`);
  }

  async reads(file: string): Promise<string | null> {
    const answer = await fetch(`${this.origin}/${USER}/work/${file}`, { headers: HEADERS });
    return answer.ok ? await answer.text() : null;
  }

  async deletes(file: string): Promise<void> {
    const answer = await fetch(`${this.origin}/${USER}/work/${file}`, { method: "DELETE", headers: HEADERS });
    if (!answer.ok) throw new Error(`${file} could not be deleted: ${answer.status}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
