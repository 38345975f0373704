/**
 * What stands in front of a server that knows no TLS: it ends the encryption, from the first byte or after STARTTLS, and hands on what
 * it hears. Or it is somebody in the middle, who takes the offer of STARTTLS out of what a server says. It keeps all it could read.
 * Before: tests of TLS. After: the server on `behind`.
 */
import { readFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createSecureContext, createServer as createTlsServer, TLSSocket } from "node:tls";
import type { Certificate } from "./authority.ts";

/** How a protocol begins before it is encrypted: what the server says, and what it answers to which line. */
export interface Opening {
  readonly greeting: string;
  answer(line: string): { readonly says: string; readonly upgrades?: true };
}

export const IMAP_OPENING: Opening = {
  greeting: "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n",
  answer(line) {
    const [tag = "*", command = ""] = line.split(" ");
    if (/^STARTTLS$/i.test(command)) return { says: `${tag} OK begin\r\n`, upgrades: true };
    if (/^CAPABILITY$/i.test(command))
      return { says: `* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n${tag} OK so it is\r\n` };
    return { says: `${tag} BAD not before STARTTLS\r\n` };
  },
};

export const SMTP_OPENING: Opening = {
  greeting: "220 smtp.test ESMTP\r\n",
  answer(line) {
    if (/^EHLO/i.test(line)) return { says: "250-smtp.test\r\n250 STARTTLS\r\n" };
    if (/^STARTTLS/i.test(line)) return { says: "220 begin\r\n", upgrades: true };
    return { says: "530 5.7.0 not before STARTTLS\r\n" };
  },
};

export class Front {
  /** What clients said that could be read here, in the clear or once decrypted. */
  heard = "";
  port = 0;
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket: Socket) => this.#keep(socket));
  }

  /** Encrypted from the first byte. */
  static async encrypted(behind: number, certificate: Certificate): Promise<Front> {
    const server = createTlsServer(pem(certificate));
    const front = new Front(server);
    server.on("secureConnection", (socket) => front.#join(socket, front.#behind(behind)));
    server.on("tlsClientError", (_, socket) => socket.destroy());
    return front.#listening();
  }

  /** In the clear until STARTTLS. */
  static async upgrading(behind: number, certificate: Certificate, opening: Opening): Promise<Front> {
    const server = createServer();
    const front = new Front(server);
    server.on("connection", (socket: Socket) => {
      socket.write(opening.greeting);
      const hear = (chunk: Buffer) => {
        front.heard += chunk;
        for (const line of chunk.toString().split("\r\n").filter(Boolean)) {
          const { says, upgrades } = opening.answer(line);
          socket.write(says);
          if (!upgrades) continue;
          socket.off("data", hear);
          const secure = new TLSSocket(socket, {
            isServer: true,
            secureContext: createSecureContext(pem(certificate)),
          });
          front.#keep(secure);
          secure.once("secure", () => front.#join(secure, front.#behind(behind), { silent: true }));
        }
      };
      socket.on("data", hear);
    });
    return front.#listening();
  }

  /** Somebody in the middle: hands everything on, but for the offer of STARTTLS. */
  static async stripping(behind: number): Promise<Front> {
    const server = createServer();
    const front = new Front(server);
    server.on("connection", (socket: Socket) => front.#join(socket, front.#behind(behind), { strips: true }));
    return front.#listening();
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #listening(): Promise<Front> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address && typeof address === "object") this.port = address.port;
    return this;
  }

  #behind(port: number): Socket {
    return this.#keep(connect(port, "127.0.0.1"));
  }

  /** `silent`: the greeting was given before. */
  #join(client: Socket, server: Socket, how: { readonly silent?: true; readonly strips?: true } = {}): void {
    let greeted = how.silent !== true;
    client.on("data", (chunk: Buffer) => {
      this.heard += chunk.toString("latin1");
      server.write(chunk);
    });
    server.on("data", (chunk: Buffer) => {
      if (greeted) client.write(how.strips ? chunk.toString("latin1").replaceAll("STARTTLS", "XNOTHING") : chunk);
      greeted = true;
    });
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  }

  #keep<S extends Socket>(socket: S): S {
    this.#open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#open.delete(socket));
    return socket;
  }
}

function pem({ cert, key }: Certificate): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}
