/**
 * One mailbox over one long-lived IMAP connection. Whoever needs it takes turns; it connects by itself, waits longer after
 * every failure, and tells when something may have arrived.
 * Before: connector.ts. After: the server, through imapflow.
 */
import type { ImapFlow } from "imapflow";
import type { Clock } from "../../lib/clock.ts";
import type { ImapConfig } from "../../lib/service-address.ts";
import type { Access } from "../oauth/access.ts";
import type { ServiceError } from "../service-error.ts";
import { imapTrouble, isLoginRefused, isLoopback } from "./trouble.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** How long nothing else must have been asked before the server is left to call: two commands in a row shouldn't break it. */
const IDLE_AFTER_MS = 500;
/** The part of patience that is waited after a connection broke by itself, so that a server that ends each one isn't asked without end. */
const AFTER_BREAK = 1 / 30;
const LARGEST_ANSWER = 64 * 1024 * 1024;

export interface MailboxParts {
  readonly imap: ImapConfig;
  readonly clock: Clock;
  /** What is signed in with where the address has no password. */
  readonly signIn: Access | null;
  /** How long the server may stay silent while it is asked something. */
  readonly patienceMs: number;
}

/** What a turn works with. */
export interface Turn {
  readonly client: ImapFlow;
  /** Where sent mail is filed; null: the server marks none, and none was named. */
  readonly sent: string | null;
}

