/**
 * The simulated owner: sits down at fixed hours of working days, decides by the rule that stands here in words, and does own
 * work when the workspace tells of it, never before. Everything goes through the owner's door; no record is read.
 * Before: simulate.ts. After: owners-door.ts, and the world, which knows what clients really meant.
 */

import type { Outcome as Decided } from "../kernel/decision.ts";
import { addDays, addWorkdays, type Workdays } from "../lib/workdays.ts";
import { localDate, momentOn, weekday } from "../lib/zone.ts";
import type { Waiting } from "../projections/queue.ts";
import { Bank } from "./bank.ts";
import { type Choice, decide } from "./deciding.ts";
import type { Ground } from "./ground.ts";
import { Hands } from "./hands.ts";
import type { Party } from "./people.ts";
import { count, emptyTally, type Tally } from "./tally.ts";
import { ZONE } from "./time.ts";
import type { World } from "./world.ts";

/** The owner's rule, as the report prints it. */
export const RULE: readonly string[] = [
  "sits down at 9:00, 13:30 and 16:30 on working days, reads every card, and closes each at the next sitting at the latest",
  "approves what is as agreed, and what was made by the owner's own hand; rejects what is not, with a reason",
  "answers a question with a short text, and a complaint with an apology; lets held mail go on the next morning",
  "of a message that can be taken in two ways: calls, and says what the client really meant",
  "accepts a notice as the contract has it; keeps a standing wish",
  "makes a file on the day on which the workspace says it is due and hands it over with “deliver --yes”, which shows a card only where something is odd; does other tasks of the list then, too",
  "now and then promises something in a mail of the owner's own, forgets it, and keeps it when the workspace says so",
  "exports the bank's data on Mondays and Thursdays only",
];

/** Minutes after midnight. */
const SITTINGS = [9 * 60, 13 * 60 + 30, 16 * 60 + 30];
const BANK_DAYS = [1, 4];
const MOST_ROUNDS = 200;

export class Owner {
  readonly #ground: Ground;
  readonly #world: World;
  readonly #workdays: Workdays;
  readonly #hands: Hands;
  /** Whose mail is held since the owner answered. */
  readonly #held = new Set<string>();
  readonly tally: Tally = emptyTally();
  /** Letters that the owner approved, by recipient and subject: these were no automatic mail. */
  readonly approved = new Map<string, number>();
  /** By client: since when and until when automatic mail was to wait, as the owner knows. */
  readonly releases: { readonly client: number; readonly at: number }[] = [];

  constructor(parts: { ground: Ground; world: World; workdays: Workdays; deliverTitles: readonly string[] }) {
    this.#ground = parts.ground;
    this.#world = parts.world;
    this.#workdays = parts.workdays;
    this.#hands = new Hands({ ...parts, tally: this.tally });
  }

  /** The sittings of a day, ms UTC; none on a day off. */
  sittings(day: string): number[] {
    if (addWorkdays(day, 0, this.#workdays) !== day) return [];
    return SITTINGS.map((minute) => momentOn(day, minute, ZONE));
  }

  /** One sitting, to its end. */
  async sit(at: number): Promise<void> {
    const today = localDate(at, ZONE);
    const first = at === momentOn(today, SITTINGS[0] ?? 0, ZONE);
    if (first) await this.#letGo();
    if (first && BANK_DAYS.includes(weekday(at, ZONE))) await this.#exportBank(today, at);
    await this.#decideAll();
    if (first) await this.#hands.promise(today, at);
    await this.#hands.work(today, at, () => this.#decideAll());
    await this.#decideAll();
  }

  async #decideAll(): Promise<void> {
    const { workspace } = this.#ground;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const waiting = workspace.door.answers.queue().filter((one) => one.laterUntil === null && !one.card.quiet);
      const fresh = waiting.filter((one) => !this.#left.has(one.proposal.id));
      if (fresh.length === 0) return;
      await workspace.door.desk.shown(fresh);
      for (const one of fresh) await this.#close(one);
      await this.#ground.rest();
    }
  }

  /** Cards that the owner tried in vain: they are not tried for ever. */
  readonly #left = new Set<string>();

  async #close(waiting: Waiting): Promise<void> {
    const { desk } = this.#ground.workspace.door;
    const choice = decide(waiting, this.#world);
    if (choice.unforeseen) count(this.tally.unforeseen, waiting.action);
    const outcome = await this.#carry(waiting, choice);
    if (outcome === "again") {
      // What was shown has changed meanwhile: read anew, and decided once more.
      const again = await this.#carry(waiting, choice);
      if (again !== "done") this.#left.add(waiting.proposal.id);
    } else if (outcome === "refused") {
      const rejected = await desk.reject(waiting.code, "It can't be done like this.");
      if (rejected.kind !== "rejected" && rejected.kind !== "over") this.#left.add(waiting.proposal.id);
    }
    if (choice.holds && waiting.client) this.#held.add(waiting.client);
  }

  async #carry(waiting: Waiting, choice: Choice): Promise<"done" | "again" | "refused"> {
    const { desk } = this.#ground.workspace.door;
    this.tally.taps += 1;
    const outcome =
      choice.kind === "approve"
        ? await desk.approve(waiting.code)
        : choice.kind === "settle"
          ? await desk.settle(waiting.code, choice.set)
          : await desk.reject(waiting.code, choice.reason);
    this.#note(outcome);
    if (outcome.kind === "shown") {
      await this.#ground.workspace.door.desk.shown(
        this.#ground.workspace.door.answers.queue().filter((one) => one.code === waiting.code),
      );
      if (choice.kind === "settle") {
        this.tally.taps += 1;
        const approved = await desk.approve(waiting.code);
        this.#note(approved);
        return approved.kind === "approved" ? "done" : "again";
      }
      return "again";
    }
    if (outcome.kind === "confirm") {
      this.tally.taps += 1;
      this.#note(await desk.approve(waiting.code, undefined, outcome.cents));
      return "done";
    }
    if (outcome.kind === "refused") {
      count(this.tally.refused, `${waiting.action}: ${outcome.why}`);
      return "refused";
    }
    return "done";
  }

  /** A letter that the owner has let go is no automatic mail. */
  #note(outcome: Decided): void {
    const letter = outcome.kind === "approved" ? outcome.card.letter : undefined;
    const party = letter && this.#partyIn(letter.to);
    if (letter && party) count(this.approved, `${party.index} ${letter.subject}`);
  }

  /** Mail that was held for a complaint that is answered now. */
  async #letGo(): Promise<void> {
    for (const company of this.#held) {
      await this.#hands.order("mail.release", company, {});
      const party = this.#world.partyOf(company);
      if (party) this.releases.push({ client: party.index, at: this.#ground.clock.now() });
    }
    this.#held.clear();
    await this.#ground.rest();
  }

  async #exportBank(today: string, at: number): Promise<void> {
    const from = addDays(localDate(this.#world.startsAt, ZONE), -30);
    this.#world.drop({ folder: "payments", ...this.#world.bank.statement(at, from, Bank.completeOn(today)) });
    this.#ground.put(this.#world.collect());
    await this.#ground.rest();
  }

  #partyIn(to: string): Party | undefined {
    const [address = ""] = /[^\s<>,]+@[^\s<>,]+/.exec(to) ?? [];
    return this.#world.partyAt(address);
  }
}
