/**
 * What clients do: each answers what arrives by character, pays, and comes up with something now and then. They know their own
 * mail and nothing of agents, rules or records.
 * Before: personas.ts and a letter that arrived. After: world.ts, which carries what they write.
 */
import { addDays } from "../lib/workdays.ts";
import { localDate, momentOn, weekday } from "../lib/zone.ts";
import { type Bill, billIn, type Letter, senseOf } from "./letters.ts";
import type { Party } from "./people.ts";
import { CHARACTERS, type Character } from "./personas.ts";
import type { Original } from "./post.ts";
import { Dice } from "./random.ts";
import { type Saying, utter } from "./speech.ts";
import { DAY_MS, HOUR_MS, officeTime, onGrid, ZONE } from "./time.ts";
import { type Meaning, takesTime } from "./voices.ts";
import { OWNER, verdictAt, type World } from "./world.ts";

export class Client {
  readonly party: Party;
  readonly #world: World;
  readonly #character: Character;
  readonly #dice: Dice;
  readonly #bills = new Map<string, Bill & { paid: boolean }>();
  #away: { readonly from: number; readonly to: number } | null = null;
  #answeredAway = false;
  #thread: Original | undefined;
  #lastTitle = "";
  #gone = false;

  constructor(world: World, party: Party) {
    this.#world = world;
    this.party = party;
    this.#character = CHARACTERS[party.persona];
    this.#dice = new Dice(world.seed, "life", party.index);
  }

