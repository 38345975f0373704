/**
 * Where one signs in with OAuth: the two big providers by name, any other by the address of its token endpoint. What they want
 * differs in few things, and all of them stand here.
 * Before: config.ts. After: connectors/oauth/.
 */

/** What is signed in for: each has variables, an address and a refresh token of its own. */
export type SignInPurpose = "mail" | "calendar";

export interface OAuthProvider {
  /** As the owner knows it: `Google`, or the host. */
  readonly called: string;
  /** Where access tokens come from (RFC 6749, 3.2). */
  readonly tokenUrl: string;
  /** Where a person agrees, in a browser; null: only the owner knows. */
  readonly authorizationUrl: string | null;
  /** Where a code for another device comes from (RFC 8628); null: not there, or not for what we need. */
  readonly deviceUrl: string | null;
  /** What is asked for; empty: only the owner knows. */
  readonly scopes: Readonly<Record<SignInPurpose, string>>;
  /** What else a browser is sent with, so that a refresh token comes back. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How this machine is named as the place to come back to (RFC 8252, 7.3): a provider may insist on one. */
  readonly loopback: "127.0.0.1" | "localhost";
}

const GOOGLE: OAuthProvider = {
  called: "Google",
  tokenUrl: "https://oauth2.googleapis.com/token",
  authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
  // It has one, but gives no access to mail and calendars by it.
  deviceUrl: null,
  scopes: { mail: "https://mail.google.com/", calendar: "https://www.googleapis.com/auth/calendar" },
  parameters: { access_type: "offline", prompt: "consent" },
  loopback: "127.0.0.1",
};

/** Exchange Online has no CalDAV, so there is nothing to ask for there. */
function microsoft(tenant: string): OAuthProvider {
  const base = `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0`;
  return {
    called: "Microsoft",
    tokenUrl: `${base}/token`,
    authorizationUrl: `${base}/authorize`,
    deviceUrl: `${base}/devicecode`,
    scopes: {
      mail: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
      calendar: "",
    },
    parameters: { prompt: "select_account" },
    loopback: "localhost",
  };
}

/** `google`, `microsoft`, `microsoft:firm.example`, or the address of a token endpoint; null: it is none of them. */
export function oauthProvider(text: string): OAuthProvider | null {
  const [name = "", tenant, ...more] = text.trim().split(":");
  if (text.trim().toLowerCase() === "google") return GOOGLE;
  if (name.toLowerCase() === "microsoft")
    return more.length === 0 && /^[\w.-]+$/.test(tenant ?? "common") ? microsoft(tenant ?? "common") : null;
  return isSecureAddress(text) ? otherProvider(text) : null;
}

/** Whether secrets may go there: over TLS, or to this very machine. */
export function isSecureAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname));
}

function otherProvider(text: string): OAuthProvider {
  const url = new URL(text.trim());
  return {
    called: url.hostname,
    tokenUrl: url.href,
    authorizationUrl: null,
    deviceUrl: null,
    scopes: { mail: "", calendar: "" },
    parameters: {},
    loopback: "127.0.0.1",
  };
}
