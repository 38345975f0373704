/**
 * A real Radicale as a child process: its own configuration, data and password in a temporary folder, on a port that was free.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "../tls/authority.ts";
import { freePort } from "./free-port.ts";

const ROBIN = "robin";
const PASSWORD = "app:p@ss";

/** Where it is, for whoever uses it in another process than the one that started it. */
export interface CalendarPlace {
  readonly origin: string;
  readonly folder: string;
}

/** Lets somebody in, who gets a calendar “Work”. */
export async function addAccount({ origin, folder }: CalendarPlace, user: string): Promise<void> {
  appendFileSync(join(folder, "users"), `${user}:${PASSWORD}\n`);
  const made = await fetch(`${origin}/${user}/work/`, {
    method: "MKCALENDAR",
    headers: { ...letsIn(user), "content-type": "application/xml" },
    body: `<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:displayname>Work</D:displayname><C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>`,
  });
  if (!made.ok) throw new Error(`no calendar could be made: ${made.status}`);
}

/** The address of an account's calendars, as the environment has it. */
export function calendarUrl({ origin }: CalendarPlace, user: string, path = "/", password = PASSWORD): string {
  const url = new URL(path, origin);
  url.username = user;
  url.password = encodeURIComponent(password);
  return url.href;
}

/** The folder in which the events of an account lie, a file each: other programs may write there, too. */
export function collectionOf({ folder }: CalendarPlace, user: string): string {
  return join(folder, "data", "collection-root", user, "work");
}

function letsIn(user: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString("base64")}` };
}

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
  readonly place: CalendarPlace;
  readonly #command: readonly [string, ...string[]];
  #process: ChildProcess | null = null;

  private constructor(command: readonly [string, ...string[]], folder: string, port: number) {
    this.#command = command;
    this.place = { folder, origin: `http://127.0.0.1:${port}` };
  }

  /** Starts one at which robin has an account. */
  static async start(command: readonly [string, ...string[]]): Promise<Radicale> {
    const folder = mkdtempSync(join(tmpdir(), "atelier-radicale-"));
    const port = await freePort();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "users"), "");
    const radicale = new Radicale(command, folder, port);
    radicale.#configure(null);
    await radicale.up();
    await addAccount(radicale.place, ROBIN);
    return radicale;
  }

  /** Starts it anew with a certificate: from now on it is talked to in secret only. */
  async encrypt(certificate: Certificate): Promise<void> {
    await this.down();
    this.#configure(certificate);
    await this.up();
  }

  #configure(certificate: Certificate | null): void {
    const { folder, origin } = this.place;
    const lines = [
      "[server]",
      `hosts = ${new URL(origin).host}`,
      ...(certificate ? ["ssl = True", `certificate = ${certificate.cert}`, `key = ${certificate.key}`] : []),
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
  }

  /** Starts the process and waits until it answers. */
  async up(): Promise<void> {
    const [program, ...rest] = this.#command;
    const child = spawn(program, [...rest, "--config", join(this.place.folder, "config")], { stdio: "ignore" });
    this.#process = child;
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`Radicale ended with ${child.exitCode}`);
      if (await isOpen(Number(new URL(this.place.origin).port))) return;
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
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  url(path = "/", password = PASSWORD): string {
    return calendarUrl(this.place, ROBIN, path, password);
  }

  /** The owner's own program: it writes over whatever is there. */
  async puts(file: string, text: string): Promise<void> {
    const answer = await fetch(`${this.place.origin}/${ROBIN}/work/${file}`, {
      method: "PUT",
      headers: { ...letsIn(ROBIN), "content-type": "text/calendar" },
      body: text,
    });
    if (!answer.ok) throw new Error(`${file} could not be put there: ${answer.status} ${await answer.text()}`);
  }

  async reads(file: string): Promise<string | null> {
    const answer = await fetch(`${this.place.origin}/${ROBIN}/work/${file}`, { headers: letsIn(ROBIN) });
    return answer.ok ? await answer.text() : null;
  }

  async deletes(file: string): Promise<void> {
    const answer = await fetch(`${this.place.origin}/${ROBIN}/work/${file}`, {
      method: "DELETE",
      headers: letsIn(ROBIN),
    });
    if (!answer.ok) throw new Error(`${file} could not be deleted: ${answer.status}`);
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
