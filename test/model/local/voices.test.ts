/**
 * Other people's words: what each meaning is read as. Half of the texts was never looked at while the reader was worked on.
 * A wrong guess is worse than a question: some guesses must never happen, and the rest is counted and printed.
 */
import { describe, expect, test } from "vitest";
import { type MessageClass, type MessageReading, readMessage } from "../../../src/model/local/read-message.ts";
import { mailOf, voicesOf } from "../../support/voices/read.ts";

/** The classes that answer a meaning; `ambiguous` is answered by a question only. */
const MEANT: Readonly<Record<string, readonly MessageClass[]>> = {
  approve: ["approval"],
  change: ["change"],
  ambiguous: [],
  question: ["question", "request"],
  schedule: ["scheduling"],
  payment: ["payment"],
  complaint: ["complaint", "leaving"],
  leaving: ["leaving", "complaint"],
  "out-of-office": ["out-of-office"],
  thanks: ["thanks"],
  "standing-wish": ["standing-wish"],
  stop: ["stop"],
};
/** How much of the clear ones has to be read; the rest is asked. */
const LEAST_READ = { tuning: 0.85, "held-out": 0.7 };
const HALVES = ["tuning", "held-out"] as const;
/** Of the processor, several times what it takes once warm. */
const SLOWEST_MEAN_MS = 5;

interface Count {
  right: number;
  asked: number;
  guarded: number;
  wrong: number;
}

describe.each(HALVES)("the %s half", (half) => {
  const voices = voicesOf(half);
  const client = Object.keys(MEANT).flatMap((meaning) => (voices[meaning] ?? []).map((text) => ({ meaning, text })));

  test("is read for what it means, or asked", () => {
    const table: Record<string, Count> = {};
    for (const { meaning, text } of client) {
      table[meaning] ??= { right: 0, asked: 0, guarded: 0, wrong: 0 };
      table[meaning][judge(meaning, readMessage(mailOf(text, true)))]++;
    }
    console.info(half, table);
    for (const [meaning, { right, asked, guarded, wrong }] of Object.entries(table)) {
      const all = right + asked + guarded + wrong;
      expect(all, meaning).toBeGreaterThanOrEqual(20);
      expect(wrong / all, `${meaning}: read wrong`).toBeLessThan(0.1);
      if (meaning === "ambiguous") continue;
      const heavy = meaning === "complaint" || meaning === "leaving";
      expect((heavy ? right + guarded : right) / all, meaning).toBeGreaterThanOrEqual(heavy ? 0.9 : LEAST_READ[half]);
    }
  });

  test("never takes a doubt for a yes or for a wish to change", () => {
    for (const text of voices.ambiguous ?? []) {
      const { classes } = readMessage(mailOf(text, true));
      for (const clear of ["approval", "change", "thanks"] as const) expect(classes, text).not.toContain(clear);
    }
  });

  test("never takes a complaint, a goodbye or a stop for something harmless", () => {
    for (const meaning of ["complaint", "leaving", "stop"] as const)
      for (const text of voices[meaning] ?? [])
        expect(judge(meaning, readMessage(mailOf(text, true))), text).not.toBe("wrong");
  });

  test("no clear change, question, date or payment is taken for a yes", () => {
    for (const { meaning, text } of client) {
      if (meaning === "approve") continue;
      expect(readMessage(mailOf(text, true)).classes, text).not.toContain("approval");
    }
  });

  test("finds no inquiry in a pitch", () => {
    for (const text of voices.pitch ?? []) expect(readMessage(mailOf(text, false)).inquiry, text).toBeNull();
  });

  test("takes little time", () => {
    const before = process.cpuUsage();
    for (const { text } of client) readMessage(mailOf(text, true));
    const mean = process.cpuUsage(before).user / 1000 / client.length;
    console.info(half, `${mean.toFixed(2)} ms a mail`);
    expect(mean).toBeLessThan(SLOWEST_MEAN_MS);
  });
});

function judge(meaning: string, { classes, guarded }: MessageReading): keyof Count {
  const want = MEANT[meaning] ?? [];
  if (classes.includes("unsure")) return guarded ? "guarded" : "asked";
  if (meaning === "ambiguous")
    return classes.every((one) => one === "question" || one === "request") ? "asked" : "wrong";
  return classes.some((one) => want.includes(one)) ? "right" : "wrong";
}
