/**
 * Both servers of a mail provider, for tests: what arrives, what is sent, what lies in Sent; down and up again on the same ports.
 * Before: a test. After: server.ts (IMAP) and smtp.ts (SMTP).
 */
import { ImapServer } from "./server.ts";
import { SmtpServer, type Taken } from "./smtp.ts";

export interface LetterParts {
  readonly from?: string;
  readonly to?: string;
  readonly cc?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly date?: string;
  /** Further header lines, topmost. */
  readonly headers?: readonly string[];
}

export class PostOffice {
  readonly imap = new ImapServer();
  readonly smtp = new SmtpServer();
  #letters = 0;

  static async open(): Promise<PostOffice> {
    const office = new PostOffice();
    await office.start();
    return office;
  }

  /** Both servers, on the ports they had before. */
  async start(): Promise<void> {
    await Promise.all([this.imap.start(), this.smtp.start()]);
  }

  /** Takes access tokens instead of passwords, at both servers. */
  takeTokens(user: string, holds: (user: string, token: string) => boolean, way = "XOAUTH2"): void {
    const { capabilities, login } = this.imap;
    this.imap.login = { ...login, user };
    this.imap.capabilities = [...capabilities.filter((one) => !one.startsWith("AUTH=")), `AUTH=${way}`];
    this.imap.holds = holds;
    this.smtp.login = { user, password: "" };
    this.smtp.holds = holds;
  }

  async stop(): Promise<void> {
    await Promise.all([this.imap.stop(), this.smtp.stop()]);
  }

  /** What the environment says; `query` such as `folders=INBOX,Clients`. */
  environment(query = ""): Readonly<Record<string, string>> {
    return { MAIL_IMAP_URL: this.imapUrl(query), MAIL_SMTP_URL: this.smtpUrl() };
  }

  imapUrl(query = ""): string {
    const { user, password } = this.imap.login;
    const secret = this.imap.holds ? "" : `:${encodeURIComponent(password)}`;
    return `imap://${encodeURIComponent(user)}${secret}@127.0.0.1:${this.imap.port}/${query ? `?${query}` : ""}`;
  }

  smtpUrl(): string {
    const { login, port } = this.smtp;
    const secret = this.smtp.holds ? "" : `:${encodeURIComponent(login?.password ?? "")}`;
    const who = login ? `${encodeURIComponent(login.user)}${secret}@` : "";
    return `smtp://${who}127.0.0.1:${port}`;
  }

  /** Somebody's mail arrives. Answers its number in the folder. */
  deliver(letter: LetterParts | string | Buffer = {}, folder = "INBOX", at?: Date): number {
    const raw = typeof letter === "string" || Buffer.isBuffer(letter) ? letter : this.letter(letter);
    return this.imap.put(folder, raw, at);
  }

  /** The owner sent something from another device: its copy lies in Sent. */
  sentByHand(letter: LetterParts): number {
    return this.imap.put("Sent", this.letter({ from: "Robin Vale <robin@vale.example>", ...letter }));
  }

  /** What was handed to the SMTP server. */
  get sent(): readonly Taken[] {
    return this.smtp.taken;
  }

  /** What lies in a folder, as text. */
  inFolder(name: string): string[] {
    return this.imap.store
      .folder(name)
      .all()
      .map(({ raw }) => raw.toString("latin1"));
  }

  /** An RFC 5322 message; each a new one unless its id is given. */
  letter({ headers = [], ...letter }: LetterParts = {}): string {
    this.#letters++;
    return [
      ...headers,
      `From: ${letter.from ?? "Nora Whitfield <nora@whitfield.example>"}`,
      `To: ${letter.to ?? "robin@vale.example"}`,
      ...(letter.cc ? [`Cc: ${letter.cc}`] : []),
      `Subject: ${letter.subject ?? "A website for our shop"}`,
      `Message-ID: <${letter.messageId ?? `letter-${this.#letters}@whitfield.example`}>`,
      ...(letter.inReplyTo ? [`In-Reply-To: <${letter.inReplyTo}>`, `References: <${letter.inReplyTo}>`] : []),
      `Date: ${letter.date ?? "Tue, 24 Nov 2026 09:00:00 +0000"}`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      ...(letter.text ?? "Hello,\n\nwe need a new website. Could you make us an offer?\n\nNora Whitfield").split("\n"),
      "",
    ].join("\r\n");
  }
}
