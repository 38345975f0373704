/**
 * What goes to a client: a file becomes the version of something that was promised, shown before it leaves; and what they say
 * to it is noted, and can be taken back.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { deliverables } from "../../src/records/deliverable.ts";
import { obligations } from "../../src/records/obligation.ts";
import { tasks } from "../../src/records/plan.ts";
import { receiveFile } from "../../src/surfaces/chat/dropped-files.ts";
import { Terminal } from "../../src/surfaces/console/terminal.ts";
import { deliver as handOver } from "../../src/verbs/deliver.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import { type Office, OWNER } from "../support/office.ts";
import { deliver, dropDeliverable, fallsDue, part, planFor, sentWith } from "../support/planned.ts";

const STEPS = [
  { key: "final", title: "Final report", dueOn: "2026-12-11", milestone: "month" },
  { key: "report", title: "Report", dueOn: "2026-12-04", milestone: "month" },
  { key: "welcome", title: "Welcome letter", kind: "letter", text: "nudge" },
] as const;
const MONTH = { key: "month", title: "November" };

async function client(office: Office, which: 0 | 1 = 0): Promise<string> {
  const { id } = await openClient(office, which);
  return id;
}

/** A client with a plan of two deliverables, a letter and a milestone. */
async function planned(office: Office): Promise<string> {
  const id = await client(office);
  await planFor(office, id, STEPS, [MONTH]);
  return id;
}

const row = (office: Office, key: string) => office.workspace.records.get(deliverables, part(key));

async function keep(office: Office, scope: string, name = "x.pdf"): Promise<string> {
  const { writer, blobs } = office.workspace;
  const file = { name, type: "application/pdf", bytes: Buffer.from("%PDF") };
  const event = await writer.submit((transaction) => receiveFile(transaction, blobs, { file, actor: OWNER, scope }));
  return String(event.data.file);
}

test("a file that is called a deliverable becomes one card: what, which version, whose milestone, and the letter with the file", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    await dropDeliverable(office, scope, "report-v1.pdf");
    const card = office.shown.at(-1)?.card;
    expect(card).toMatchObject({
      title: "Send “Report”, version 1, to Whitfield Ceramics Ltd.",
      rows: [
        { label: "As", after: "Report, version 1" },
        { label: "Milestone", after: "November (1,200.00 EUR net)" },
      ],
      letter: { subject: "Report", attachments: ["report-v1.pdf (18 bytes)"] },
    });
    expect(card?.letter?.text).toMatch(/^Hello Nora Whitfield,\n\nattached is "Report"\.\n/);
    expect(card?.why.join(" ")).toMatch(/shown to you first/);
    expect(card?.files).toMatchObject([{ name: "report-v1.pdf" }]);
    expect(row(office, "report")?.state).toBe("planned");
    expect(office.sent()).toHaveLength(1); // the answer to their inquiry
  }));

test("approved, it leaves with the file; the deliverable is sent, its task done, the promise kept", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    const letter = await deliver(office, scope, "report-v1.pdf");
    expect(sentWith(office, /^Report$/)).toContain(letter);
    expect(sentWith(office, /^Report$/)).toContain("report-v1.pdf");
    expect(row(office, "report")).toMatchObject({ state: "sent", versions: 1, sent_on: "2026-11-24", letter });
    expect(office.workspace.records.get(tasks, part("report"))?.state).toBe("done");
    expect(office.workspace.records.get(obligations, part("report"))?.state).toBe("kept");
    // The next file is what is due next.
    await dropDeliverable(office, scope, "final.pdf");
    expect(office.shown.at(-1)?.card.title).toBe("Send “Final report”, version 1, to Whitfield Ceramics Ltd.");
  }));

test("the owner may say that it is something else, and something that no plan knows of is pointed out", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    await dropDeliverable(office, scope, "notes.pdf");
    const code = office.code(/^Send “/);
    expect(await office.edit(code, { deliverable: "final" })).toMatchObject({
      kind: "shown",
      card: { title: "Send “Final report”, version 1, to Whitfield Ceramics Ltd." },
    });
    expect(await office.edit(code, { deliverable: "port" })).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/“port” could be “Report” or “Final report”/),
    });
    await office.edit(code, { deliverable: "Meeting notes" });
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    const [extra] = office.workspace.records.find(deliverables, "title = 'Meeting notes'");
    expect(extra).toMatchObject({ state: "sent", versions: 1, engagement: "", milestone: null });
    expect(row(office, "report")?.state).toBe("planned");
  }));

test("another client's file is refused", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    const other = await client(office, 1);
    const file = await keep(office, other);
    const ordered = await deskOf(office).order({
      action: "deliverable.send",
      client: scope,
      params: { file },
      now: false,
    });
    expect(ordered).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/goes to the client it was put with/),
    });
  }));

test("what has not left yet is called back whole: it is planned again, and the promise is open", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    await dropDeliverable(office, scope, "report.pdf");
    const code = office.code(/^Send “Report”/);
    await deskOf(office).pause("workspace", "wait");
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(row(office, "report")?.state).toBe("sent");
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(row(office, "report")).toMatchObject({ state: "planned", versions: 0, letter: null });
    expect(office.workspace.records.get(tasks, part("report"))?.state).toBe("open");
    expect(office.workspace.records.get(obligations, part("report"))?.state).toBe("open");
  }));

