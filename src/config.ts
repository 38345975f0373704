/**
 * The environment becomes a Config: every value checked, every complaint naming the variable and what was expected.
 */
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { IANAZone } from "luxon";
import { z } from "zod";
import { messageOf } from "./lib/errors.ts";
import type { SignInPurpose } from "./lib/oauth-provider.ts";
import {
  type CaldavConfig,
  caldavConfig,
  imapConfig,
  type MailConfig,
  type OAuthConfig,
  type StripeConfig,
  severalOf,
  smtpConfig,
} from "./lib/service-address.ts";
import { blank, optional, secret } from "./lib/variable.ts";
import { type OAuthGiven, oauthGaps, oauthGiven, oauthOf } from "./oauth-config.ts";

export interface Config {
  readonly home: string;
  readonly databasePath: string;
  readonly timezone: string;
  readonly currency: string;
  readonly ownerName: string;
  readonly ownerEmail: string;
  /** Where health is told and webhooks are heard; null: nowhere. */
  readonly port: number | null;
  readonly slack: SlackConfig | null;
  readonly telegram: TelegramConfig | null;
  /** Null: mail is a folder. */
  readonly mail: MailConfig | null;
  /** Null: money comes through the bank only. */
  readonly stripe: StripeConfig | null;
  /** Null: the calendar is a folder. */
  readonly caldav: CaldavConfig | null;
  /** What is signed in with where an address has no password; null: nothing is. */
  readonly oauth: Readonly<Record<SignInPurpose, OAuthConfig | null>>;
  /** Null: no model is set up, and everything is done the local way. */
  readonly models: ModelConfig | null;
  /** Search by meaning with what is installed on this machine, without a server. */
  readonly offlineEmbedder: boolean;
}

/** Names in the order in which they are tried: the first, then what to fall back to. */
export interface ModelConfig {
  /** Null: a server that wants no key. */
  readonly apiKey: string | null;
  /** Null: OpenAI's own. */
  readonly baseUrl: string | null;
  readonly draft: readonly string[];
  readonly judge: readonly string[];
  /** Empty: memory is searched by words alone. */
  readonly embed: readonly string[];
}

export interface SlackConfig {
  readonly botToken: string;
  /** Socket Mode; null: signed requests over HTTP. */
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  /** The main room; null: the owner's direct messages. */
  readonly channel: string | null;
  /** `team` is null where the environment names only the user: then it is the workspace's own. */
  readonly owner: { readonly user: string; readonly team: string | null } | null;
  readonly apiUrl: string | null;
}

export interface TelegramConfig {
  readonly token: string;
  /** The main room; null: the owner's private chat. */
  readonly chat: string | null;
  readonly owner: { readonly user: string; readonly team: null } | null;
  readonly apiRoot: string | null;
  /** Webhook instead of long polling. */
  readonly webhookSecret: string | null;
}

/** What is wrong with how Atelier was started; each line names the thing and what to do. */
export class ConfigError extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** `gpt-4.1-mini`, or several with commas: the first, then what to fall back to. */
function modelNames() {
  const expected = "expected the name of a model such as gpt-4.1-mini, or several with commas";
  return z.preprocess(
    blank,
    z
      .string()
      .transform((text) => text.split(",").map((name) => name.trim()))
      .refine((names) => names.every((name) => /^[\w./:@+-]+$/.test(name)), expected)
      .optional(),
  );
}

/** The address of a service, mostly with its password in it. */
function service<T>(read: (text: string) => T | null, expected: string) {
  return z
    .string()
    .trim()
    .min(1, "it is blank; put the address there, or take the line out")
    .transform((text, context) => {
      const found = read(text);
      if (found !== null) return found;
      context.addIssue({
        code: "custom",
        message: `${expected} (in the password, write % for special signs: @ is %40)`,
      });
      return z.NEVER;
    })
    .optional();
}

const url = z.preprocess(
  blank,
  z.url({ protocol: /^https?$/, error: "expected an address such as https://example.com/api/" }).optional(),
);

