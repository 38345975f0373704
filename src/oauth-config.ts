/**
 * Signing in with OAuth, as the environment says it: for mail and for the calendar four variables each, which make sense only
 * together, and only where an address has no password.
 * Before: config.ts and the `oauth` verb. After: connectors/oauth/.
 */
import { z } from "zod";
import { type OAuthProvider, oauthProvider, type SignInPurpose } from "./lib/oauth-provider.ts";
import type { OAuthApp, OAuthConfig } from "./lib/service-address.ts";
import { blank, optional, secret } from "./lib/variable.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The beginning of the names of its variables. */
const PREFIX: Readonly<Record<SignInPurpose, string>> = { mail: "MAIL_OAUTH", calendar: "CALDAV_OAUTH" };

const PROVIDER_EXPECTED =
  "expected google, microsoft, microsoft: with your tenant behind it, or the https:// address of a token endpoint";

const shape = z.object({
  PROVIDER: z.preprocess(
    blank,
    z
      .string()
      .transform((text, context): OAuthProvider => {
        const found = oauthProvider(text.trim());
        if (found !== null) return found;
        context.addIssue({ code: "custom", message: PROVIDER_EXPECTED });
        return z.NEVER;
      })
      .optional(),
  ),
  CLIENT_ID: optional(/^\S+$/, "expected the client id that your provider gave your app"),
  CLIENT_SECRET: secret(/^\S+$/, "expected a secret without spaces"),
  REFRESH_TOKEN: secret(/^\S+$/, "expected a refresh token without spaces"),
});

type Part = keyof z.output<typeof shape>;
const PARTS: readonly Part[] = ["PROVIDER", "CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"];

/** What is set of it, complete or not; `lines`: what is wrong with it. */
export type OAuthGiven = z.output<typeof shape> & { readonly purpose: SignInPurpose };

export function oauthGiven(environment: Environment, purpose: SignInPurpose): { given: OAuthGiven; lines: string[] } {
  const parsed = shape.safeParse(
    Object.fromEntries(PARTS.map((part) => [part, environment[oauthVariable(purpose, part)]])),
  );
  if (parsed.success) return { given: { ...parsed.data, purpose }, lines: [] };
  const lines = parsed.error.issues.map(
    ({ path, message }) => `${oauthVariable(purpose, path[0] as Part)}=…: ${message}.`,
  );
  return { given: { purpose }, lines };
}

/** The name of one of its variables: `MAIL_OAUTH_CLIENT_ID`. */
export function oauthVariable(purpose: SignInPurpose, part: Part): string {
  return `${PREFIX[purpose]}_${part}`;
}

/** The app alone, which is all that signing in needs; or what is wrong or missing. */
export function oauthAppOf(
  environment: Environment,
  purpose: SignInPurpose,
): { readonly app: OAuthApp } | { readonly lines: readonly string[] } {
  // A line that waits for what is only fetched now is no mistake.
  const { given, lines } = oauthGiven(
    { ...environment, [oauthVariable(purpose, "REFRESH_TOKEN")]: undefined },
    purpose,
  );
  const { PROVIDER: provider, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret = null } = given;
  if (lines.length > 0) return { lines };
  if (provider && clientId) return { app: { purpose, provider, clientId, clientSecret } };
  const missing = (["PROVIDER", "CLIENT_ID"] as const).filter((part) => given[part] === undefined);
  return {
    lines: [
      `${missing.map((part) => oauthVariable(purpose, part)).join(" and ")} must be set before you can sign in; docs/${purpose}.md says how to get ${missing.length > 1 ? "them" : "it"}.`,
    ],
  };
}

/** Null: it isn't all there. */
export function oauthOf(given: OAuthGiven): OAuthConfig | null {
  const { purpose, PROVIDER, CLIENT_ID, CLIENT_SECRET = null, REFRESH_TOKEN } = given;
  if (!PROVIDER || !CLIENT_ID || !REFRESH_TOKEN) return null;
  return {
    purpose,
    provider: PROVIDER,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    refreshToken: REFRESH_TOKEN,
    variables: {
      client: `${oauthVariable(purpose, "CLIENT_ID")} and ${oauthVariable(purpose, "CLIENT_SECRET")}`,
      refreshToken: oauthVariable(purpose, "REFRESH_TOKEN"),
    },
  };
}

/**
 * What is missing, or makes no sense: addresses without a password need all of it, and without such an address nothing is
 * signed in to. `addresses`: those that want a login, by their variable.
 */
export function oauthGaps(
  given: OAuthGiven,
  addresses: readonly { readonly variable: string; readonly password: string | null }[],
): string[] {
  const { purpose } = given;
  const open = [...new Set(addresses.filter(({ password }) => password === null).map(({ variable }) => variable))];
  const set = PARTS.filter((part) => given[part] !== undefined);
  const guide = `docs/${purpose}.md`;
  if (open.length > 0 && set.length === 0)
    return [
      `${open.join(" and ")} ${open.length > 1 ? "have" : "has"} no password. Put it there, or sign in with OAuth; ${guide} says how.`,
    ];
  if (open.length > 0)
    return PARTS.filter((part) => part !== "CLIENT_SECRET" && given[part] === undefined).map((part) => {
      const how =
        part === "REFRESH_TOKEN"
          ? `\`npx --no-install atelier oauth ${purpose}\` signs you in and prints it`
          : `${guide} says how to get it`;
      return `${oauthVariable(purpose, part)} is missing: ${how}.`;
    });
  // Before the first sign-in the address may not be there yet.
  if (set.length === 0 || addresses.length === 0) return [];
  const [first = "PROVIDER"] = set;
  return [
    `${oauthVariable(purpose, first)} is set, but ${addresses[0]?.variable} has a password. Take one or the other out.`,
  ];
}
