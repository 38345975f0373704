/**
 * What the test token server has given, and what holds of it: clients, refresh tokens, access tokens, codes.
 * Before: server.ts. After: the IMAP, SMTP and calendar servers of the tests ask whether an access token holds.
 */
import { createHash } from "node:crypto";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What is answered with an error; `isFault`: only a wrong client asks for it. */
export class OAuthFault extends Error {
  readonly error: string;
  readonly status: number;
  readonly isFault: boolean;
  constructor(error: string, message: string, { status = 400, isFault = true } = {}) {
    super(message);
    this.error = error;
    this.status = status;
    this.isFault = isFault;
  }
}

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

interface Code {
  readonly challenge: string;
  readonly redirectUri: string;
}

export class Books {
  readonly user = "vera@firm.example";
  client: { readonly id: string; readonly secret: string | null } = {
    id: "the-app",
    secret: "app secret/1+2".replace(" ", "-"),
  };
  /** Gives a new refresh token with every renewal, and takes each of them once. */
  rotates = false;
  /** Seconds; null: it doesn't say. */
  expiresIn: number | null = 3600;
  /** Whether signing in gives a refresh token. */
  givesRefreshTokens = true;
  now: () => number = () => Date.now();
  /** What the person says to a device code or in the browser. */
  person: "thinks" | "agrees" | "refuses" = "thinks";
  deviceInterval = 5;
  deviceExpiresIn = 900;
  readonly given: string[] = [];
  readonly #refreshTokens = new Set<string>();
  readonly #accessTokens = new Map<string, number>();
  readonly #codes = new Map<string, Code>();
  readonly #devices = new Map<string, { readonly until: number; next: number; interval: number }>();

  newRefreshToken(): string {
    return this.#new("refresh", this.#refreshTokens);
  }

  /** No sign-in goes on. */
  endSignIns(): void {
    this.#refreshTokens.clear();
  }

  /** No access token is taken any more; sign-ins go on. */
  revokeAccess(): void {
    this.#accessTokens.clear();
  }

  /** Whether this user is let in with this token. */
  holds(user: string, token: string): boolean {
    return user === this.user && this.now() < (this.#accessTokens.get(token) ?? 0);
  }

  grant(form: URLSearchParams): Answer {
    this.#authenticate(form);
    const type = form.get("grant_type");
    if (type === "refresh_token") return this.#renewed(form.get("refresh_token") ?? "");
    if (type === "authorization_code") return this.#forCode(form);
    if (type === DEVICE_GRANT) return this.#forDevice(form.get("device_code") ?? "");
    throw new OAuthFault("unsupported_grant_type", `no grant ${type}`);
  }

  authorize(query: URLSearchParams): Answer {
    const need = (name: string, pattern: RegExp) => {
      const value = query.get(name) ?? "";
      if (!pattern.test(value)) throw new OAuthFault("invalid_request", `${name}=${value}`);
      return value;
    };
    need("response_type", /^code$/);
    need("code_challenge_method", /^S256$/);
    need("scope", /\S/);
    if (need("client_id", /./) !== this.client.id) throw new OAuthFault("invalid_request", "no such client");
    const redirectUri = need("redirect_uri", /^http:\/\/(127\.0\.0\.1|localhost):\d+\/?$/);
    const challenge = need("code_challenge", /^[\w-]{43}$/);
    const back = new URL(redirectUri);
    back.searchParams.set("state", need("state", /^.{16,}$/));
    back.searchParams.set("iss", "https://another.name.example");
    if (this.person === "refuses") back.searchParams.set("error", "access_denied");
    else back.searchParams.set("code", this.#newCode({ challenge, redirectUri }));
    return { status: 302, headers: { location: back.href } };
  }

  newDevice(form: URLSearchParams, origin: string): Answer {
    this.#authenticate(form);
    if (!form.get("scope")) throw new OAuthFault("invalid_request", "no scope");
    const code = `device-${this.given.length}-${"d".repeat(40)}`;
    this.given.push(code);
    const [interval, until] = [this.deviceInterval, this.now() + this.deviceExpiresIn * 1000];
    this.#devices.set(code, { until, interval, next: this.now() + interval * 1000 });
    return {
      status: 200,
      body: {
        device_code: code,
        user_code: "WDJB-MJHT",
        verification_uri: `${origin}/device`,
        expires_in: this.deviceExpiresIn,
        interval,
      },
    };
  }

  #authenticate(form: URLSearchParams): void {
    const { id, secret } = this.client;
    if (form.get("client_id") !== id || form.get("client_secret") !== secret)
      throw new OAuthFault(
        "invalid_client",
        `Wrong secret “${form.get("client_secret")}” for ${form.get("client_id")}.`,
        {
          status: 401,
          isFault: false,
        },
      );
  }

  #renewed(refreshToken: string): Answer {
    if (!this.#refreshTokens.has(refreshToken))
      throw new OAuthFault("invalid_grant", `The token ${refreshToken} has expired or was revoked. Trace ID: 4711`, {
        isFault: false,
      });
    if (!this.rotates) return this.#given(null);
    this.#refreshTokens.delete(refreshToken);
    return this.#given(this.newRefreshToken());
  }

  #forCode(form: URLSearchParams): Answer {
    const code = this.#codes.get(form.get("code") ?? "");
    this.#codes.delete(form.get("code") ?? "");
    if (!code) throw new OAuthFault("invalid_grant", "no such code");
    if (form.get("redirect_uri") !== code.redirectUri) throw new OAuthFault("invalid_grant", "another redirect_uri");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (challenge !== code.challenge) throw new OAuthFault("invalid_grant", "another code_verifier");
    return this.#given(this.givesRefreshTokens ? this.newRefreshToken() : null);
  }

  #forDevice(code: string): Answer {
    const device = this.#devices.get(code);
    if (!device) throw new OAuthFault("invalid_grant", "no such device code");
    const now = this.now();
    const soft = { isFault: false };
    if (now >= device.until) throw new OAuthFault("expired_token", "too late", soft);
    if (now < device.next) {
      device.interval += 5;
      device.next = now + device.interval * 1000;
      throw new OAuthFault("slow_down", "too fast", soft);
    }
    device.next = now + device.interval * 1000;
    if (this.person === "thinks") throw new OAuthFault("authorization_pending", "not yet", soft);
    this.#devices.delete(code);
    if (this.person === "refuses") throw new OAuthFault("access_denied", "refused", soft);
    return this.#given(this.givesRefreshTokens ? this.newRefreshToken() : null);
  }

  #given(refreshToken: string | null): Answer {
    const access = this.#new("access");
    this.#accessTokens.set(access, this.now() + (this.expiresIn ?? 3600) * 1000);
    return {
      status: 200,
      body: {
        access_token: access,
        token_type: "Bearer",
        ...(this.expiresIn === null ? {} : { expires_in: this.expiresIn }),
        ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      },
    };
  }

  #newCode(code: Code): string {
    const name = this.#new("code");
    this.#codes.set(name, code);
    return name;
  }

  /** Each another, and long, as they are. */
  #new(kind: string, among?: Set<string>): string {
    const token = `${kind}-${this.given.length}-${createHash("sha256").update(`${kind} ${this.given.length}`).digest("base64url")}`;
    this.given.push(token);
    among?.add(token);
    return token;
  }
}
