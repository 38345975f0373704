import { test } from "vitest";
import { FIRST } from "./corpus-first.ts";
import { HELD_OUT } from "./corpus-held-out.ts";
import { FRESH } from "./corpus-fresh.ts";
import { LAST } from "./corpus-last.ts";
import { figures, judge } from "./figures.ts";
test("lab", () => {
  const which = process.env.HALF === "held" ? HELD_OUT : process.env.HALF === "last" ? LAST : process.env.HALF === "fresh" ? FRESH : FIRST;
  const judged = which.map(judge);
  const out: string[] = [];
  for (const { one, reading, outcome } of judged) if (outcome !== "exact") out.push(`${outcome.toUpperCase()} ${JSON.stringify(one.text.slice(0, 110))} want ${one.want}${one.inquiry ? " INQ" : ""} got ${reading.classes} ${reading.unsureBecause ?? ""} ${reading.inquiry ? "INQ" : ""} [${reading.language}] ${reading.evidence.map((e) => `${e.class}:${e.sentence}`).join(" | ").slice(0, 120)}`);
  console.log([...out, ...figures("run", judged)].join("\n"));
});