const shape = z.object({
  ATELIER_HOME: z.preprocess(blank, z.string().default("./data")),
  DATABASE_URL: z.preprocess(
    blank,
    z
      .string()
      .regex(/^file:/, {
        error: "only file: is built so far; leave it out, or write file:/path/to/atelier.db",
        abort: true,
      })
      .regex(/^file:\/*[^\s:?#/][^:?#]*$/, "expected the path of a file, such as file:/path/to/atelier.db")
      .optional(),
  ),
  ATELIER_TIMEZONE: z.preprocess(
    blank,
    z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), "expected a time zone such as Europe/Berlin")
      .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  ),
  ATELIER_CURRENCY: z.preprocess(
    blank,
    z
      .string()
      .regex(/^[A-Z]{3}$/, "expected three letters such as EUR")
      .default("EUR"),
  ),
  OWNER_NAME: z.preprocess(
    blank,
    z
      .string()
      .regex(/^\P{Cc}*$/u, "expected a name on one line")
      .default(""),
  ),
  OWNER_EMAIL: z.preprocess(blank, z.email("expected an e-mail address such as you@example.com").optional()),
  SLACK_BOT_TOKEN: secret(/^\S+$/, "expected a bot token, which begins with xoxb-"),
  SLACK_APP_TOKEN: secret(/^\S+$/, "expected an app-level token, which begins with xapp-"),
  SLACK_SIGNING_SECRET: secret(/^\S+$/, "expected the signing secret of the app's “Basic Information” page"),
  SLACK_CHANNEL: optional(/^[CGD][A-Z0-9]{2,}$/, "expected a channel's id such as C0123456789, not its name"),
  SLACK_OWNER: optional(
    /^(T[A-Z0-9]{2,}[:/])?[UW][A-Z0-9]{2,}$/,
    "expected your member id such as U0123456789, or T0123456789:U0123456789 with the team's",
  ),
  SLACK_API_URL: url,
  TELEGRAM_BOT_TOKEN: secret(/^[\w:-]+$/, "expected a token such as 123456:ABC-DEF from @BotFather"),
  TELEGRAM_CHAT: optional(/^-?\d+$/, "expected a chat's id such as -1001234567890"),
  TELEGRAM_OWNER: optional(/^\d+$/, "expected your numeric user id such as 123456789, not your user name"),
  TELEGRAM_API_ROOT: url,
  TELEGRAM_WEBHOOK_SECRET: secret(/^[\w-]{1,256}$/, "expected up to 256 letters, digits, _ or -"),
  OPENAI_API_KEY: secret(/^\S+$/, "expected a key without spaces"),
  OPENAI_BASE_URL: url,
  MODEL_DRAFT: modelNames(),
  MODEL_JUDGE: modelNames(),
  MODEL_EMBED: modelNames(),
  MAIL_IMAP_URL: service(
    (text) => severalOf(text, imapConfig),
    "expected an address such as imaps://user:password@mail.example.com/?folders=INBOX, or several with blanks between them",
  ),
  MAIL_SMTP_URL: service(smtpConfig, "expected an address such as smtps://user:password@mail.example.com"),
  STRIPE_SECRET_KEY: secret(/^(sk|rk)_\S+$/, "expected a secret key, which begins with sk_ or rk_"),
  STRIPE_WEBHOOK_SECRET: secret(/^whsec_\S+$/, "expected the endpoint's signing secret, which begins with whsec_"),
  STRIPE_API_URL: url,
  CALDAV_URL: service(caldavConfig, "expected an address such as https://user:password@dav.example.com/calendars/you/"),
  PORT: z.preprocess(
    blank,
    z.coerce.number("expected a port such as 8080").int().min(0).max(65535, "expected a port up to 65535").optional(),
  ),
});

/** Reads the environment. Throws a ConfigError with everything that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = shape.safeParse(environment);
  const mail = oauthGiven(environment, "mail");
  const calendar = oauthGiven(environment, "calendar");
  if (!parsed.success || mail.lines.length + calendar.lines.length > 0)
    throw new ConfigError([
      ...(parsed.error?.issues ?? []).map((issue) => {
        const name = String(issue.path[0]);
        return `${name}=${SECRET.test(name) ? "…" : (environment[name] ?? "")}: ${issue.message}.`;
      }),
      ...mail.lines,
      ...calendar.lines,
    ]);
  const values = parsed.data;
  const missing = [...incomplete(values), ...unlocked(values, mail.given, calendar.given)];
  if (missing.length > 0) throw new ConfigError(missing);
  const home = resolve(values.ATELIER_HOME);
  const file = values.DATABASE_URL?.slice("file:".length);
  return {
    home,
    databasePath: file ? resolve(file.replace(/^\/\//, "")) : join(home, "atelier.db"),
    timezone: values.ATELIER_TIMEZONE,
    currency: values.ATELIER_CURRENCY,
    ownerName: values.OWNER_NAME,
    ownerEmail: values.OWNER_EMAIL ?? `owner@${hostnameAsDomain()}`,
    port: values.PORT ?? null,
    slack: slackOf(values),
    telegram: telegramOf(values),
    mail:
      values.MAIL_IMAP_URL && values.MAIL_SMTP_URL ? { imap: values.MAIL_IMAP_URL, smtp: values.MAIL_SMTP_URL } : null,
    stripe: stripeOf(values),
    caldav: values.CALDAV_URL ?? null,
    oauth: { mail: oauthOf(mail.given), calendar: oauthOf(calendar.given) },
    models: modelsOf(values),
    offlineEmbedder: isOffline(values),
  };
}

/** What can't be told on a screen or in a log. */
const SECRET = /TOKEN|SECRET|KEY|^MAIL_|^CALDAV_/;
/** Instead of a model's name: the embedder that runs on this machine. */
const OFFLINE = "offline";
/** Small, without hidden reasoning that would use up a short answer's tokens, and priced in the shipped table. */
const USUAL_MODEL = "gpt-4.1-mini";

type Values = z.output<typeof shape>;

/** What of a chat is missing or makes no sense without another part; nothing of it defaults to open. */
function incomplete(values: Values): string[] {
  const lines: string[] = [];
  if (values.SLACK_BOT_TOKEN && !values.SLACK_APP_TOKEN && !values.SLACK_SIGNING_SECRET)
    lines.push(
      "SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN (Socket Mode, needs no public address) nor SLACK_SIGNING_SECRET (HTTP). Set one of them.",
    );
  if (!values.SLACK_BOT_TOKEN && (values.SLACK_APP_TOKEN || values.SLACK_SIGNING_SECRET))
    lines.push("SLACK_BOT_TOKEN is missing, but other parts of Slack are set. Set it, or take the others out.");
  if (values.SLACK_BOT_TOKEN && !values.SLACK_APP_TOKEN && values.SLACK_SIGNING_SECRET && values.PORT === undefined)
    lines.push(
      "SLACK_SIGNING_SECRET without SLACK_APP_TOKEN listens over HTTP: set PORT, or use SLACK_APP_TOKEN instead.",
    );
  if (!values.TELEGRAM_BOT_TOKEN && values.TELEGRAM_WEBHOOK_SECRET)
    lines.push("TELEGRAM_BOT_TOKEN is missing, but TELEGRAM_WEBHOOK_SECRET is set. Set it, or take the other out.");
  if (values.TELEGRAM_WEBHOOK_SECRET && values.PORT === undefined)
    lines.push("TELEGRAM_WEBHOOK_SECRET listens over HTTP: set PORT, or leave it out (long polling needs no address).");
  if (values.MAIL_IMAP_URL && !values.MAIL_SMTP_URL)
    lines.push(
      "MAIL_SMTP_URL is missing: MAIL_IMAP_URL says where mail is read, and nothing says where it is sent. Set it.",
    );
  if (values.MAIL_SMTP_URL && !values.MAIL_IMAP_URL)
    lines.push(
      "MAIL_IMAP_URL is missing: MAIL_SMTP_URL says where mail is sent, and nothing says where it is read. Set it.",
    );
  if ((values.MAIL_IMAP_URL || values.CALDAV_URL) && !values.OWNER_EMAIL)
    lines.push("OWNER_EMAIL is missing: it is the address that your mail and invitations come from. Set it.");
  if (values.STRIPE_WEBHOOK_SECRET && !values.STRIPE_SECRET_KEY)
    lines.push("STRIPE_SECRET_KEY is missing, but STRIPE_WEBHOOK_SECRET is set. Set it, or take the other out.");
  if (values.STRIPE_WEBHOOK_SECRET && values.PORT === undefined)
    lines.push(
      "STRIPE_WEBHOOK_SECRET listens over HTTP: set PORT, or leave it out (Stripe's list of events is read as well).",
    );
  const connected = values.OPENAI_API_KEY !== undefined || values.OPENAI_BASE_URL !== undefined;
  for (const name of ["MODEL_DRAFT", "MODEL_JUDGE", "MODEL_EMBED"] as const)
    if (values[name] && !connected && !(name === "MODEL_EMBED" && isOffline(values)))
      lines.push(
        `${name} is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL (for a server of your own). Set one of them, or take it out.`,
      );
  if (values.OPENAI_BASE_URL && !values.MODEL_DRAFT)
    lines.push("OPENAI_BASE_URL is set, but no model is named. Set MODEL_DRAFT to one that this server has.");
  return lines;
}

/** Addresses that nothing lets us in at, and sign-ins that nothing needs. */
function unlocked(values: Values, mail: OAuthGiven, calendar: OAuthGiven): string[] {
  const { MAIL_IMAP_URL = [], MAIL_SMTP_URL, CALDAV_URL } = values;
  const login = MAIL_SMTP_URL?.login;
  return [
    ...oauthGaps(mail, [
      ...MAIL_IMAP_URL.map(({ password }) => ({ variable: "MAIL_IMAP_URL", password })),
      ...(login ? [{ variable: "MAIL_SMTP_URL", password: login.password }] : []),
    ]),
    ...oauthGaps(calendar, CALDAV_URL ? [{ variable: "CALDAV_URL", password: CALDAV_URL.password }] : []),
  ];
}

function isOffline(values: Values): boolean {
  return values.MODEL_EMBED?.join() === OFFLINE;
}

function modelsOf(values: Values): ModelConfig | null {
  if (values.OPENAI_API_KEY === undefined && values.OPENAI_BASE_URL === undefined) return null;
  const draft = values.MODEL_DRAFT ?? [USUAL_MODEL];
  return {
    apiKey: values.OPENAI_API_KEY ?? null,
    baseUrl: values.OPENAI_BASE_URL ?? null,
    draft,
    judge: values.MODEL_JUDGE ?? draft,
    embed: isOffline(values) ? [] : (values.MODEL_EMBED ?? []),
  };
}

function slackOf(values: Values): SlackConfig | null {
  if (!values.SLACK_BOT_TOKEN) return null;
  const [user, team = null] = values.SLACK_OWNER?.split(/[:/]/).reverse() ?? [];
  return {
    botToken: values.SLACK_BOT_TOKEN,
    appToken: values.SLACK_APP_TOKEN ?? null,
    signingSecret: values.SLACK_SIGNING_SECRET ?? null,
    channel: values.SLACK_CHANNEL ?? null,
    owner: user ? { user, team } : null,
    apiUrl: values.SLACK_API_URL ?? null,
  };
}

function telegramOf(values: Values): TelegramConfig | null {
  if (!values.TELEGRAM_BOT_TOKEN) return null;
  return {
    token: values.TELEGRAM_BOT_TOKEN,
    chat: values.TELEGRAM_CHAT ?? null,
    owner: values.TELEGRAM_OWNER ? { user: values.TELEGRAM_OWNER, team: null } : null,
    apiRoot: values.TELEGRAM_API_ROOT ?? null,
    webhookSecret: values.TELEGRAM_WEBHOOK_SECRET ?? null,
  };
}

function stripeOf(values: Values): StripeConfig | null {
  if (!values.STRIPE_SECRET_KEY) return null;
  return {
    secretKey: values.STRIPE_SECRET_KEY,
    webhookSecret: values.STRIPE_WEBHOOK_SECRET ?? null,
    apiUrl: values.STRIPE_API_URL ?? null,
  };
}

/** The surfaces that cards are queued for, the console first. */
export function surfacesOf(config: Pick<Config, "slack" | "telegram">): string[] {
  return ["console", ...(config.slack ? ["slack"] : []), ...(config.telegram ? ["telegram"] : [])];
}

/** Makes the home and the database's folder, and checks that they can be written. Throws a ConfigError otherwise. */
export function prepareHome({ home, databasePath }: Pick<Config, "home" | "databasePath">): void {
  prepareFolder(home, `ATELIER_HOME=${home}: this folder`);
  const folder = dirname(databasePath);
  if (folder !== home) prepareFolder(folder, `DATABASE_URL=file:${databasePath}: its folder`);
  if (isFolder(databasePath))
    throw new ConfigError([
      `The database ${databasePath} is a folder. Choose the path of a file, or move the folder away.`,
    ]);
}

function prepareFolder(folder: string, what: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = messageOf(error).replace(/^[A-Z]+: (.*?), .*$/s, "$1");
    throw new ConfigError([`${what} can't be written (${why}). Choose another, or change its permissions.`]);
  }
}

/** Step by step: Node's own recursive way never ends where a file system refuses with "no such file" (/proc does). */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(folder)) throw error; // else another process was faster
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hostnameAsDomain(): string {
  const name = hostname()
    .toLowerCase()
    .replace(/[^a-z\d.-]/g, "");
  return /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)+$/.test(name) ? name : "atelier.local";
}
