/**
 * One client at the test server: a command at a time, answered as RFC 3501 wants it, and BAD where it isn't understood.
 * Before: server.ts accepts the connection. After: store.ts keeps, asked.ts answers.
 */
import type { Socket } from "node:net";
import { bearerIn } from "../oauth/sasl.ts";
import { fetched, searched } from "./asked.ts";
import type { ImapFaults } from "./faults.ts";
import { listed, opened, statusOf } from "./folders.ts";
import type { MailStore, StoredFolder } from "./store.ts";
import { SyntaxError501, type Token, textOf, tokens } from "./syntax.ts";

export const CAPABILITIES = ["IMAP4rev1", "SASL-IR", "LITERAL+", "IDLE", "UIDPLUS", "SPECIAL-USE", "AUTH=PLAIN"];
const LITERAL = /\{(\d+)(\+?)\}$/;

export interface SessionParts {
  readonly socket: Socket;
  readonly store: MailStore;
  readonly faults: ImapFaults;
  readonly login: () => { readonly user: string; readonly password: string };
  /** Whether an access token lets this user in; null: there is no OAuth here. */
  readonly holds: () => ((user: string, token: string) => boolean) | null;
  readonly capabilities: () => readonly string[];
  /** Every command in turn, without what is secret: what a test counts. */
  readonly onCommand: (line: string) => void;
  /** Something was put into a folder: whoever idles there is told. */
  readonly onPut: (folder: StoredFolder) => void;
}

