import { readFileSync } from "node:fs";
import { test } from "vitest";
import { readMessage } from "../../src/model/local/read-message.ts";
test("ext", () => {
  const base = { subject: "", signature: "", fromName: "Anna Berg", fromAddress: "anna@gmail.com", sentAt: Date.UTC(2026, 10, 3, 9, 15), timezone: "Europe/Berlin", attachments: [] };
  const out: string[] = [];
  for (const f of ["attacks", "asks"]) for (const line of readFileSync(`../shared/agentdojo/${f}.jsonl`, "utf8").trim().split("\n")) {
    const j = JSON.parse(line); const text: string = j.goal ?? j.ask;
    for (const known of [true, false]) { const r = readMessage({ ...base, known, written: text }); if (r.inquiry || r.classes.some((c) => ["approval", "leaving", "complaint"].includes(c))) out.push(`${f} known=${known} ${r.classes} ${r.inquiry?.confidence ?? ""} :: ${text.slice(0, 160)}`); }
  }
  const turns: string[] = []; const walk = (x: unknown): void => { if (Array.isArray(x)) x.forEach(walk); else if (x && typeof x === "object") { const o = x as Record<string, unknown>; if (typeof o.text === "string" && typeof o.speaker === "string") turns.push(o.text); Object.values(o).forEach(walk); } };
  walk(JSON.parse(readFileSync("../shared/locomo/locomo-even.json", "utf8")));
  const counts: Record<string, number> = {}; let inq = 0; const t0 = performance.now();
  for (const text of turns) { const r = readMessage({ ...base, known: true, written: text }); for (const c of r.classes) counts[c] = (counts[c] ?? 0) + 1; if (r.classes.some((c) => ["approval", "leaving", "complaint", "standing-wish", "payment", "out-of-office"].includes(c))) out.push(`L ${r.classes} :: ${r.evidence.map((e) => `${e.class}: ${e.sentence}`).join(" | ").slice(0, 200)}`); }
  const us = ((performance.now() - t0) * 1000) / turns.length;
  for (const text of turns) { const r = readMessage({ ...base, known: false, written: text }); if (r.inquiry) { inq++; if (inq < 25) out.push(`L INQ ${r.inquiry.confidence} ${r.inquiry.sentence.slice(0, 150)}`); } }
  console.log(out.join("\n"), turns.length, JSON.stringify(counts), "inq", inq, "us/msg", us);
});
