/**
 * A client says something: a text is chosen by what is meant, its placeholders are filled in, and the world notes what was
 * meant by it.
 * Before: behaviour.ts. After: voices.ts, post.ts, world.ts.
 */
import { localDate, momentOn } from "../lib/zone.ts";
import type { Bill } from "./letters.ts";
import { nameOf, type Party } from "./people.ts";
import { answering, dressed, type Original } from "./post.ts";
import type { Dice } from "./random.ts";
import { DAY_MS, dayText, monthText, officeTime, onGrid, slotText, ZONE } from "./time.ts";
import { type Filling, fill, type Language, type Meaning, say, takesTime } from "./voices.ts";
import { OWNER, type World } from "./world.ts";

export interface Saying {
  /** The letter that is answered. */
  readonly answers?: Original;
  /** The deliverable it is about. */
  readonly about?: string;
  /** What an ambiguous message really means. */
  readonly truly?: "approve" | "change";
  /** The time they take, ms UTC. */
  readonly slot?: number;
  readonly bill?: Bill;
  readonly headers?: readonly string[];
  /** Which texts serve. */
  readonly fits?: (template: string) => boolean;
}

/** What the speaker has in mind besides. */
interface Mind {
  readonly lastTitle: string;
  readonly lastBill: Bill | undefined;
  /** When they are back from being away, ms UTC. */
  readonly back: number | undefined;
}

export function utter(
  world: World,
  party: Party,
  dice: Dice,
  at: number,
  meaning: Meaning,
  saying: Saying & Mind,
): void {
  const { language } = party;
  const { answers, about, truly, slot, headers } = saying;
  // A time that nobody has offered.
  const other = onGrid(momentOn(localDate(officeTime(at + 8 * DAY_MS, 2), ZONE), 14 * 60, ZONE));
  const bill = saying.bill ?? saying.lastBill;
  const filling: Filling = {
    name: nameOf(party),
    first: party.first,
    company: party.company,
    owner: OWNER.name,
    deliverable: about ?? (saying.lastTitle || "the report"),
    ...slotText(slot ?? other, language, dice.between(0, 3)),
    date: dayText(dateFor(meaning, at, { other, back: saying.back }), language),
    invoice: bill?.number ?? "",
    amount: bill ? amountText(bill.grossCents, language) : "",
    month: monthText(at, language),
  };
  const { text, template } = say(world.choir[language], meaning, filling, dice, saying.fits);
  const subject = answers ? answering(answers.subject, language) : (SUBJECTS[language][meaning] ?? "");
  world.write(
    party,
    at,
    {
      subject: fill(subject, filling),
      text: dressed(text, party.habit, answers, language),
      ...(answers ? { answers } : {}),
      ...(headers ? { headers } : {}),
    },
    {
      meaning,
      words: text,
      clear: clarity(meaning, slot !== undefined && takesTime(template)),
      ...(about ? { about } : {}),
      ...(truly ? { truly } : {}),
      ...(meaning === "schedule" ? { time: slot ?? other } : {}),
    },
  );
}

/** Whether whoever knows the conversation can have no doubt; null: not for the simulator to say. */
function clarity(meaning: Meaning, tookTime: boolean): boolean | null {
  if (meaning === "ambiguous") return false;
  if (meaning === "schedule") return tookTime ? true : null;
  return ["approve", "change", "thanks", "out-of-office"].includes(meaning) ? true : null;
}

function dateFor(meaning: Meaning, at: number, { other, back }: { other: number; back: number | undefined }): number {
  if (meaning === "out-of-office") return back ?? at + 7 * DAY_MS;
  if (meaning === "leaving") return momentOn(`${localDate(at + 32 * DAY_MS, ZONE).slice(0, 8)}28`, 720, ZONE);
  return meaning === "payment" ? at : other;
}

function amountText(cents: number, language: Language): string {
  return `${(cents / 100).toLocaleString(language === "de" ? "de-DE" : "en-GB", { minimumFractionDigits: 2 })} EUR`;
}

const SUBJECTS: Readonly<Record<Language, Partial<Record<Meaning, string>>>> = {
  en: {
    question: "A question",
    "standing-wish": "A request",
    payment: "Payment",
    complaint: "Our project",
    leaving: "Our contract",
  },
  de: {
    question: "Eine Frage",
    "standing-wish": "Eine Bitte",
    payment: "Zahlung",
    complaint: "Unser Projekt",
    leaving: "Unser Vertrag",
  },
};