  /** What they will come up with by themselves in so many days. */
  begin(days: number): void {
    const { startsAt, agenda } = this.#world;
    const { questions, wishes, once } = this.#character;
    const some = (perMonth: number, meaning: Meaning) => {
      for (let left = (perMonth * days) / 30; left > 0; left -= 1)
        if (this.#dice.chance(Math.min(1, left)))
          agenda.at(officeTime(startsAt + this.#dice.next() * days * DAY_MS, 1), (at) => {
            if (!this.#gone && !this.#isAway(at)) this.#say(at, meaning, {});
          });
    };
    some(questions, "question");
    some(wishes, "standing-wish");
    if (!once) return;
    const on = startsAt + this.#dice.between(...once.days) * DAY_MS;
    if (once.what === "away") this.#away = { from: on, to: on + 7 * DAY_MS };
    else agenda.at(officeTime(on, this.#dice.between(1, 8)), (at) => this.#speakUp(at, once.what as Meaning));
  }

  /** An invoice from before, or one that has just come: it will be paid by character. */
  owes(bill: Bill, at: number): void {
    if (this.#bills.has(bill.number)) return;
    this.#bills.set(bill.number, { ...bill, paid: false });
    const { pays } = this.#character;
    const on = momentOn(addDays(bill.dueOn, this.#dice.between(...pays)), 600, ZONE);
    this.#world.agenda.at(officeTime(Math.max(on, at + DAY_MS), 1), (then) => this.#pay(bill.number, then));
  }

  /** A letter has arrived. */
  gets(letter: Letter, at: number): void {
    const sense = senseOf(letter, new Set(this.#bills.keys()), this.#world.made);
    if (sense.kind === "invoice") {
      const bill = billIn(letter, sense.number, this.party.termsDays);
      this.#world.invoiced.set(sense.number, { client: this.party.index, at, ...(bill ? { bill } : {}) });
      if (bill) this.owes(bill, at);
    }
    if (sense.kind === "deliverable" && sense.made.client === this.party.index) {
      const got = this.#world.gotOf(this.party.index, sense.made.title);
      got.arrived.push(at);
      this.#world.keeps(this.party.index, sense.made.title, at);
      this.#lastTitle = sense.made.title;
    }
    if (this.#isAway(at)) this.#answerAway(letter, at);
    this.#thread = originalOf(letter);
    const when = this.#free(officeTime(at, this.#dice.between(...this.#character.hours)));
    if (!this.#dice.chance(this.#character.answers)) return;
    const { agenda } = this.#world;
    if (sense.kind === "times") agenda.at(when, (then) => this.#answerTimes(letter, sense.slots, then));
    else if (sense.kind === "deliverable") agenda.at(when, (then) => this.#judge(letter, sense.made.title, then));
    else if (sense.kind === "reminder") agenda.at(onGrid(when + DAY_MS), (then) => this.#pay(sense.number, then));
    else if (sense.kind === "other") agenda.at(when, (then) => this.#answerOther(letter, then));
  }

  #answerTimes(letter: Letter, slots: readonly number[], at: number): void {
    const open = slots.filter((slot) => slot > at + HOUR_MS);
    const answers = originalOf(letter);
    if (open.length > 0 && this.#dice.chance(this.#character.takesTime)) {
      const slot = this.#dice.pick(open);
      this.#say(at, "schedule", { answers, slot, fits: takesTime });
    } else this.#say(at, "schedule", { answers, fits: (text) => !takesTime(text) });
  }

  #judge(letter: Letter, title: string, at: number): void {
    const got = this.#world.gotOf(this.party.index, title);
    if (verdictAt(got, at) === "approve") return;
    const { verdicts, rounds } = this.#character;
    const round = got.arrived.length;
    const verdict: "approve" | "change" | "ambiguous" =
      round > rounds
        ? "approve"
        : this.#dice.weighed([
            [verdicts.approve, "approve"],
            [verdicts.change, "change"],
            [verdicts.ambiguous, "ambiguous"],
          ] as const);
    const truly = verdict === "ambiguous" ? (this.#dice.chance(0.5) && round === 1 ? "change" : "approve") : verdict;
    got.said.push({ at, verdict: truly });
    this.#say(at, verdict, {
      answers: originalOf(letter),
      about: title,
      ...(verdict === "ambiguous" ? { truly } : {}),
    });
  }

  /** A nudge about what was delivered is answered; a kind letter gets thanks, sometimes. */
  #answerOther(letter: Letter, at: number): void {
    const waiting = [...(this.#world.got.get(this.party.index)?.values() ?? [])].find(
      (got) => verdictAt(got, at) === null,
    );
    if (waiting && (letter.text.includes(waiting.title) || letter.subject.includes(waiting.title)))
      this.#judge(letter, waiting.title, at);
    else if (this.#dice.chance(this.#character.thanks)) this.#say(at, "thanks", { answers: originalOf(letter) });
  }

  #speakUp(at: number, meaning: Meaning): void {
    this.#say(at, meaning, this.#thread && this.#dice.chance(0.5) ? { answers: this.#thread } : {});
    if (meaning === "leaving") this.#gone = true;
  }

  #pay(number: string, at: number): void {
    const bill = this.#bills.get(number);
    if (!bill || bill.paid) return;
    bill.paid = true;
    const oddly = this.#dice.chance(this.#character.paysOddly);
    const short = oddly && this.party.persona === "late-paying";
    this.#world.pay({
      on: bankDay(localDate(at, ZONE)),
      client: this.party.index,
      payer: this.party.company,
      reference: oddly && !short ? this.party.company : `Invoice ${number}`,
      cents: short ? bill.grossCents - 1000 : bill.grossCents,
      invoice: number,
      exact: !oddly,
    });
    if (!this.#isAway(at) && this.#dice.chance(this.#character.announces)) this.#say(at, "payment", { bill });
  }

  #answerAway(letter: Letter, at: number): void {
    // A machine answers each correspondent once in a while, not every letter.
    if (this.#answeredAway && this.#dice.chance(0.6)) return;
    this.#answeredAway = true;
    const own = this.#dice.chance(0.5);
    this.#say(at, "out-of-office", {
      answers: originalOf(letter),
      ...(own ? {} : { headers: ["Auto-Submitted: auto-replied"] }),
    });
  }

  #say(at: number, meaning: Meaning, with_: Saying): void {
    utter(this.#world, this.party, this.#dice, at, meaning, {
      ...with_,
      lastTitle: this.#lastTitle,
      lastBill: [...this.#bills.values()].at(-1),
      back: this.#away?.to,
    });
  }

  #isAway(at: number): boolean {
    return this.#away !== null && at >= this.#away.from && at < this.#away.to;
  }

  /** The first office hour in which they are there. */
  #free(at: number): number {
    return this.#isAway(at) && this.#away ? officeTime(this.#away.to, this.#dice.between(1, 6)) : at;
  }
}

function originalOf(letter: Letter): Original {
  return {
    id: letter.id,
    references: letter.references,
    from: `${OWNER.name} <${OWNER.address}>`,
    subject: letter.subject,
    text: letter.text,
    at: letter.at,
  };
}

/** Banks book on weekdays. */
function bankDay(day: string): string {
  let on = day;
  while (weekday(momentOn(on, 720, ZONE), ZONE) > 5) on = addDays(on, 1);
  return on;
}