test("nobody answered: they are asked once more, in the same thread, without the owner", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    const letter = await deliver(office, scope, "report.pdf");
    const shown = office.shown.length;
    const unanswered = () =>
      fallsDue(office, "deliverable.unanswered", scope, `deliverable:${part("report")}`, {
        deliverable: part("report"),
      });
    await unanswered();
    expect(office.sent()).toHaveLength(3);
    expect(sentWith(office, /^Re: Report$/)).toContain(`In-Reply-To: <${letter}>`);
    expect(row(office, "report")?.nudged_on).toBe("2026-11-24");
    await unanswered();
    expect(office.sent()).toHaveLength(3);
    expect(office.shown.slice(shown).filter((one) => one.code)).toEqual([]);
  }));

test("who has complained is not asked again, until mail to them is released", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    await deliver(office, scope, "report.pdf");
    await fallsDue(office, "mail.held", scope, `client:${scope}`, { why: "complaint", mail: "m_1" });
    await fallsDue(office, "deliverable.unanswered", scope, `deliverable:${part("report")}`, {
      deliverable: part("report"),
    });
    expect(office.sent()).toHaveLength(2);
    await fallsDue(office, "mail.released", scope, `client:${scope}`, {});
    expect(office.sent()).toHaveLength(3);
    expect(row(office, "report")?.nudged_on).toBe("2026-11-24");
  }));

test("a letter of the plan leaves on its day, once, in the house's words", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    const due = () =>
      fallsDue(office, "task.due", scope, `task:${part("welcome")}`, { task: part("welcome"), kind: "letter" });
    await due();
    await due();
    expect(office.sent()).toHaveLength(2);
    expect(sentWith(office, /^Monthly package$/)).toContain("Monthly package");
    expect(office.workspace.records.get(tasks, part("welcome"))?.state).toBe("done");
  }));

test("the owner notes what a client said, and takes it back", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    await deliver(office, scope, "report.pdf");
    const desk = deskOf(office);
    const params = { verdict: "changes", words: "A blue cover." };
    const ordered = await desk.order({ action: "feedback.record", client: scope, params, now: false });
    expect(ordered).toMatchObject({
      kind: "asked",
      card: { title: "Note that Whitfield Ceramics Ltd wants changes to “Report”, version 1.", light: true },
    });
    if (ordered.kind !== "asked") return;
    expect((await desk.approve(ordered.code)).kind).toBe("approved");
    expect(row(office, "report")?.state).toBe("changes");
    expect((await desk.undo(ordered.code)).kind).toBe("undone");
    expect(row(office, "report")?.state).toBe("sent");
    const early = await desk.order({
      action: "feedback.record",
      client: scope,
      params: { deliverable: "Final report", verdict: "accepted" },
      now: false,
    });
    expect(early).toMatchObject({ kind: "refused", why: "“Final report” has not been sent yet." });
  }));

test("“deliver FILE --client X” keeps the file and shows the letter at once, and nobody asks a second time", () =>
  inOffice(async (office) => {
    const scope = await planned(office);
    const path = join(office.home, "report.pdf");
    writeFileSync(path, "%PDF");
    const { workspace } = office;
    const terminal = new Terminal({ out: new PassThrough(), environment: {}, zone: "Europe/Berlin" });
    const opened = { workspace, door: workspace.door, terminal };
    const said = await handOver(opened, path, { client: "Whitfield Ceramics Ltd" });
    expect(said).toMatchObject({ ok: true, text: expect.stringMatching(/Send “Report”, version 1, to Whitfield/) });
    const before = office.shown.length;
    await office.rest();
    const asking = office.shown.slice(before).filter((one) => one.code !== null);
    expect(asking).toEqual([]);
    const [received] = office.events("file.received");
    expect(received?.label).toEqual({ scopes: [scope], trust: "outside" }); // who wrote it nobody knows
    expect(office.events("file.sorted")).toMatchObject([{ data: { kind: "deliverable" }, label: { trust: "owner" } }]);
    // An edit begins with the text that would leave.
    const { code } = said.json as { code: string };
    const [text] = await workspace.door.desk.fields(code);
    expect(text?.value).toMatch(/^Hello Nora/);
    expect(await handOver(opened, path, { client: "nobody" })).toMatchObject({
      ok: false,
      text: expect.stringMatching(/Nobody here/),
    });
    expect(await handOver(opened, `${path}.gone`, { client: scope })).toMatchObject({
      ok: false,
      text: expect.stringMatching(/can't be read/),
    });
  }));

test("the letters that leave by themselves are written in every language of the house", () => {
  const folder = join(import.meta.dirname, "../../policies/answers");
  for (const name of ["deliverable", "nudge"])
    for (const language of ["en", "de"]) {
      expect(readdirSync(folder)).toContain(`${name}.${language}.md`);
      expect(readFileSync(join(folder, `${name}.${language}.md`), "utf8")).toContain("{{title}}");
    }
});