export class Mailbox {
  readonly imap: ImapConfig;
  readonly #clock: Clock;
  readonly #signIn: Access | null;
  readonly #patienceMs: number;
  #open: Turn | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #failed: { readonly trouble: ServiceError; readonly until: number; readonly waitMs: number } | null = null;
  #onChange: () => void = () => undefined;
  #soon: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ imap, clock, signIn, patienceMs }: MailboxParts) {
    this.imap = imap;
    this.#clock = clock;
    this.#signIn = imap.password === null ? signIn : null;
    this.#patienceMs = patienceMs;
  }

  /** What it is called in marks: the same after a restart, and on another port. */
  get name(): string {
    return `${this.imap.user}@${this.imap.host}`;
  }

  /** Whose word about senders counts. */
  get trusted(): string {
    return this.imap.trusts ?? this.imap.host;
  }

  /**
   * Does `work` alone on the connection, once more where the connection had died unseen. Throws a ServiceError. A server that has just failed is left alone for a while, and
   * the same is said again; `now` tries all the same.
   */
  use<T>(work: (turn: Turn) => Promise<T>, { now = false }: { readonly now?: boolean } = {}): Promise<T> {
    const turn = this.#queue.then(async () => {
      if (!now && this.#failed && this.#clock.now() < this.#failed.until) throw this.#failed.trouble;
      const wasOpen = this.#open?.client.usable === true;
      const first = await this.#try(work);
      // A connection that had rested may have died unseen; a new one may do. All that is done here can be done twice.
      const answer = !first.ok && wasOpen && first.isBroken ? await this.#try(work) : first;
      if (answer.ok) {
        this.#failed = null;
        return answer.value;
      }
      // What one command was refused for says nothing against the connection.
      if (answer.isBroken) this.#fail(answer.trouble);
      throw answer.trouble;
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Calls back when something arrived in the folder that stands open, and when the connection broke. */
  watch(onChange: () => void): { close(): void } {
    this.#onChange = onChange;
    return {
      close: () => {
        if (this.#onChange === onChange) this.#onChange = () => undefined;
      },
    };
  }

  /** Ends the connection; the next turn has a new one. */
  drop(): void {
    const client = this.#open?.client;
    this.#open = null;
    client?.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#soon);
    const client = this.#open?.client;
    this.#open = null;
    if (!client?.usable) return client?.close();
    // A server that says nothing to a goodbye isn't waited for.
    const timer = setTimeout(() => client.close(), 1000);
    await client.logout().catch(() => client.close());
    clearTimeout(timer);
  }

  async #try<T>(
    work: (turn: Turn) => Promise<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; trouble: ServiceError; isBroken: boolean }> {
    let open: Turn | null = null;
    try {
      open = await this.#connected();
      const value = await work(open);
      await this.#restAt(open.client);
      return { ok: true, value };
    } catch (error) {
      const trouble = imapTrouble(error, this.imap, this.#signIn?.config ?? null);
      return { ok: false, trouble, isBroken: !open?.client.usable };
    }
  }

  /** The server calls for the folder that stands open: the first one, whichever was looked into last. */
  async #restAt(client: ImapFlow): Promise<void> {
    const [first] = this.imap.folders;
    if (first === undefined || (client.mailbox && client.mailbox.path === first)) return;
    await client.mailboxOpen(first, { readOnly: true }).catch(() => undefined); // told when it is read
  }

  async #connected(): Promise<Turn> {
    if (this.#open?.client.usable) return this.#open;
    if (this.#closed) throw new Error("the mailbox was closed");
    const client = await this.#loggedIn();
    try {
      this.#open = { client, sent: await this.#sentFolder(client) };
    } catch (error) {
      client.close();
      throw error;
    }
    client.on("exists", ({ count, prevCount }) => {
      if (count > prevCount) this.#onChange();
    });
    client.on("close", () => {
      if (this.#open?.client !== client) return;
      this.#open = null;
      if (!this.#closed) this.#soon = setTimeout(() => this.#onChange(), this.#patienceMs * AFTER_BREAK).unref();
    });
    return this.#open;
  }

  /** A new connection on which the server has let us in. */
  async #loggedIn(): Promise<ImapFlow> {
    const { user, password } = this.imap;
    const enter = async (secret: { pass: string } | { accessToken: string }): Promise<ImapFlow> => {
      const client = await this.#newClient({ user, ...secret });
      await client.connect().catch((error: unknown) => {
        client.close();
        throw error;
      });
      return client;
    };
    if (!this.#signIn) return await enter({ pass: password ?? "" });
    const accessToken = await this.#signIn.token();
    try {
      return await enter({ accessToken });
    } catch (error) {
      // It may have been revoked before its time.
      if (!isLoginRefused(error)) throw error;
      return await enter({ accessToken: await this.#signIn.insteadOf(accessToken) });
    }
  }

  async #newClient(auth: { user: string; pass?: string; accessToken?: string }): Promise<ImapFlow> {
    const { host, port, secure } = this.imap;
    // Loaded when it is needed: a verb that reads no mail should not wait for it.
    const { ImapFlow } = await import("imapflow");
    const client = new ImapFlow({
      host,
      port,
      secure,
      auth,
      logger: false,
      clientInfo: { name: "Atelier" },
      // Without TLS a password goes over no wire; on this machine there is none.
      ...(secure ? {} : { doSTARTTLS: !isLoopback(host) }),
      autoIdleDelay: IDLE_AFTER_MS,
      connectionTimeout: this.#patienceMs,
      greetingTimeout: this.#patienceMs,
      socketTimeout: this.#patienceMs,
      // So that a connection that died unseen is noticed: the idling itself is asked for anew before patience ends.
      maxIdleTime: Math.floor(this.#patienceMs * 0.7),
      maxLiteralSize: LARGEST_ANSWER,
      maxResponseSize: LARGEST_ANSWER + 1024 * 1024,
    });
    client.on("error", () => undefined); // whoever waits is told by what it waits for; nobody else has to know
    return client;
  }

  /** The folder that was named, or the one that the server marks, or that is called so. */
  async #sentFolder(client: ImapFlow): Promise<string | null> {
    if (this.imap.sent !== null) return this.imap.sent;
    const listed = (await client.list()).filter((folder) => folder.specialUse === "\\Sent");
    return (listed.find((folder) => folder.specialUseSource === "extension") ?? listed[0])?.path ?? null;
  }

  #fail(trouble: ServiceError): void {
    const waitMs = this.#failed ? Math.min(2 * this.#failed.waitMs, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
    const asked = trouble.retryAfterMs ?? 0;
    this.#failed = { trouble, until: this.#clock.now() + Math.max(waitMs, asked), waitMs };
  }
}
