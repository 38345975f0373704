/**
 * A strict IMAP server for tests, on this machine: starts, stops, and starts again on the same port with the same mail.
 * Before: office.ts. After: session.ts, one a connection.
 */
import { createServer, type Server, type Socket } from "node:net";
import { ImapFaults } from "./faults.ts";
import { CAPABILITIES, ImapSession } from "./session.ts";
import { MailStore, type StoredFolder } from "./store.ts";

export class ImapServer {
  readonly store = new MailStore();
  readonly faults = new ImapFaults();
  login = { user: "robin", password: "imap secret" };
  /** Whether an access token lets this user in; null: there is no OAuth here. */
  holds: ((user: string, token: string) => boolean) | null = null;
  capabilities: readonly string[] = CAPABILITIES;
  /** Every command, in the order in which they came. */
  readonly commands: string[] = [];
  port = 0;
  connections = 0;
  #server: Server | null = null;
  readonly #sockets = new Map<Socket, ImapSession>();

  async start(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address && typeof address === "object") this.port = address.port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.dropAll();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Breaks all connections. */
  dropAll(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
    this.#sockets.clear();
  }

  /** Puts a message into a folder, as delivery does. */
  put(folder: string, raw: string | Buffer, at = this.faults.now(), flags: readonly string[] = []): number {
    const stored = this.store.folder(folder);
    const { uid } = stored.put(Buffer.from(raw), at, flags);
    this.#tell(stored);
    return uid;
  }

  /** Moves a message, as a mail program does: another number, the same time of arrival. */
  move(uid: number, from: string, to: string): number {
    const mail = this.store.folder(from).remove(uid);
    if (!mail) throw new Error(`no message ${uid} in ${from}`);
    return this.put(to, mail.raw, mail.at, mail.flags);
  }

  #accept(socket: Socket): void {
    this.connections++;
    socket.setNoDelay(true); // an answer in two parts would wait for the first to be acknowledged
    const session = new ImapSession({
      socket,
      store: this.store,
      faults: this.faults,
      login: () => this.login,
      holds: () => this.holds,
      capabilities: () => this.capabilities,
      onCommand: (line) => void this.commands.push(line),
      onPut: (folder) => this.#tell(folder),
    });
    this.#sockets.set(socket, session);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #tell(folder: StoredFolder): void {
    for (const session of this.#sockets.values()) session.told(folder);
  }
}
