/**
 * What a mail is recognised by wherever it lies: in another folder, under another number, delivered by two ways. What servers
 * add on the way (Received, Delivered-To) doesn't count; what the sender wrote does, so a forgery is never the same mail.
 * Before: a connector has the bytes. After: `taken`.
 */
import { createHash } from "node:crypto";
import { fieldOf, splitLetter } from "./header.ts";

/** The fields that a print is made of, for asking a server for them alone. */
export const PRINTED = ["message-id", "date", "from", "to", "subject"] as const;

/** Of the whole mail. */
export function letterPrint(raw: Buffer): string {
  const letter = splitLetter(raw);
  if (!letter) return hash(["bytes", raw.toString("latin1")]);
  const body = letter.body.toString("latin1").replace(/\r\n?/g, "\n").trimEnd();
  return hash(["letter", ...PRINTED.map((name) => fieldOf(letter.fields, name)), body]);
}

/** Of its header alone, cheap to ask for; null where it has no Message-ID, and so nothing that only one mail has. */
export function headPrint(raw: Buffer): string | null {
  const letter = splitLetter(raw);
  if (!letter || fieldOf(letter.fields, "message-id") === "") return null;
  return hash(["head", ...PRINTED.map((name) => fieldOf(letter.fields, name))]);
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
