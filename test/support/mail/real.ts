/**
 * Real messages beside the project, and a short way to write invented ones.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { ParsedMail } from "../../../src/connectors/mail/mail.ts";
import { parseMail } from "../../../src/connectors/mail/parse.ts";

const SHARED = join(import.meta.dirname, "../../../../shared/mail");

/** Whether the collected messages are there; tests that use them skip where they are not. */
export const hasRealMail = existsSync(SHARED);

/** Names of all collected messages, such as `talon/gmail.eml`. */
export function realMailNames(): string[] {
  if (!hasRealMail) return [];
  return readdirSync(SHARED, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".eml"))
    .map((name) => relative(SHARED, join(SHARED, name)))
    .sort();
}

export function realMail(name: string): Buffer {
  return readFileSync(join(SHARED, name));
}

/** A message from lines, CRLF between them. */
export function lines(...text: string[]): Buffer {
  return Buffer.from(text.join("\r\n"));
}

/** The message as read; fails where it is unreadable. */
export async function readable(raw: Buffer): Promise<ParsedMail> {
  const reading = await parseMail(raw);
  if (reading.kind === "unreadable") throw new Error(`unreadable: ${reading.why}`);
  return reading.mail;
}
