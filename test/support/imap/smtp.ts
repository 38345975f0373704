/**
 * An SMTP server for tests that follows a script: at every step of the way (RFC 5321) it can refuse, ask for patience, say
 * nothing, or break off. What it took is kept.
 * Before: office.ts. After: the connector under test speaks to it.
 */
import { createServer, type Server, type Socket } from "node:net";
import { bearerIn } from "../oauth/sasl.ts";

export type SmtpStep = "connect" | "EHLO" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "content" | "end";

export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export class SmtpServer {
  port = 0;
  login: { user: string; password: string } | null = { user: "robin", password: "smtp secret" };
  /** Whether an access token lets this user in; then nothing else does. */
  holds: ((user: string, token: string) => boolean) | null = null;
  /** Why a token isn't taken is said in a challenge first (Google), or not (Microsoft). */
  challenges = true;
  /** Sends many commands at once, as nodemailer does where it may. */
  pipelining = true;
  /** Instead of the usual answer: a reply, `stall`, or `drop`. `drop` at `end` breaks off after the mail was taken. */
  answer: ((step: SmtpStep, line: string) => string | undefined) | null = null;
  readonly taken: Taken[] = [];
  readonly steps: string[] = [];
  /** What a server does with what it took: files it by itself, say. */
  onTaken: (mail: Taken) => void = () => undefined;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();

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
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let received = "";
    let mail: { from: string; to: string[] } = { from: "", to: [] };
    let inContent = false;
    let refusal: string | null = null;
    const step = (name: SmtpStep, line: string, usual: string): boolean => {
      this.steps.push(name);
      const answer = this.answer?.(name, line) ?? usual;
      if (answer === "drop") socket.destroy();
      else if (answer !== "stall") socket.write(`${answer}\r\n`);
      return answer === usual;
    };
    const authenticate = (way: string, encoded: string): void => {
      const text = Buffer.from(encoded, "base64").toString();
      const wrong = `535 5.7.8 Username and password not accepted (${encoded})`;
      if (!this.holds) {
        const [, user, password] = text.split("\0");
        const right = user === this.login?.user && password === this.login?.password;
        step("AUTH", "AUTH", right ? "235 2.7.0 welcome" : "535 5.7.8 Username and password not accepted");
        return;
      }
      const said = way === "XOAUTH2" ? bearerIn(way, encoded) : null;
      const right = said !== null && this.holds(said.user, said.token);
      const challenge = Buffer.from('{"status":"400","schemes":"Bearer"}').toString("base64");
      if (!right && this.challenges) refusal = wrong;
      step("AUTH", "AUTH", right ? "235 2.7.0 welcome" : this.challenges ? `334 ${challenge}` : wrong);
    };
    const command = (line: string): void => {
      if (refusal !== null) {
        socket.write(`${line === "" ? refusal : "501 5.5.4 the challenge is answered with nothing"}\r\n`);
        refusal = null;
        return;
      }
      const word = line.slice(0, 4).toUpperCase();
      if (word === "EHLO" || word === "HELO") {
        const offers = [
          ...(this.pipelining ? ["PIPELINING"] : []),
          "SIZE 30000000",
          ...(this.holds ? ["AUTH LOGIN XOAUTH2"] : this.login ? ["AUTH PLAIN"] : []),
        ];
        const all = ["smtp.test", ...offers];
        step("EHLO", line, all.map((one, index) => `250${index === all.length - 1 ? " " : "-"}${one}`).join("\r\n"));
      } else if (word === "AUTH") {
        authenticate(line.split(" ")[1] ?? "", line.split(" ")[2] ?? "");
      } else if (word === "MAIL") {
        mail = { from: /<([^>]*)>/.exec(line)?.[1] ?? "", to: [] };
        step("MAIL", line, "250 2.1.0 ok");
      } else if (word === "RCPT") {
        if (step("RCPT", line, "250 2.1.5 ok")) mail.to.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
      } else if (word === "DATA") {
        inContent =
          step("DATA", line, mail.to.length > 0 ? "354 go ahead" : "503 5.5.1 nobody to send it to") &&
          mail.to.length > 0;
      } else if (word === "RSET") socket.write("250 2.0.0 ok\r\n");
      else if (word === "QUIT") socket.end("221 2.0.0 bye\r\n");
      else socket.write("500 5.5.2 not understood\r\n");
    };
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      for (;;) {
        if (inContent) {
          if (received.length > 0 && this.answer?.("content", "") === "drop") {
            socket.destroy();
            return;
          }
          const end = received.startsWith(".\r\n") ? 0 : received.indexOf("\r\n.\r\n") + 2;
          if (end < 2 && !received.startsWith(".\r\n")) return;
          const raw = received.slice(0, end).replace(/^\.\./gm, ".");
          received = received.slice(end + 3);
          inContent = false;
          const taken = { ...mail, raw };
          const answer = this.answer?.("end", "");
          if (answer === undefined || /^2|^(?:drop|stall)$/.test(answer)) {
            this.taken.push(taken);
            this.onTaken(taken);
          }
          step("end", "", "250 2.0.0 taken");
          continue;
        }
        const end = received.indexOf("\r\n");
        if (end < 0) return;
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        command(line);
      }
    });
    step("connect", "", "220 smtp.test ESMTP");
  }
}
