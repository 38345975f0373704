/**
 * The owner's own work: files that are made and delivered, tasks that are done, promises that are made by hand and kept when
 * the workspace reminds of them.
 * Before: owner.ts, at each sitting. After: owners-door.ts, and the world.
 */
import { createHash } from "node:crypto";
import { handOver } from "../hand-over.ts";
import { addWorkdays, type Workdays } from "../lib/workdays.ts";
import { type AgendaItem, agenda } from "../projections/agenda.ts";
import { findClients } from "../records/client.ts";
import type { Ground } from "./ground.ts";
import { nameOf, type Party } from "./people.ts";
import { written } from "./post.ts";
import { promiseIn } from "./promises.ts";
import { Dice } from "./random.ts";
import { count, type Tally } from "./tally.ts";
import { ZONE } from "./time.ts";
import { OWNER, type World } from "./world.ts";

const MOST_ROUNDS = 200;
/** How often a client gets a promise by hand, on a working day. */
const PROMISES_PER_CLIENT = 0.02;

export class Hands {
  readonly #ground: Ground;
  readonly #world: World;
  readonly #workdays: Workdays;
  readonly #deliverTitles: readonly string[];
  readonly #tally: Tally;
  readonly #dice: Dice;
  #letters = 0;

  constructor(parts: {
    ground: Ground;
    world: World;
    workdays: Workdays;
    deliverTitles: readonly string[];
    tally: Tally;
  }) {
    this.#ground = parts.ground;
    this.#world = parts.world;
    this.#workdays = parts.workdays;
    this.#deliverTitles = parts.deliverTitles;
    this.#tally = parts.tally;
    this.#dice = new Dice(parts.world.seed, "hands");
  }

