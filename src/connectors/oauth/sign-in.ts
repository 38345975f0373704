/**
 * Signing in, once, for a refresh token: what the ways to do it share, and how it may end.
 * Before: verbs/oauth.ts. After: device.ts, browser.ts; token-server.ts.
 */
import type { OAuthApp } from "../../lib/service-address.ts";
import { ServiceError } from "../service-error.ts";
import { type Grant, Refused } from "./token-server.ts";

export interface SigningIn {
  readonly app: OAuthApp;
  /** What is asked for. */
  readonly scope: string;
  /** Tells the person what to do. */
  readonly say: (words: string) => void;
}

/** A refresh token, or why there is none, in words. */
export type SignedIn =
  | { readonly kind: "signed-in"; readonly refreshToken: string }
  | { readonly kind: "not"; readonly why: string };

/** What came of it. */
export function signedIn({ refreshToken }: Grant, { provider, purpose }: OAuthApp): SignedIn {
  if (refreshToken !== null) return { kind: "signed-in", refreshToken };
  return {
    kind: "not",
    why: `${provider.called} let you sign in, but gave no refresh token, so it would end within the hour. Take the app's access away in your account there and sign in again; docs/${purpose}.md says what else it may want.`,
  };
}

/** How it ended without one. What nobody expects is thrown on. */
export function notSignedIn(error: unknown, { provider, purpose }: OAuthApp): SignedIn {
  if (error instanceof ServiceError) return { kind: "not", why: error.message };
  if (!(error instanceof Refused)) throw error;
  const { error: name, said } = error;
  if (name === "access_denied") return { kind: "not", why: "You said no there, so nothing was signed in." };
  if (name === "expired_token")
    return { kind: "not", why: "It took too long, and the code doesn't hold any more. Sign in again." };
  const quoted = said ? `: “${said}”` : ` (${name})`;
  return {
    kind: "not",
    why: `${provider.called} doesn't let this app sign in${quoted}. docs/${purpose}.md says how it is set up there.`,
  };
}
