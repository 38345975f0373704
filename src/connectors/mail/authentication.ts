/**
 * Whether our own mail server vouches for the sender (RFC 8601). A pass is believed from it alone; a failure from anyone,
 * since nobody gains by accusing themselves.
 * Before: parse.ts collected the Authentication-Results headers. After: scope.ts decides what a failure means.
 */
import { domainOf } from "./address.ts";
import { withoutComments } from "./header.ts";
import type { MailAddress } from "./mail.ts";

export type Authentication = "pass" | "fail" | "none";

interface MethodResult {
  readonly method: string;
  readonly result: string;
  /** `header.d`, `smtp.mailfrom` …, lower-cased. */
  readonly properties: ReadonlyMap<string, string>;
}

interface Results {
  readonly server: string;
  readonly methods: readonly MethodResult[];
}

/**
 * Judges by one header: the topmost of our own server, whose authserv-id is `trustedId`; what stands below it may have been
 * written by the sender. Where our server has written none, the topmost counts, and then nothing can pass.
 */
export function authenticate(question: {
  /** Authentication-Results values, topmost first. */
  readonly results: readonly string[];
  readonly from: readonly MailAddress[];
  readonly trustedId: string | null;
}): Authentication {
  const read = question.results.map(readResults);
  const [top] = read;
  if (top === undefined) return "none";
  const trusted = question.trustedId?.trim().toLowerCase() ?? "";
  const ours = trusted === "" ? undefined : read.find(({ server }) => server === trusted);
  const isForged = ({ methods }: Results) =>
    methods.some(({ method, result }) => method === "dmarc" && result === "fail");
  if (isForged(top) || (ours && isForged(ours))) return "fail";
  if (!ours) return "none";
  const { methods } = ours;
  const domains = new Set(question.from.map(({ address }) => domainOf(address)));
  const [domain] = domains;
  if (domain === undefined || domains.size > 1) return "none";
  const vouches = (one: MethodResult) => one.result === "pass" && aligned(one, domain);
  if (methods.some(vouches)) return "pass";
  const failed = (name: string) => methods.some(({ method, result }) => method === name && result === "fail");
  const dkimPassed = methods.some(({ method, result }) => method === "dkim" && result === "pass");
  return failed("spf") && !dkimPassed ? "fail" : "none";
}

/** Whether a result speaks for the domain in From: the same domain, or a parent that signs for it. */
function aligned({ method, properties }: MethodResult, domain: string): boolean {
  const named = (property: string) => domainOf((properties.get(property) ?? "").replace(/\.$/, ""));
  if (method === "dmarc") return !properties.has("header.from") || named("header.from") === domain;
  if (method === "dkim") return parentOrSame(named("header.d") || named("header.i"), domain);
  if (method === "spf") return parentOrSame(named("smtp.mailfrom") || named("smtp.mail"), domain);
  return false;
}

function parentOrSame(signer: string, domain: string): boolean {
  return signer === domain || (signer.includes(".") && domain.endsWith(`.${signer}`));
}

/** RFC 8601, 2.2: `authserv-id [version]; method=result reason="…" ptype.property=value …; …`. */
function readResults(value: string): Results {
  const [head = "", ...rest] = splitOutsideQuotes(withoutComments(value), ";");
  const server = unquote(head.trim().split(/\s+/)[0] ?? "").toLowerCase();
  const methods = rest.flatMap((part): MethodResult[] => {
    const [first = "", ...words] = splitOutsideQuotes(part.replace(/\s*=\s*/g, "=").trim(), " ").filter(
      (word) => word !== "",
    );
    const [, method, result] = /^([a-z\d-]+)(?:\/\d+)?=([a-z]+)$/i.exec(first) ?? [];
    if (!method || !result) return [];
    const properties = new Map<string, string>();
    for (const word of words) {
      const at = word.indexOf("=");
      const name = word.slice(0, at).toLowerCase();
      if (at > 0 && !properties.has(name)) properties.set(name, unquote(word.slice(at + 1)).toLowerCase());
    }
    return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }];
  });
  return { server, methods };
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [""];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\" && quoted) {
      parts[parts.length - 1] += text.slice(at, at + 2);
      at++;
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === separator || (separator === " " && character === "\t"))) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1") : text;
}
