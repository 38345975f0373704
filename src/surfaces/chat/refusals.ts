/**
 * What was not let in, on record: who tried, where, and why not. A flood is counted, not written down line by line, or a
 * stranger could fill the disk.
 * Before: front.ts. After: the ledger, and the owner's questions.
 */
import type { Plain } from "../../kernel/event.ts";
import { outsideLabel } from "../../kernel/label.ts";
import type { Writer } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Person, Reaction, Refusal } from "../surface.ts";

/** Why something was not let in. */
export type Why =
  | Refusal
  | "stranger"
  | "wrong-team"
  | "wrong-code"
  | "unknown-card"
  | "forwarded"
  | "superseded"
  | "old-revision"
  | "over";

const MOST_RECORDED_A_MINUTE = 200;

export class Refusals {
  readonly #parts: { readonly surface: string; readonly writer: Writer; readonly clock: Clock };
  #minute = 0;
  #recorded = 0;
  #unrecorded = 0;

  constructor(parts: { readonly surface: string; readonly writer: Writer; readonly clock: Clock }) {
    this.#parts = parts;
  }

  /** Records the attempt; what comes back is told to that person alone. */
  async refuse(why: Why, person: Person | null, text: string, about: Plain = {}): Promise<Reaction> {
    const { surface } = this.#parts;
    const minute = this.#now();
    if (this.#minute !== minute) this.#recorded = 0;
    this.#minute = minute;
    if (this.#recorded >= MOST_RECORDED_A_MINUTE) {
      this.#unrecorded++;
      return { kind: "note", text };
    }
    const count = 1 + this.#unrecorded;
    this.#recorded++;
    this.#unrecorded = 0;
    const who = person ? { user: person.user, team: person.team } : {};
    await this.#record({ surface, why, count, ...who, ...about });
    return { kind: "note", text };
  }

  /** Records what of a flood was only counted, once its minute is over, or `now`; answers 1 when there was something. */
  async account({ now = false }: { now?: boolean }): Promise<number> {
    const count = this.#unrecorded;
    if (count === 0 || (!now && this.#now() === this.#minute)) return 0;
    this.#unrecorded = 0;
    await this.#record({ surface: this.#parts.surface, why: "flood", count });
    return 1;
  }

  #record(data: Plain): Promise<void> {
    const { surface, writer } = this.#parts;
    return writer.submit((transaction) => {
      transaction.append({
        type: "access.refused",
        actor: `surface:${surface}`,
        scope: "workspace",
        subject: `surface:${surface}`,
        label: outsideLabel("workspace"),
        data,
      });
    });
  }

  #now(): number {
    return Math.floor(this.#parts.clock.now() / 60_000);
  }
}
