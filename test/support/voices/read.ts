/**
 * What different people would write, by what they mean: read from the two files beside this one, placeholders filled in.
 * After: test/model/local/voices.test.ts counts how they are read.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { MessageInput } from "../../../src/model/local/read-message.ts";
import { SENT_AT } from "../../model/corpus-shape.ts";

/** The placeholders that a text may hold, as an office would fill them. */
const FILLED: Readonly<Record<string, string>> = {
  owner: "Ms Lorenz",
  name: "Sam Ellis",
  company: "Ellis & Sons",
  deliverable: "brand guide",
  invoice: "2026-017",
  amount: "€1,200.00",
  weekday: "Thursday",
  weekday_de: "Donnerstag",
  time: "10:30",
  date: "12 November",
};

const voices = z.record(z.string(), z.array(z.string()));

/** Every text of one half under its meaning. */
export function voicesOf(half: "tuning" | "held-out"): Readonly<Record<string, readonly string[]>> {
  const read = voices.parse(parse(readFileSync(join(import.meta.dirname, `${half}.yaml`), "utf8")));
  return Object.fromEntries(Object.entries(read).map(([meaning, texts]) => [meaning, texts.map(filled)]));
}

/** A text as a mail: in answer to one of the owner's where they are `known`. */
export function mailOf(written: string, known: boolean): MessageInput {
  return {
    subject: known ? "Re: your mail" : "",
    written,
    signature: "",
    fromName: FILLED.name ?? "",
    fromAddress: "sam@ellis.example",
    sentAt: SENT_AT,
    timezone: "Europe/Berlin",
    known,
    attachments: [],
  };
}

function filled(text: string): string {
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => FILLED[name] ?? whole);
}
