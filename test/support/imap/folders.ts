/**
 * What the test server says about folders: which there are, and how one stands.
 * Before: session.ts. After: lines for the client.
 */
import type { MailStore, StoredFolder } from "./store.ts";
import { quote, SyntaxError501, type Token, textOf } from "./syntax.ts";

/** `LIST "" "*"`, or one folder by its name; what more a client wishes to be told is left out. */
export function listed(store: MailStore, args: readonly Token[], word: string): string[] {
  const [, pattern = ""] = args.filter((arg) => !Array.isArray(arg)).map((arg) => textOf(arg));
  if (pattern === "") return [`* ${word} (\\Noselect) "/" ""`];
  return [...store.folders.values()]
    .filter(({ name }) => pattern === "*" || pattern === name)
    .map(({ name, use }) => `* ${word} (\\HasNoChildren${use ? ` ${use}` : ""}) "/" ${quote(name)}`);
}

export function opened(folder: StoredFolder): string[] {
  return [
    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
    `* ${folder.count} EXISTS`,
    "* 0 RECENT",
    `* OK [UIDVALIDITY ${folder.validity}] these numbers are good`,
    `* OK [UIDNEXT ${folder.next}] the next one`,
  ];
}

export function statusOf(folder: StoredFolder, items: Token | undefined): string {
  const known: Readonly<Record<string, number>> = {
    MESSAGES: folder.count,
    UIDNEXT: folder.next,
    UIDVALIDITY: folder.validity,
  };
  const told = ((items ?? []) as readonly Token[]).map((item) => {
    const name = textOf(item).toUpperCase();
    if (known[name] === undefined) throw new SyntaxError501(`STATUS of ${name}`);
    return `${name} ${known[name]}`;
  });
  return `* STATUS ${quote(folder.name)} (${told.join(" ")})`;
}
