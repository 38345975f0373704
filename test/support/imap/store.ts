/**
 * The mail that the test server keeps: folders with numbers that only ascend, as RFC 3501 has them. A folder may be said to
 * hold a hundred thousand messages that are only made when somebody asks for one.
 * Before: office.ts puts mail in. After: session.ts shows it to a client.
 */

export interface StoredMail {
  readonly uid: number;
  readonly raw: Buffer;
  readonly at: Date;
  readonly flags: readonly string[];
}

const BULK_AT = Date.UTC(2026, 9, 1);

export class StoredFolder {
  readonly name: string;
  readonly use: string | null;
  validity: number;
  next = 1;
  #bulk = 0;
  #mails: StoredMail[] = [];
  /** Messages that were handed out in whole or in part, and those that a search went through. */
  shown = 0;
  searched = 0;

  constructor(name: string, use: string | null, validity: number) {
    this.name = name;
    this.use = use;
    this.validity = validity;
  }

  get count(): number {
    return this.#bulk + this.#mails.length;
  }

  put(raw: Buffer, at: Date, flags: readonly string[] = []): StoredMail {
    const mail = { uid: this.next++, raw, at, flags };
    this.#mails.push(mail);
    return mail;
  }

  /** As if so many messages lay there, from long before. */
  holdBulk(count: number): void {
    this.#bulk = count;
    this.next = count + 1;
  }

  /** By its place in the folder, from 1 on. */
  at(place: number): StoredMail | undefined {
    if (place < 1) return undefined;
    return place <= this.#bulk ? bulkMail(place) : this.#mails[place - this.#bulk - 1];
  }

  placeOf(uid: number): number | null {
    if (uid >= 1 && uid <= this.#bulk) return uid;
    const index = this.#mails.findIndex((mail) => mail.uid === uid);
    return index < 0 ? null : this.#bulk + index + 1;
  }

  /** The numbers that lie there, within bounds. */
  uids(low: number, high: number): number[] {
    const found: number[] = [];
    for (let uid = Math.max(low, 1); uid <= Math.min(high, this.#bulk); uid++) found.push(uid);
    for (const { uid } of this.#mails) if (uid >= low && uid <= high) found.push(uid);
    return found;
  }

  highest(): number {
    return this.#mails.at(-1)?.uid ?? this.#bulk;
  }

  remove(uid: number): StoredMail | undefined {
    const mail = this.#mails.find((one) => one.uid === uid);
    this.#mails = this.#mails.filter((one) => one !== mail);
    return mail;
  }

  /** Puts back what was removed, under its old number. */
  restore(mail: StoredMail): void {
    this.#mails = [...this.#mails, mail].sort((a, b) => a.uid - b.uid);
  }

  /** Numbers everything anew, as after a repair of the mailbox; `order` may put it otherwise. */
  renumber(order: (mails: StoredMail[]) => StoredMail[] = (mails) => mails): void {
    this.validity += 1000;
    this.#mails = order(this.#mails).map((mail, index) => ({ ...mail, uid: this.#bulk + index + 1 }));
    this.next = this.#bulk + this.#mails.length + 1;
  }

  all(): readonly StoredMail[] {
    return this.#mails;
  }
}

export class MailStore {
  readonly folders = new Map<string, StoredFolder>();

  constructor() {
    for (const [name, use] of [
      ["INBOX", null],
      ["Sent", "\\Sent"],
      ["Drafts", "\\Drafts"],
      ["Clients", null],
      ["Archive", "\\Archive"],
    ] as const)
      this.make(name, use);
  }

  make(name: string, use: string | null = null): StoredFolder {
    const folder = new StoredFolder(name, use, 1_000_000 + this.folders.size);
    this.folders.set(name, folder);
    return folder;
  }

  folder(name: string): StoredFolder {
    const found = this.find(name);
    if (!found) throw new Error(`the test server has no folder ${name}`);
    return found;
  }

  find(name: string): StoredFolder | undefined {
    return this.folders.get(name.toUpperCase() === "INBOX" ? "INBOX" : name);
  }
}

function bulkMail(uid: number): StoredMail {
  const raw = Buffer.from(
    [
      `From: Old ${uid} <old${uid}@past.example>`,
      "To: robin@vale.example",
      `Subject: Old mail ${uid}`,
      `Message-ID: <old-${uid}@past.example>`,
      `Date: ${new Date(BULK_AT + uid * 1000).toUTCString()}`,
      "",
      "This was long ago.",
      "",
    ].join("\r\n"),
  );
  return { uid, raw, at: new Date(BULK_AT + uid * 1000), flags: ["\\Seen"] };
}
