/**
 * The access token of one sign-in, kept in memory and nowhere else: renewed a little before its end, once for all who wait, and
 * once more where a server refuses one that should still hold.
 * Before: mail-server/ and calendar-server/, at every login. After: token-server.ts; refresh-token.ts.
 */
import type { Clock } from "../../lib/clock.ts";
import type { OAuthConfig } from "../../lib/service-address.ts";
import { ServiceError } from "../service-error.ts";
import type { RefreshToken } from "./refresh-token.ts";
import { type Grant, renew, SignInEnded } from "./token-server.ts";

export interface AccessParts {
  readonly config: OAuthConfig;
  readonly clock: Clock;
  readonly refreshToken: RefreshToken;
  /** How long the token server may stay silent. */
  readonly timeoutMs?: number;
}

/** Of a token whose server doesn't say how long it holds. */
const USUAL_LIFETIME_MS = 30 * 60_000;
/** This part of its life before its end it is renewed, and at most so long before. */
const MARGIN = 1 / 5;
const MOST_MARGIN_MS = 5 * 60_000;
/** A server that has refused, or asks for patience, isn't asked again at once. */
const REST_MS = 60_000;

export class Access {
  readonly #parts: AccessParts;
  #kept: { readonly token: string; readonly until: number } | null = null;
  #renewing: Promise<string> | null = null;
  #rest: { readonly trouble: ServiceError; readonly until: number } | null = null;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /** What is signed in with, for whoever has to name it. */
  get config(): OAuthConfig {
    return this.#parts.config;
  }

  /** An access token that holds. Throws a ServiceError. */
  async token(): Promise<string> {
    const kept = this.#kept;
    if (kept && this.#parts.clock.now() < kept.until) return kept.token;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return await this.#renewing;
  }

  /** Another one, after a server has refused this. */
  async insteadOf(refused: string): Promise<string> {
    if (this.#kept?.token === refused) this.#kept = null;
    return await this.token();
  }

  async #renew(): Promise<string> {
    const { clock } = this.#parts;
    if (this.#rest && clock.now() < this.#rest.until) throw this.#rest.trouble;
    const askedAt = clock.now();
    try {
      const { accessToken, lifetimeMs, refreshToken } = await this.#ask();
      // Kept before it is used: what is used up must not be all that is left after a crash.
      if (refreshToken !== null) await this.#parts.refreshToken.replace(refreshToken);
      const lifetime = lifetimeMs ?? USUAL_LIFETIME_MS;
      this.#kept = { token: accessToken, until: askedAt + lifetime - Math.min(lifetime * MARGIN, MOST_MARGIN_MS) };
      this.#rest = null;
      return accessToken;
    } catch (error) {
      const restMs = error instanceof ServiceError ? restAfter(error) : 0;
      if (error instanceof ServiceError && restMs > 0) this.#rest = { trouble: error, until: clock.now() + restMs };
      throw error;
    }
  }

  async #ask(): Promise<Grant> {
    const { config, refreshToken, timeoutMs } = this.#parts;
    const used = refreshToken.current();
    try {
      return await renew(config, used, timeoutMs);
    } catch (error) {
      // Another process was faster, and the server takes each of them once: what that one was given holds.
      const now = refreshToken.current();
      if (!(error instanceof SignInEnded) || now === used) throw error;
      return await renew(config, now, timeoutMs);
    }
  }
}

function restAfter({ trouble, retryAfterMs }: ServiceError): number {
  return trouble === "unreachable" ? 0 : Math.max(REST_MS, retryAfterMs ?? 0);
}
