/**
 * A mail provider made of Debian's own programs: Dovecot for IMAP, Exim for SMTP, both in a temporary folder on free ports, as
 * nobody in particular. Whoever has the password has an account, which is made when it is first used.
 * Before: test/services, for-the-run.ts. After: mail-conf.ts; the two processes, ended with the folder.
 */
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "../tls/authority.ts";
import { freePort } from "./free-port.ts";
import { dovecotConf, eximConf, type MailConf } from "./mail-conf.ts";
import { type Keeper, Maildir } from "./maildir.ts";

const DOVECOT = "/usr/sbin/dovecot";
const EXIM = "/usr/sbin/exim4";
export const PASSWORD = "secret-of-both";
/** Whom these programs run as where the test is root: mail is delivered to no root. */
const NOBODY: (Keeper & { user: string; group: string }) | null =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534, user: "nobody", group: "nogroup" } : null;
const USER = NOBODY?.user ?? process.env.USER ?? "nobody";
const GROUP = NOBODY?.group ?? USER;

/** What is missing here, in words; null: both are installed. */
export function debianMailLacks(): string | null {
  const missing = [
    ...(existsSync(DOVECOT) ? [] : ["dovecot-imapd"]),
    ...(existsSync(EXIM) ? [] : ["exim4-daemon-light"]),
  ];
  return missing.length > 0 ? `apt-get install ${missing.join(" ")}` : null;
}

/** Where the provider is, for whoever uses it in another process than the one that started it. */
export interface MailPlace {
  readonly root: string;
  readonly imapPort: number;
  readonly smtpPort: number;
}

/** The addresses of both servers, as the environment has them. */
export function mailEnvironment(place: MailPlace, user: string, query = ""): Readonly<Record<string, string>> {
  const who = `${user}:${encodeURIComponent(PASSWORD)}@127.0.0.1`;
  return {
    MAIL_IMAP_URL: `imap://${who}:${place.imapPort}/${query ? `?${query}` : ""}`,
    MAIL_SMTP_URL: `smtp://${who}:${place.smtpPort}`,
  };
}

export function maildirOf({ root }: MailPlace, user: string): Maildir {
  return new Maildir(join(root, "mail", user), NOBODY);
}

/** The Message-IDs of what Exim took from an account, in that order: each was written down before Exim said that it has it. */
export function takenFrom({ root }: MailPlace, user: string): string[] {
  const lines = readFileSync(join(root, "log", "exim"), "utf8").split("\n");
  return lines.filter((line) => line.includes(` A=plain:${user} `)).map((line) => / id=(\S+)/.exec(line)?.[1] ?? "");
}

export class DebianMail {
  readonly place: MailPlace;
  readonly #conf: MailConf;
  readonly #robin: Maildir;
  #imap: ChildProcess | null = null;
  #smtp: ChildProcess | null = null;

  private constructor(place: MailPlace, how: Pick<MailConf, "takesAll" | "tls">) {
    this.place = place;
    this.#conf = { ...place, ...how, password: PASSWORD, user: USER, group: GROUP };
    this.#robin = maildirOf(place, "robin");
  }

  /**
   * Both servers. `takesAll`: everybody's mail is taken, and delivered nowhere; else only robin (the owner) and nora exist. With a
   * `certificate` both may be talked to in secret, and Exim lets nobody in before.
   */
  static async start({
    takesAll = false,
    certificate,
  }: {
    readonly takesAll?: boolean;
    readonly certificate?: Certificate;
  } = {}): Promise<DebianMail> {
    const root = mkdtempSync(join(tmpdir(), "atelier-mail-"));
    const place = { root, imapPort: await freePort(), smtpPort: await freePort() };
    const tls = certificate ? { ...certificate, imapsPort: await freePort(), smtpsPort: await freePort() } : null;
    const mail = new DebianMail(place, { takesAll, tls });
    mail.#write();
    await mail.startImap();
    mail.#smtp = run(EXIM, ["-C", mail.#at("exim.conf"), "-bdf", "-q1s"], mail.#at("log", "exim"));
    await answers(place.smtpPort);
    return mail;
  }

  environment(query = "folders=INBOX,Clients&trusts=mx.vale.example"): Readonly<Record<string, string>> {
    return mailEnvironment(this.place, "robin", query);
  }

  /** The ports on which everything is encrypted from the first byte. */
  get encryptedPorts(): { readonly imap: number; readonly smtp: number } {
    const { tls } = this.#conf;
    if (!tls) throw new Error("started without a certificate");
    return { imap: tls.imapsPort, smtp: tls.smtpsPort };
  }

  /** What both servers have noted down. */
  logs(): { readonly dovecot: string; readonly exim: string } {
    const of = (name: string) => readFileSync(this.#at("log", name), "utf8");
    return { dovecot: of("dovecot"), exim: of("exim") };
  }

  /** The door of the provider that others' mail comes in by: no login, and only to its own people. */
  get door(): { host: string; port: number; secure: boolean; login: null } {
    return { host: "127.0.0.1", port: this.place.smtpPort, secure: false, login: null };
  }

  async startImap(): Promise<void> {
    this.#imap = run(DOVECOT, ["-F", "-c", this.#at("dovecot.conf")], this.#at("log", "dovecot"));
    await answers(this.place.imapPort);
  }

  async stopImap(): Promise<void> {
    await ended(this.#imap);
    this.#imap = null;
  }

  /** Forgets how mail was numbered, as after a repair: the next start makes new numbers. */
  forgetNumbers(): void {
    const maildir = this.#at("mail", "robin");
    for (const name of readdirSync(maildir, { recursive: true, encoding: "utf8" }))
      if (/(?:^|\/)dovecot[.-]/.test(name)) rmSync(join(maildir, name), { recursive: true, force: true });
  }

  /** Puts a message where it has lain for long, or where another program has put it. */
  put(folder: string, raw: string, name: string): void {
    this.#robin.put(folder, raw, { name });
  }

  /** A message that came long ago. */
  lay(folder: string, raw: string, at: Date): void {
    this.#robin.put(folder, raw, { at });
  }

  /** The messages of somebody's folder. */
  lies(user: string, folder = "INBOX"): string[] {
    return maildirOf(this.place, user).all(folder);
  }

  async stop(): Promise<void> {
    await Promise.all([ended(this.#imap), ended(this.#smtp)]);
    rmSync(this.place.root, { recursive: true, force: true });
  }

  #at(...steps: string[]): string {
    return join(this.place.root, ...steps);
  }

  #write(): void {
    for (const folder of ["run", "state", "spool", "log", "mail"]) mkdirSync(this.#at(folder));
    writeFileSync(this.#at("dovecot.conf"), dovecotConf(this.#conf));
    writeFileSync(this.#at("exim.conf"), eximConf(this.#conf));
    chmodSync(this.#at("exim.conf"), 0o644);
    if (!NOBODY) return;
    for (const name of ["", ...readdirSync(this.place.root)]) chownSync(this.#at(name), NOBODY.uid, NOBODY.gid);
  }
}

/** What it complains of stands in `log`; so does all that Exim has to say when it isn't run by root. */
function run(program: string, args: readonly string[], log: string): ChildProcess {
  const as = NOBODY ? { uid: NOBODY.uid, gid: NOBODY.gid } : {};
  const said = openSync(log, "a");
  try {
    return spawn(program, args, {
      ...as,
      stdio: ["ignore", "ignore", said],
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
    });
  } finally {
    closeSync(said);
  }
}

async function ended(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 5000);
  await over;
  clearTimeout(force);
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => {
        resolve(true);
        socket.destroy();
      });
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers on port ${port}`);
}