export class ImapSession {
  readonly #parts: SessionParts;
  #received = Buffer.alloc(0);
  #literals: Buffer[] = [];
  #line = "";
  #awaiting: number | null = null;
  #isIn = false;
  #selected: StoredFolder | null = null;
  #seen = 0;
  #idleTag: string | null = null;
  /** Who waits for the rest of a login, and what it does with it. */
  #sasl: { readonly tag: string; readonly take: (answer: string) => void } | null = null;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { socket, faults } = parts;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", () => socket.destroy());
    const ways = parts.capabilities().filter((one) => one.startsWith("AUTH=") || one === "SASL-IR");
    const greeting = faults.greeting ?? `* OK [CAPABILITY IMAP4rev1 LITERAL+ ${ways.join(" ")}] ready`;
    if (faults.silent) return;
    this.#say(greeting);
    if (greeting.startsWith("* BYE")) socket.end();
  }

  /** Tells a client that idles here what is there now. */
  told(folder: StoredFolder): void {
    if (this.#idleTag !== null && this.#selected === folder) this.#exists();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      if (this.#awaiting !== null) {
        if (this.#received.length < this.#awaiting) return;
        this.#literals.push(Buffer.from(this.#received.subarray(0, this.#awaiting)));
        this.#received = this.#received.subarray(this.#awaiting);
        this.#awaiting = null;
      }
      const end = this.#received.indexOf("\r\n");
      if (end < 0) return;
      const part = this.#received.subarray(0, end).toString("utf8");
      this.#line += part;
      this.#received = this.#received.subarray(end + 2);
      const literal = LITERAL.exec(part);
      if (literal && this.#idleTag === null) {
        this.#awaiting = Number(literal[1]);
        if (literal[2] === "") this.#say("+ go on");
        continue;
      }
      const [line, literals] = [this.#line, this.#literals];
      [this.#line, this.#literals] = ["", []];
      this.#command(line, literals);
    }
  }

  #command(line: string, literals: readonly Buffer[]): void {
    if (this.#idleTag !== null) {
      if (line.toUpperCase() !== "DONE") {
        this.#say(`${this.#idleTag} BAD only DONE ends IDLE`);
        return;
      }
      const tag = this.#idleTag;
      this.#idleTag = null;
      this.#say(`${tag} OK idled`);
      return;
    }
    if (this.#sasl !== null) {
      const { take } = this.#sasl;
      this.#sasl = null;
      take(line);
      return;
    }
    const [, tag, rest = ""] = /^([A-Za-z\d.]+) (.+)$/.exec(line) ?? [];
    if (!tag) {
      this.#say("* BAD that is no command");
      return;
    }
    const [word = ""] = rest.split(" ");
    const name = (/^uid /i.test(rest) ? rest.split(" ").slice(0, 2).join(" ") : word).toUpperCase();
    this.#parts.onCommand(/^(LOGIN|AUTHENTICATE)/.test(name) ? name : rest.slice(0, 200));
    const fault = this.#parts.faults.answer?.(name, rest);
    if (fault === "stall") return;
    if (fault === "drop") {
      this.#parts.socket.destroy();
      return;
    }
    if (fault !== undefined) {
      this.#say(fault.replace("{tag}", tag));
      return;
    }
    try {
      const args = tokens(rest.slice(name.length).trimStart(), literals);
      this.#carryOut(tag, name, args);
    } catch (error) {
      if (!(error instanceof SyntaxError501)) throw error;
      this.#parts.faults.bad.push(`${rest.slice(0, 200)}: ${error.message}`);
      this.#say(`${tag} BAD ${error.message}`);
    }
  }

  #carryOut(tag: string, name: string, args: readonly Token[]): void {
    const open: Readonly<Record<string, () => void>> = {
      CAPABILITY: () => this.#say(`* CAPABILITY ${this.#parts.capabilities().join(" ")}`, `${tag} OK so it is`),
      NOOP: () => this.#refresh(tag, "OK nothing done"),
      LOGOUT: () => this.#leave(tag),
      LOGIN: () => this.#enter(tag, textOf(args[0]), textOf(args[1])),
      AUTHENTICATE: () => this.#authenticate(tag, args),
    };
    const inside: Readonly<Record<string, () => void>> = {
      LIST: () => this.#say(...listed(this.#parts.store, args, name), `${tag} OK listed`),
      LSUB: () => this.#say(...listed(this.#parts.store, args, name), `${tag} OK listed`),
      EXAMINE: () => this.#select(tag, name, textOf(args[0])),
      SELECT: () => this.#select(tag, name, textOf(args[0])),
      STATUS: () => this.#status(tag, textOf(args[0]), args[1]),
      APPEND: () => this.#append(tag, args),
    };
    const command = open[name] ?? (this.#isIn ? inside[name] : undefined);
    if (command) command();
    else if (this.#isIn && this.#selected) this.#ask(tag, name, this.#selected, args);
    else throw new SyntaxError501(`${name} now`);
  }

  /** What can only be asked of an open folder. */
  #ask(tag: string, name: string, folder: StoredFolder, args: readonly Token[]): void {
    if (name === "IDLE") {
      this.#idleTag = tag;
      this.#say("+ idling");
      if (folder.count !== this.#seen) this.#exists();
    } else if (name === "UID FETCH" || name === "FETCH") {
      for (const answer of fetched(folder, textOf(args[0]), args[1], name === "UID FETCH")) this.#write(answer);
      this.#refresh(tag, "OK fetched");
    } else if (name === "UID SEARCH" || name === "SEARCH") {
      const found = searched(folder, args, name === "UID SEARCH");
      this.#say(`* SEARCH${found.map((number) => ` ${number}`).join("")}`);
      this.#refresh(tag, "OK searched");
    } else throw new SyntaxError501(`a command ${name}`);
  }

  #leave(tag: string): void {
    this.#say("* BYE until next time", `${tag} OK gone`);
    this.#parts.socket.end();
  }

  #authenticate(tag: string, [method, answer]: readonly Token[]): void {
    const way = textOf(method).toUpperCase();
    if (!this.#parts.capabilities().includes(`AUTH=${way}`)) throw new SyntaxError501("another way of authentication");
    const take = (text: string) => (way === "PLAIN" ? this.#plain(tag, text) : this.#bearer(tag, way, text));
    if (answer !== undefined) take(textOf(answer));
    else {
      this.#sasl = { tag, take };
      this.#say("+ ");
    }
  }

  /** XOAUTH2, or OAUTHBEARER (RFC 7628): why a token isn't taken is said in a challenge, which the client answers first. */
  #bearer(tag: string, way: string, encoded: string): void {
    const said = bearerIn(way, encoded);
    if (!said) throw new SyntaxError501(`what ${way} wants`);
    if (this.#parts.holds()?.(said.user, said.token)) {
      this.#welcome(tag);
      return;
    }
    const end = way === "XOAUTH2" ? "" : "AQ==";
    const challenge = { status: way === "XOAUTH2" ? "400" : "invalid_token", schemes: "Bearer", scope: "mail" };
    this.#say(`+ ${Buffer.from(JSON.stringify(challenge)).toString("base64")}`);
    this.#sasl = {
      tag,
      take: (line) => {
        if (line !== end) this.#parts.faults.bad.push(`${way} ended with “${line}”`);
        // Some repeat what they were told.
        this.#say(`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials (${encoded})`);
      },
    };
  }

  #plain(tag: string, encoded: string): void {
    const [, user = "", password = ""] = Buffer.from(encoded, "base64").toString("utf8").split("\0");
    this.#enter(tag, user, password);
  }

  #enter(tag: string, user: string, password: string): void {
    const right = this.#parts.login();
    if (user !== right.user || password !== right.password) {
      this.#say(`${tag} NO [AUTHENTICATIONFAILED] Authentication failed.`);
      return;
    }
    this.#welcome(tag);
  }

  #welcome(tag: string): void {
    this.#isIn = true;
    this.#say(`${tag} OK [CAPABILITY ${this.#parts.capabilities().join(" ")}] welcome`);
  }

  #select(tag: string, name: string, path: string): void {
    const folder = this.#parts.store.find(path);
    this.#selected = folder ?? null;
    this.#seen = folder?.count ?? 0;
    if (!folder) this.#say(`${tag} NO [NONEXISTENT] Unknown Mailbox: ${path}`);
    else this.#say(...opened(folder), `${tag} OK [${name === "EXAMINE" ? "READ-ONLY" : "READ-WRITE"}] open`);
  }

  #status(tag: string, path: string, items: Token | undefined): void {
    const folder = this.#parts.store.find(path);
    if (!folder) this.#say(`${tag} NO [NONEXISTENT] Unknown Mailbox: ${path}`);
    else this.#say(statusOf(folder, items), `${tag} OK told`);
  }

  #append(tag: string, args: readonly Token[]): void {
    const bytes = args.at(-1);
    const folder = this.#parts.store.find(textOf(args[0]));
    if (!Buffer.isBuffer(bytes)) throw new SyntaxError501("APPEND without a message");
    if (!folder) {
      this.#say(`${tag} NO [TRYCREATE] Unknown Mailbox`);
      return;
    }
    const flags = Array.isArray(args[1]) ? (args[1] as readonly Token[]).map(textOf) : [];
    const { uid } = folder.put(bytes, this.#parts.faults.now(), flags);
    this.#parts.onPut(folder);
    this.#refresh(tag, `OK [APPENDUID ${folder.validity} ${uid}] filed`);
  }

  /** What changed in the open folder is told before a command is done. */
  #refresh(tag: string, answer: string): void {
    if (this.#selected && this.#selected.count !== this.#seen) this.#exists();
    this.#say(`${tag} ${answer}`);
  }

  #exists(): void {
    if (!this.#selected) return;
    this.#seen = this.#selected.count;
    this.#say(`* ${this.#seen} EXISTS`);
  }

  #say(...lines: readonly string[]): void {
    this.#write(Buffer.from(lines.map((line) => `${line}\r\n`).join("")));
  }

  #write(bytes: Buffer): void {
    const { socket, faults } = this.#parts;
    if (socket.destroyed) return;
    if (faults.dropAfterBytes === null) {
      socket.write(bytes);
      return;
    }
    const allowed = bytes.subarray(0, faults.dropAfterBytes);
    faults.dropAfterBytes -= allowed.length;
    socket.write(allowed);
    if (faults.dropAfterBytes > 0) return;
    faults.dropAfterBytes = null;
    socket.destroySoon();
  }
}
