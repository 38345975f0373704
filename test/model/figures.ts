/**
 * How well the reader does on a labelled half: the figures that are printed and held.
 * Before: corpus-first.ts, corpus-held-out.ts. After: local/read-message.test.ts.
 */
import { type MessageClass, type MessageReading, readMessage } from "../../src/model/local/read-message.ts";
import { inputOf, type Labelled } from "./corpus-shape.ts";

export interface Judged {
  one: Labelled;
  reading: MessageReading;
  outcome: "exact" | "unsure" | "wrong";
}

/** Reads one message and compares: exact, too careful, or wrong (a class too many or one too few). */
export function judge(one: Labelled): Judged {
  const reading = readMessage(inputOf(one));
  return { one, reading, outcome: outcomeOf(one, reading) };
}

/** The figures as lines of text. */
export function figures(name: string, judged: readonly Judged[]): string[] {
  const clients = judged.filter(({ one }) => one.known);
  const count = (outcome: Judged["outcome"]): number => clients.filter((each) => each.outcome === outcome).length;
  const percent = (part: number): string => `${((part * 100) / clients.length).toFixed(1)} %`;
  const lines = [
    `${name}: ${judged.length} messages, ${clients.length} of clients: exact ${count("exact")} (${percent(count("exact"))}), ` +
      `too careful ${count("unsure")} (${percent(count("unsure"))}), wrong ${count("wrong")} (${percent(count("wrong"))})`,
  ];
  for (const one of ["approval", "complaint", "leaving"] as const) {
    lines.push(
      score(
        one,
        judged,
        (each) => each.one.want.includes(one),
        (each) => each.reading.classes.includes(one) && !each.one.may.includes(one),
      ),
    );
  }
  const strangers = judged.filter(({ one }) => !one.known);
  lines.push(
    score(
      "inquiry",
      strangers,
      (each) => each.one.inquiry,
      (each) => each.reading.inquiry !== null,
    ),
  );
  return lines;
}

function score(
  name: string,
  judged: readonly Judged[],
  wanted: (each: Judged) => boolean,
  said: (each: Judged) => boolean,
): string {
  const right = judged.filter((each) => wanted(each) && said(each)).length;
  const all = judged.filter(wanted).length;
  const told = judged.filter(said).length;
  return `  ${name}: precision ${right}/${told}, recall ${right}/${all}`;
}

function outcomeOf(one: Labelled, reading: MessageReading): Judged["outcome"] {
  const got = reading.classes;
  if (!one.known) {
    if ((reading.inquiry !== null) === one.inquiry) return "exact";
    return reading.inquiry === null ? "unsure" : "wrong";
  }
  const only = (list: readonly MessageClass[]): boolean =>
    list.every((each) => one.want.includes(each) || one.may.includes(each));
  const wantsUnsure = one.want.includes("unsure");
  if (got.includes("unsure")) return wantsUnsure || one.may.includes("unsure") ? "exact" : "unsure";
  if (wantsUnsure) return only(got) ? "exact" : "wrong";
  return only(got) && one.want.every((each) => got.includes(each)) ? "exact" : "wrong";
}
