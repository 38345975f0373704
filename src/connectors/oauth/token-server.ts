/**
 * What is asked of a token server (RFC 6749, 3.2), and what its answers mean in the four ways that differ in what is to be done.
 * oauth4webapi writes the requests and reads the answers. No token and no secret is ever among the words.
 * Before: access.ts, and the ways to sign in. After: the network.
 */
import type { AuthorizationServer, Client, ClientAuth, TokenEndpointResponse } from "oauth4webapi";
import type { OAuthApp, OAuthConfig } from "../../lib/service-address.ts";
import { cleanLine } from "../mail/clean.ts";
import { ServiceError } from "../service-error.ts";

/** What a token server gives. */
export interface Grant {
  readonly accessToken: string;
  /** How long it holds, in milliseconds; null: it doesn't say. */
  readonly lifetimeMs: number | null;
  /** Null: the one that was used goes on. */
  readonly refreshToken: string | null;
}

/** An app, and the same as oauth4webapi wants it. */
export interface Calling {
  readonly app: OAuthApp;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly authentication: ClientAuth;
  readonly options: { readonly signal: () => AbortSignal };
}

/** Of RFC 6749, 5.2, and RFC 8628, 3.5. */
interface Refusal {
  /** `invalid_grant`, say. */
  readonly error: string;
  /** What it says to it, in one line; it may be empty. */
  readonly said: string;
}

/** The server doesn't give what was asked for, for a reason of its own. */
export class Refused extends Error implements Refusal {
  readonly error: string;
  readonly said: string;
  constructor({ error, said }: Refusal) {
    super(said || error);
    this.error = error;
    this.said = said;
  }
}

/** The sign-in has ended: only the owner can make a new one. */
export class SignInEnded extends ServiceError {
  constructor(message: string) {
    super("refused", message);
  }
}

const TIMEOUT_MS = 20_000;
/** Errors that pass by themselves. */
const PASSING: readonly string[] = ["temporarily_unavailable", "server_error"];
/** Errors after which somebody has to sign in anew. */
const ENDED: readonly string[] = [
  "invalid_grant",
  "interaction_required",
  "login_required",
  "consent_required",
  "access_denied",
];
const UNKNOWN_APP: readonly string[] = ["invalid_client", "unauthorized_client"];

/** Loaded where it is needed: a verb that asks nobody doesn't wait for it. */
export function protocol() {
  return import("oauth4webapi");
}

export async function calling(app: OAuthApp, timeoutMs = TIMEOUT_MS): Promise<Calling> {
  const { allowInsecureRequests, ClientSecretPost, None } = await protocol();
  const { tokenUrl, deviceUrl } = app.provider;
  return {
    app,
    server: {
      issuer: new URL(tokenUrl).origin,
      token_endpoint: tokenUrl,
      ...(deviceUrl ? { device_authorization_endpoint: deviceUrl } : {}),
    },
    client: { client_id: app.clientId },
    authentication: app.clientSecret === null ? None() : ClientSecretPost(app.clientSecret),
    // Without TLS a provider is taken from the environment on this machine only (lib/oauth-provider.ts).
    options: { signal: () => AbortSignal.timeout(timeoutMs), [allowInsecureRequests]: true } as Calling["options"],
  };
}

/** A new access token for a refresh token. Throws a ServiceError. */
export async function renew(config: OAuthConfig, refreshToken: string, timeoutMs?: number): Promise<Grant> {
  const { refreshTokenGrantRequest, processRefreshTokenResponse } = await protocol();
  const ask = await calling(config, timeoutMs);
  const { server, client, authentication, options } = ask;
  try {
    return grantOf(
      await answerOf(
        ask,
        () => refreshTokenGrantRequest(server, client, authentication, refreshToken, options),
        (answer) => processRefreshTokenResponse(server, client, answer),
        [refreshToken],
      ),
    );
  } catch (error) {
    throw error instanceof Refused ? refusalOf(error, config) : error;
  }
}

