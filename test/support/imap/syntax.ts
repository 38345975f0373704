/**
 * The grammar of IMAP commands, as far as the test server understands it (RFC 3501, 9; RFC 7888): strict, so that what a client
 * says wrongly is not understood.
 * Before: session.ts gathers one whole command. After: it is carried out.
 */

/** An atom or a string as text; a literal as bytes; a list as a list. */
export type Token = string | Buffer | readonly Token[];

export class SyntaxError501 extends Error {}

/** The tokens of a command whose literals have been cut out, in order. */
export function tokens(line: string, literals: readonly Buffer[]): Token[] {
  const left = [...literals];
  let at = 0;
  const list = (closing: boolean): Token[] => {
    const found: Token[] = [];
    while (at < line.length) {
      const character = line.charAt(at);
      if (character === ")") {
        if (!closing) throw new SyntaxError501("a bracket that was never opened");
        at++;
        return found;
      }
      if (character === " ") {
        at++;
        if (line.charAt(at) === " " || at >= line.length) throw new SyntaxError501("a blank too many");
        continue;
      }
      found.push(one(character));
    }
    if (closing) throw new SyntaxError501("a bracket that is never closed");
    return found;
  };
  const one = (character: string): Token => {
    if (character === "(") {
      at++;
      return list(true);
    }
    if (character === '"') return quoted();
    const literal = /^\{\d+\+?\}/.exec(line.slice(at));
    if (literal) {
      at += literal[0].length;
      const bytes = left.shift();
      if (!bytes) throw new SyntaxError501("a literal that was not sent");
      return bytes;
    }
    return atom();
  };
  const quoted = (): string => {
    const match = /^"((?:[^"\\\r\n]|\\["\\])*)"/.exec(line.slice(at));
    if (!match) throw new SyntaxError501("a string that is never closed");
    at += match[0].length;
    return (match[1] ?? "").replace(/\\(.)/g, "$1");
  };
  const atom = (): string => {
    const match = /^[^\s()"{%[\]]+(?:\[[^\]]*\](?:<\d+\.\d+>)?)?|^[*%]+/.exec(line.slice(at));
    if (!match) throw new SyntaxError501(`nothing that is understood at “${line.slice(at, at + 20)}”`);
    at += match[0].length;
    return match[0];
  };
  return list(false);
}

/** `1,3:5,*` as a test whether a number is among them; `highest` is what `*` means. */
export function numberSet(text: string, highest: number): { low: number; high: number }[] {
  return text.split(",").map((part) => {
    const match = /^(\d+|\*)(?::(\d+|\*))?$/.exec(part);
    if (!match) throw new SyntaxError501(`“${text}” is no set of numbers`);
    const number = (word: string) => (word === "*" ? highest : Number(word));
    const first = number(match[1] ?? "");
    const second = number(match[2] ?? match[1] ?? "");
    return { low: Math.min(first, second), high: Math.max(first, second) };
  });
}

export function textOf(token: Token | undefined): string {
  if (typeof token === "string") return token;
  if (Buffer.isBuffer(token)) return token.toString("utf8");
  throw new SyntaxError501("a word is missing");
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `24-Nov-2026`, as the day begins in UTC. */
export function dayOf(text: string): number {
  const match = /^(\d{1,2})-([A-Z][a-z]{2})-(\d{4})$/.exec(text);
  const month = MONTHS.indexOf(match?.[2] ?? "");
  if (!match || month < 0) throw new SyntaxError501(`“${text}” is no date`);
  return Date.UTC(Number(match[3]), month, Number(match[1]));
}

/** `"24-Nov-2026 09:00:00 +0000"`. */
export function internalDate(at: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()}`;
  return `"${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000"`;
}
