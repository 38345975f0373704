/**
 * A sign-in at the strict token server, with marks in memory and keys on the disk: for tests of the room by itself.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../src/config.ts";
import { Access } from "../../../src/connectors/oauth/access.ts";
import { RefreshToken } from "../../../src/connectors/oauth/refresh-token.ts";
import { Keys } from "../../../src/kernel/keys.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";
import { seededEntropy } from "../../../src/lib/entropy.ts";
import type { SignInPurpose } from "../../../src/lib/oauth-provider.ts";
import { START } from "../office.ts";
import { TokenServer } from "./server.ts";

export class SignIn {
  readonly server: TokenServer;
  readonly clock: VirtualClock;
  /** What lies in the database. */
  readonly marks = new Map<string, string>();
  /** A disk that is full. */
  diskIsFull = false;
  environment: Record<string, string> = {};
  readonly #home = mkdtempSync(join(tmpdir(), "atelier-"));

  constructor(server: TokenServer, clock = new VirtualClock(START)) {
    this.server = server;
    this.clock = clock;
    server.books.now = () => this.clock.now();
    this.signInAnew();
  }

  /** What the owner puts into the environment after another sign-in. */
  signInAnew(): void {
    this.environment = { ...this.server.environment("MAIL"), ...this.server.environment("CALDAV") };
  }

  /** As after a start: nothing is in memory. */
  access(timeoutMs?: number, purpose: SignInPurpose = "mail"): Access {
    const config = readConfig({
      ...this.environment,
      OWNER_EMAIL: "vera@firm.example",
      MAIL_IMAP_URL: "imaps://vera%40firm.example@mail.firm.example",
      MAIL_SMTP_URL: "smtps://vera%40firm.example@mail.firm.example",
      CALDAV_URL: "https://vera%40firm.example@dav.firm.example/",
    }).oauth[purpose];
    if (!config) throw new Error("no sign-in");
    const keys = new Keys({ path: join(this.#home, "keys.jsonl"), entropy: seededEntropy("oauth") });
    const refreshToken = new RefreshToken({
      config,
      connector: purpose,
      keys,
      marks: { get: <T>(_: string, [, name]: readonly unknown[] = []) => this.#mark(String(name)) as T | undefined },
      submit: async (work) => {
        if (this.diskIsFull) throw new Error("the disk is full");
        work({
          run: (_, values = []) => {
            this.marks.set(String(values[1]), String(values[2]));
            return 1;
          },
        });
      },
    });
    return new Access({ config, clock: this.clock, refreshToken, ...(timeoutMs ? { timeoutMs } : {}) });
  }

  #mark(name: string): { value: string } | undefined {
    const value = this.marks.get(name);
    return value === undefined ? undefined : { value };
  }

  async close(): Promise<void> {
    await this.server.stop();
    rmSync(this.#home, { recursive: true, force: true });
    if (this.server.faults.length > 0) throw new Error(`asked against the rules: ${this.server.faults.join("; ")}`);
  }
}

export async function signedIn(work: (signIn: SignIn) => Promise<void>): Promise<void> {
  const signIn = new SignIn(await TokenServer.open());
  try {
    await work(signIn);
  } finally {
    await signIn.close();
  }
}