  /** What `tasks` lists for today and before; again, until nothing new stands there. */
  async work(today: string, at: number, decideAll: () => Promise<void>): Promise<void> {
    const tried = new Set<string>();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const items = this.#dueBy(today).filter((item) => !tried.has(`${item.client} ${item.title}`));
      if (items.length === 0) return;
      for (const item of items) {
        tried.add(`${item.client} ${item.title}`);
        await this.#do(item, at);
      }
      await decideAll();
    }
  }

  /** The list as the verb `tasks` prints it, without meetings, which are only attended. */
  #dueBy(today: string): AgendaItem[] {
    const { records, ledger } = this.#ground.workspace;
    const wordsAt = (seq: number) => {
      const event = ledger.at(seq);
      return event ? ledger.open(event) : null;
    };
    const items = agenda({ records, wordsAt, today, until: today, zone: ZONE, client: null });
    return items.filter((item) => item.kind !== "meeting");
  }

  async #do({ kind, title, client }: AgendaItem, at: number): Promise<void> {
    const party = this.#world.partyOf(client);
    if (!party) return;
    const begins = this.#deliverTitles.find((one) => title.includes(one));
    if (kind === "promise") await this.#keep(party, title, at);
    else if (begins === undefined) await this.order("task.done", client, { task: title });
    else await this.#deliver(party, titleIn(title, begins), at);
  }

  /** Makes the file and hands it over as `deliver --yes` does; where there is something to look at twice, a card asks. */
  async #deliver(party: Party, title: string, at: number): Promise<void> {
    const { workspace } = this.#ground;
    const name = `${title.replace(/[^\w-]+/g, "-")}.txt`;
    const got = this.#world.gotOf(party.index, title);
    const version = got.arrived.length + 1;
    const bytes = Buffer.from(`${title}\nfor ${party.company}\nversion ${version}, ${new Date(at).toISOString()}\n`);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.#world.made.set(sha256, { client: party.index, title, version, sha256 });
    const scope = findClients(workspace.records, party.company)[0]?.id;
    if (!scope) return;
    const file = { name, type: "text/plain", bytes };
    this.#tally.handedOver += 1;
    const outcome = await handOver(
      { workspace, desk: workspace.door.desk },
      { client: scope, file, as: title, now: true, actor: "owner:console:local" },
    );
    // What is shown first is a card, and its decision is counted as such.
    const { queue } = workspace.door.answers;
    const shown = outcome.kind === "asked" ? queue().find((one) => one.code === outcome.code) : undefined;
    if (shown) this.#tally.shownFirst.add(shown.proposal.id);
    if (outcome.kind === "refused") count(this.#tally.refused, `deliverable.send: ${outcome.why}`);
  }

  async order(action: string, client: string, params: Readonly<Record<string, string>>): Promise<void> {
    this.#tally.orders += 1;
    const outcome = await this.#ground.workspace.door.desk.order({ action, client, params, now: true });
    if (outcome.kind === "refused") count(this.#tally.refused, `${action}: ${outcome.why}`);
  }

  /** A mail of the owner's own, with a promise in it, of which nobody tells the workspace but the mail itself. */
  async promise(today: string, at: number): Promise<void> {
    for (let left = this.#world.parties.length * PROMISES_PER_CLIENT; left > 0; left -= 1)
      if (this.#dice.chance(Math.min(1, left))) await this.#promiseOne(today, at);
  }

  async #promiseOne(today: string, at: number): Promise<void> {
    const party = this.#dice.pick(this.#world.parties);
    const untilOn = addWorkdays(today, this.#dice.between(2, 4), this.#workdays);
    const words = promiseIn(party.language, untilOn, this.#dice);
    const german = party.language === "de";
    const text = german
      ? `Guten Tag ${nameOf(party)},\n\ndanke für das Gespräch eben. ${words}\n\nViele Grüße\n${OWNER.name}`
      : `Hello ${nameOf(party)},\n\nthank you for the call just now. ${words}\n\nBest regards\n${OWNER.name}`;
    this.#world.promise({ client: party.index, what: words, month: null, untilOn, kept: null });
    await this.#byHand(party, german ? "Unser Gespräch" : "Our call", text, at);
  }

  /** Keeps a promise that the workspace has reminded the owner of, and says so there. */
  async #keep(party: Party, what: string, at: number): Promise<void> {
    const bare = (text: string) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\d]+/gu, " ")
        .trim();
    const open = this.#world.promised.find(
      (one) =>
        one.client === party.index && one.kept === null && one.month === null && bare(one.what).includes(bare(what)),
    );
    if (!open) await this.order("obligation.close", party.company, { obligation: what, outcome: "kept" });
    else {
      // The workspace sees the mail, and takes it off the list; what still stands there tomorrow is taken off by hand.
      open.kept = at;
      const german = party.language === "de";
      const text = german
        ? `Guten Tag ${nameOf(party)},\n\nwie versprochen anbei, was wir besprochen hatten.\n\nViele Grüße\n${OWNER.name}`
        : `Hello ${nameOf(party)},\n\nas promised, here is what we talked about.\n\nBest regards\n${OWNER.name}`;
      await this.#byHand(party, german ? "Wie versprochen" : "As promised", text, at);
    }
    await this.#ground.rest();
  }

  async #byHand(party: Party, subject: string, text: string, at: number): Promise<void> {
    const id = `by-hand-${++this.#letters}.${at.toString(36)}@vale.example`;
    const to = { name: nameOf(party), address: party.address };
    const bytes = written({ from: OWNER, to, subject, text, id, at });
    this.#world.drop({ folder: "mail/sent", name: `${String(this.#letters).padStart(4, "0")}-by-hand.eml`, bytes });
    this.#ground.put(this.#world.collect());
    await this.#ground.rest();
  }
}

/** `Revise “Mid-month report for March”`: what is to be delivered, without what is to be done with it. */
function titleIn(task: string, begins: string): string {
  const rest = task.slice(task.indexOf(begins) + begins.length);
  return `${begins} ${/\p{L}+/u.exec(rest)?.[0] ?? ""}`.trim();
}