/**
 * Asks and reads the answer. Throws a ServiceError, or what the server refuses it for. `secrets`: what must not be repeated.
 */
export async function answerOf<T>(
  { app }: Calling,
  ask: () => Promise<Response>,
  read: (answer: Response) => Promise<T>,
  secrets: readonly string[],
): Promise<T> {
  const host = new URL(app.provider.tokenUrl).host;
  try {
    const answer = await ask();
    if (answer.status === 429 || (answer.status === 503 && answer.headers.has("retry-after")))
      throw new ServiceError("limited", `The sign-in server ${host} asks for patience.`, patience(answer));
    if (answer.status >= 500)
      throw new ServiceError("unreachable", `The sign-in server ${host} has a trouble of its own.`);
    return await read(answer);
  } catch (error) {
    throw await troubleOf(error, host, [...secrets, ...(app.clientSecret === null ? [] : [app.clientSecret])]);
  }
}

export function grantOf({ access_token, expires_in, refresh_token }: TokenEndpointResponse): Grant {
  return {
    accessToken: access_token,
    lifetimeMs: expires_in === undefined ? null : expires_in * 1000,
    refreshToken: refresh_token ?? null,
  };
}

async function troubleOf(error: unknown, host: string, secrets: readonly string[]): Promise<Error> {
  if (error instanceof ServiceError) return error;
  const { ResponseBodyError, WWWAuthenticateChallengeError, OperationProcessingError, UnsupportedOperationError } =
    await protocol();
  if (error instanceof ResponseBodyError) {
    const refused = { error: error.error, said: wordsOf(error.error_description ?? "", secrets) };
    if (PASSING.includes(refused.error))
      return new ServiceError("unreachable", `The sign-in server ${host} has a trouble of its own.`);
    return new Refused(refused);
  }
  if (error instanceof WWWAuthenticateChallengeError) return new Refused({ error: "invalid_client", said: "" });
  if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError)
    return new ServiceError(
      "changed",
      `The sign-in server ${host} doesn't answer as one should. Look at the address you sign in at.`,
    );
  const isLate = error instanceof Error && /Timeout|Abort/.test(error.name);
  const why = isLate ? "it doesn't answer in time" : networkWords(error);
  return new ServiceError("unreachable", `The sign-in server ${host} can't be reached (${why}).`);
}

/** What a refused renewal means for the owner. */
function refusalOf({ error, said }: Refusal, { purpose, provider, variables }: OAuthConfig): ServiceError {
  const quoted = said ? `: “${said}”` : "";
  if (ENDED.includes(error))
    return new SignInEnded(
      `${provider.called} has ended the sign-in for your ${purpose}${quoted}. Sign in anew with \`npx --no-install atelier oauth ${purpose}\`, put what it prints into ${variables.refreshToken}, and start again.`,
    );
  if (UNKNOWN_APP.includes(error))
    return new ServiceError(
      "refused",
      `${provider.called} doesn't take the app that signs in for your ${purpose}${quoted}. Look at ${variables.client}, and whether its secret has run out; then start again.`,
    );
  return new ServiceError(
    "refused",
    `${provider.called} refuses to renew the sign-in for your ${purpose}${quoted || ` (${error})`}. docs/${purpose}.md says how it is set up.`,
  );
}

/** One line, without what is for the provider's own people, and without secrets. */
function wordsOf(text: string, secrets: readonly string[]): string {
  const [line = ""] = cleanLine(text, 600).split(/\s*(?:Trace ID|Correlation ID|Timestamp):/);
  const clean = secrets.filter((secret) => secret !== "").reduce((left, one) => left.replaceAll(one, "…"), line);
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}

function networkWords(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === "ECONNREFUSED") return "nobody answers there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "there is no server of that name, or no network";
  if (/CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(String(code))) return "its certificate can't be trusted";
  return "the connection broke";
}

/** Seconds, or a date, which is read by the server's own clock: ours may be another. */
function patience(answer: Response): number | null {
  const given = answer.headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(given)) return Number(given) * 1000;
  const wait = Date.parse(given) - Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
