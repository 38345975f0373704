/**
 * A mail provider that is less kind than a folder: what is handed to it twice leaves twice. What left stands in a file of
 * its own beside the mail, which is the outside world of these tests.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Connector } from "../../src/connectors/connector.ts";
import { instead } from "../support/around.ts";

export interface ProviderHabits {
  /** Whether the answer to a sending comes back: always, never (the line breaks after it left), or from the second on. */
  readonly answers: "always" | "never" | "from the second";
  /** Whether it can say what it has sent. */
  readonly canLookUp: boolean;
}

/** Receives like `inner`, and sends in its own way. */
export function provider(inner: Connector, home: string, habits: ProviderHabits): Connector {
  return instead(inner, {
    async perform({ key }) {
      appendFileSync(sentFile(home), `${key}\n`);
      const lost = habits.answers === "never" || (habits.answers !== "always" && leftThrough(home).length === 1);
      if (lost) throw new Error("The line broke before the answer came.");
      return { kind: "done" };
    },
    async lookup({ key }) {
      if (!habits.canLookUp) return { kind: "unknown", why: "This provider doesn't say what it has sent." };
      return { kind: leftThrough(home).includes(key) ? "found" : "absent" };
    },
  });
}

/** The idempotency key of each mail that left, in order. */
export function leftThrough(home: string): string[] {
  return existsSync(sentFile(home)) ? readFileSync(sentFile(home), "utf8").split("\n").filter(Boolean) : [];
}

function sentFile(home: string): string {
  return join(home, "provider.txt");
}
