/**
 * The addresses of outside services, as they stand in the environment, become what their connectors need. An address carries
 * its password, so no complaint ever quotes it.
 * Before: config.ts. After: outside.ts.
 */
import type { OAuthProvider, SignInPurpose } from "./oauth-provider.ts";

/** A mailbox that is read. */
export interface ImapConfig {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else the connection is upgraded, or stays open on this machine only. */
  readonly secure: boolean;
  readonly user: string;
  /** Null: it is signed in to with OAuth. */
  readonly password: string | null;
  /** The folders that are read, and no others. */
  readonly folders: readonly string[];
  /** Where sent mail is filed; null: the one that the server marks as such. */
  readonly sent: string | null;
  /** Whose Authentication-Results are believed (their authserv-id); null: the host itself. */
  readonly trusts: string | null;
}

/** The server that takes what we send. */
export interface SmtpConfig {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Null: a server that wants no login; no password: it is signed in to with OAuth. */
  readonly login: { readonly user: string; readonly password: string | null } | null;
}

export interface MailConfig {
  /** The first is where copies of what we send are filed. */
  readonly imap: readonly [ImapConfig, ...ImapConfig[]];
  readonly smtp: SmtpConfig;
}

export interface StripeConfig {
  readonly secretKey: string;
  /** Null: nothing is heard over HTTP, and the list of events is read instead. */
  readonly webhookSecret: string | null;
  /** Null: Stripe's own. */
  readonly apiUrl: string | null;
}

export interface CaldavConfig {
  /** Without user and password: the server, or the very calendar. */
  readonly url: string;
  readonly user: string;
  /** Null: it is signed in to with OAuth. */
  readonly password: string | null;
}

/** An app at a provider: what is let in where a person has agreed to it. */
export interface OAuthApp {
  readonly purpose: SignInPurpose;
  readonly provider: OAuthProvider;
  readonly clientId: string;
  /** Null: a public client, which has none. */
  readonly clientSecret: string | null;
}

/** What the owner has been signed in with, as it stands in the environment. */
export interface OAuthConfig extends OAuthApp {
  readonly refreshToken: string;
  /** Where in the environment it is mended. */
  readonly variables: { readonly client: string; readonly refreshToken: string };
}

/** `imaps://user:password@mail.example.com/?folders=INBOX,Clients&sent=Sent`, or without password; null: it is no such address. */
export function imapConfig(text: string): ImapConfig | null {
  const url = addressOf(text, ["imap:", "imaps:"]);
  if (!url?.username) return null;
  const secure = url.protocol === "imaps:";
  const named = (name: string) => url.searchParams.get(name)?.trim() || null;
  const folders = (named("folders") ?? "INBOX")
    .split(",")
    .map((folder) => folder.trim())
    .filter((folder) => folder !== "");
  return {
    host: url.hostname,
    port: Number(url.port || (secure ? 993 : 143)),
    secure,
    user: decodeURIComponent(url.username),
    password: passwordIn(url),
    folders,
    sent: named("sent"),
    trusts: named("trusts"),
  };
}

/** `smtps://user:password@mail.example.com`, or `smtp://` with an upgrade; null: it is no such address. */
export function smtpConfig(text: string): SmtpConfig | null {
  const url = addressOf(text, ["smtp:", "smtps:"]);
  if (!url) return null;
  const secure = url.protocol === "smtps:";
  const login = url.username ? { user: decodeURIComponent(url.username), password: passwordIn(url) } : null;
  return { host: url.hostname, port: Number(url.port || (secure ? 465 : 587)), secure, login };
}

/** `https://user:password@dav.example.com/calendars/vera/work/`; null: it is no such address. */
export function caldavConfig(text: string): CaldavConfig | null {
  const url = addressOf(text, ["http:", "https:"]);
  if (!url?.username) return null;
  const [user, password] = [decodeURIComponent(url.username), passwordIn(url)];
  url.username = "";
  url.password = "";
  return { url: url.href, user, password };
}

/** Several addresses with blanks between them, each of which `read` takes; null: one of them is none. */
export function severalOf<T>(text: string, read: (one: string) => T | null): [T, ...T[]] | null {
  const all = text.split(/\s+/).filter((part) => part !== "");
  const found = all.map(read).filter((one): one is T => one !== null);
  const [first, ...rest] = found;
  return first !== undefined && found.length === all.length ? [first, ...rest] : null;
}

function passwordIn({ password }: URL): string | null {
  return password === "" ? null : decodeURIComponent(password);
}

function addressOf(text: string, protocols: readonly string[]): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!protocols.includes(url.protocol) || url.hostname === "") return null;
  try {
    decodeURIComponent(`${url.username}${url.password}`);
    return url;
  } catch {
    return null; // a lone % in a password
  }
}
