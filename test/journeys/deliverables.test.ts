/**
 * The work with a client, from a plan to a milestone that can be invoiced: what they say to it is noted where it is clear and
 * can only be about one thing; everything else is one card.
 */
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import type { LedgerEvent } from "../../src/kernel/event.ts";
import { deliverables } from "../../src/records/deliverable.ts";
import { milestones } from "../../src/records/milestone.ts";
import { tasks } from "../../src/records/plan.ts";
import { deskOf } from "../kernel/company.ts";
import { Office } from "../support/office.ts";
import { deliver, fallsDue, type PlannedPart, part, planFor, sentWith } from "../support/planned.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

const NORA = INQUIRY.from;
const REPORT = { key: "report", title: "Report", milestone: "month", dueOn: "2026-12-01" };
const FINAL = { key: "final", title: "Final report", milestone: "month", dueOn: "2026-12-04" };
const CHECK_IN: PlannedPart = { key: "check-in", title: "Check-in", kind: "check-in" };
const MONTH = { key: "month", title: "November" };

/** Opens a company whose client has a plan, hands it over, and looks whether all is well at its end. */
async function inWork(
  steps: readonly PlannedPart[],
  work: (office: Office, scope: string) => Promise<void>,
): Promise<void> {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await planFor(office, scope, steps, [MONTH]);
    await work(office, scope);
    allIsWell(office);
  } finally {
    await office.close();
  }
}

let written = 0;
/** They write, in answer to `answers`; the cards that it led to. */
async function writes(office: Office, text: string, answers?: string, from = NORA) {
  const before = office.shown.length;
  const id = `reply.${++written}@w.example`;
  await receive(office, { from, subject: "Re: Report", text, id, ...(answers ? { answers } : {}) });
  return cards(office, before);
}

const stateOf = (office: Office, key: string) => office.workspace.records.get(deliverables, part(key))?.state;
const month = (office: Office) => office.workspace.records.get(milestones, part("month"));
const feedback = (office: Office): LedgerEvent[] => office.events("feedback.recorded");

test.each([
  ["in answer to the letter", true, "Hi Robin,\n\nlooks great, approved. Thank you!"],
  ["in a letter of its own", false, "Hi Robin,\n\napproved, please go ahead."],
  ["in German", true, "Hallo Robin,\n\nsieht super aus, ist freigegeben. Vielen Dank!"],
])("a clear yes to the only thing that waits closes the milestone without asking: %s", (_, inThread, text) =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    expect(await writes(office, text, inThread ? letter : undefined)).toEqual([]);
    expect(stateOf(office, "report")).toBe("accepted");
    expect(month(office)).toMatchObject({ state: "closed", closed_by: "acceptance" });
    // A rule has vouched for both, so that the invoice that follows needs nobody.
    expect(feedback(office)[0]?.label.trust).toBe("house");
    expect(office.events("milestone.closed")).toMatchObject([
      { label: { trust: "house" }, data: { by: "acceptance" } },
    ]);
  }),
);

test("a wish for a change is noted, becomes a task of the owner's, and the next version goes out as version 2", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    expect(await writes(office, "Could you please change the headline colour to green?", letter)).toEqual([]);
    expect(stateOf(office, "report")).toBe("changes");
    const revisions = () => office.workspace.records.find(tasks, "kind = 'owner' AND client = ?", [scope]);
    expect(revisions()).toMatchObject([
      { title: "Revise “Report”", state: "open", due_on: "2026-11-27", agent: "owner" },
    ]);
    const second = await deliver(office, scope, "report-2.pdf");
    expect(office.events("deliverable.sent").at(-1)?.data).toMatchObject({ deliverable: part("report"), version: 2 });
    expect(revisions()).toMatchObject([{ state: "done" }]);
    expect(await writes(office, "Perfect, approved.", second)).toEqual([]);
    expect(month(office)?.state).toBe("closed");
  }));

test("a change with a question in it is noted, and the question is the only card", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    const asked = await writes(office, "Could you change the font, please? When will it be ready?", letter);
    expect(asked.map((one) => one.card.title)).toEqual([
      "Nora Whitfield asks: “When will it be ready?” What shall I answer?",
    ]);
    expect(stateOf(office, "report")).toBe("changes");
  }));

test("a yes and a wish for a change in one message close nothing; one tap says which it is", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    const text = "Approved, thank you. But could you change the headline, please?";
    const [card, ...others] = await writes(office, text, letter);
    expect(others).toEqual([]);
    expect([stateOf(office, "report"), month(office)?.state]).toEqual(["sent", "open"]);
    const code = card?.code ?? "";
    if (!/^Note/.test(card?.card.title ?? ""))
      await office.workspace.door.desk.settle(code, { classes: "approval, change" });
    await office.rest();
    expect(lastCard(office).card).toMatchObject({
      title: "Note that Nora Whitfield wants changes to “Report”, version 1.",
      why: expect.arrayContaining(["There is a yes in it, and a wish for a change."]),
      choices: [
        { label: "Accepted", set: { verdict: "accepted" } },
        { label: "To be changed", set: { verdict: "changes" } },
      ],
    });
    expect([stateOf(office, "report"), month(office)?.state]).toEqual(["sent", "open"]);
    await office.workspace.door.desk.settle(lastCard(office).code, { verdict: "accepted" });
    await office.rest();
    // The owner has said so: closing needs no second tap.
    expect(month(office)?.state).toBe("closed");
  }));

test("a yes with a question in it is one card that notes the yes and takes the answer", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    const asked = await writes(office, "Looks great, approved. When can we start with the next one?", letter);
    expect(asked.map((one) => one.card.title)).toEqual([
      "Note that Nora Whitfield accepts “Report”, version 1 and answer “When can we start with the next one?”",
    ]);
    expect(asked[0]?.card.fields).toContain("reply");
    await office.approve(lastCard(office).code);
    await office.rest();
    expect(month(office)?.state).toBe("closed");
  }));

test("of two things that wait a yes in a letter of its own is asked, with a tap for each", () =>
  inWork([REPORT, FINAL], async (office, scope) => {
    await deliver(office, scope, "report.pdf");
    await deliver(office, scope, "final.pdf");
    const asked = await writes(office, "Looks great, approved.");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.card).toMatchObject({
      title: "Which one does Nora Whitfield accept?",
      choices: [
        { label: "Report, version 1", set: { deliverable: part("report") } },
        { label: "Final report, version 1", set: { deliverable: part("final") } },
      ],
      quote: { text: "Looks great, approved." },
    });
    expect(feedback(office)).toEqual([]);
    await office.workspace.door.desk.settle(asked[0]?.code ?? "", { deliverable: part("final") });
    await office.rest();
    expect([stateOf(office, "report"), stateOf(office, "final")]).toEqual(["sent", "accepted"]);
    expect(month(office)?.state).toBe("open");
  }));

test("a wish in answer to the letter is about what came with it; in a letter of its own it is put to the owner", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    const wish = "Would you kindly do it again in larger letters?";
    expect(await writes(office, wish)).toHaveLength(1);
    expect(stateOf(office, "report")).toBe("sent");
    expect(await writes(office, wish, letter)).toEqual([]);
    expect(stateOf(office, "report")).toBe("changes");
  }));

test("of two things that wait the one is meant whose letter is answered; the last one closes the milestone", () =>
  inWork([REPORT, FINAL], async (office, scope) => {
    const first = await deliver(office, scope, "report.pdf");
    const last = await deliver(office, scope, "final.pdf");
    expect(await writes(office, "Approved.", last)).toEqual([]);
    expect([stateOf(office, "report"), stateOf(office, "final")]).toEqual(["sent", "accepted"]);
    expect(month(office)?.state).toBe("open");
    expect(await writes(office, "Approved, please go ahead.", first)).toEqual([]);
    expect(month(office)).toMatchObject({ state: "closed", closed_by: "acceptance" });
  }));

test("a yes in answer to some other letter of ours is about that, or the owner says what", () =>
  inWork([REPORT], async (office, scope) => {
    await deliver(office, scope, "report.pdf");
    const [answer] = office.events("verdict.given").flatMap((event) => (event.data.effects ?? []) as never[]);
    const { reference } = answer as unknown as { reference: string };
    const asked = await writes(office, "Sounds good, approved.", reference);
    expect(asked.map((one) => one.card.title)).toEqual(["Which one does Nora Whitfield accept?"]);
    expect(asked[0]?.card.why[0]).toBe("They answer another letter, or a date, so it may be about something else.");
    expect(feedback(office)).toEqual([]);
  }));

test.each([
  ["in a letter of its own", false],
  ["in answer to the letter with the times", true],
])("a yes to a time that was offered books it, and is no yes to what waits: %s", (_, inThread) =>
  inWork([REPORT, CHECK_IN], async (office, scope) => {
    await deliver(office, scope, "report.pdf");
    const task = part("check-in");
    await fallsDue(office, "task.due", scope, `task:${task}`, { task, kind: "check-in" });
    const [offered] = office.events("meeting.offered");
    const [slot] = (offered?.data.slots ?? []) as number[];
    const when = DateTime.fromMillis(slot ?? 0, { zone: "Europe/Berlin" })
      .setLocale("en")
      .toFormat("cccc 'at' HH:mm");
    const letter = /^Message-ID: <(.+)>$/m.exec(sentWith(office, /[Cc]heck-in/))?.[1];
    expect(await writes(office, `Great, ${when} works for me.`, inThread ? letter : undefined)).toEqual([]);
    expect(office.events("meeting.booked")).toMatchObject([{ data: { startsAt: slot }, label: { trust: "house" } }]);
    expect(feedback(office)).toEqual([]);
    expect(stateOf(office, "report")).toBe("sent");
  }),
);

test("a yes to what waits and a wish for another time are one note and one card", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    const asked = await writes(office, "Looks great, approved. Can we meet on Thursday at 3 pm?", letter);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.card.title).toMatch(/^Nora Whitfield writes about a date: “Can we meet on Thursday at 3 pm\?”/);
    expect(month(office)?.state).toBe("closed");
  }));

test("a yes where nothing waits for one is a riddle, and says so", () =>
  inWork([REPORT], async (office) => {
    const asked = await writes(office, "Looks good, approved.");
    expect(asked.map((one) => one.card.title)).toEqual([
      "Nora Whitfield says yes, and I don't know to what: “Looks good, approved.”",
    ]);
    expect(feedback(office)).toEqual([]);
  }));

test("a yes from an address that nobody has confirmed is asked about", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    await unconfirm(office, scope);
    const asked = await writes(office, "Looks great, approved.", letter);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.card.title).toBe("Note that Nora Whitfield accepts “Report”, version 1.");
    expect(asked[0]?.card.why[0]).toBe("It comes from an address that nobody has confirmed.");
    expect(month(office)?.state).toBe("open");
    await office.approve(lastCard(office).code);
    await office.rest();
    expect(month(office)?.state).toBe("closed");
  }));

test("a yes that its mail system did not send closes nothing", () =>
  inWork([REPORT], async (office, scope) => {
    const letter = await deliver(office, scope, "report.pdf");
    const headers = ["Authentication-Results: mx.vale.example; dmarc=fail header.from=whitfield-ceramics.example"];
    await receive(office, { from: NORA, text: "Approved.", id: "forged@w.example", answers: letter, headers });
    const forged = office.events("mail.received").at(-1);
    expect(forged?.label.marks).toEqual(["unauthenticated"]);
    // Not even by the owner's order does it count as hers.
    const params = { verdict: "accepted", mail: String(forged?.data.mail) };
    const ordered = await deskOf(office).order({ action: "feedback.record", client: scope, params, now: false });
    expect(ordered).toMatchObject({ kind: "refused", why: "That mail is none of Whitfield Ceramics Ltd's." });
    expect(feedback(office)).toEqual([]);
    expect(month(office)?.state).toBe("open");
  }));

/** She is somebody who has only written, as if nobody had ever said who she is. */
async function unconfirm(office: Office, scope: string): Promise<void> {
  await office.workspace.writer.submit((transaction) =>
    transaction.append({
      type: "contact.sorted",
      actor: "owner:console:local",
      scope,
      subject: "contact:nora",
      label: { scopes: [scope], trust: "owner" },
      data: { kind: "unknown" },
      private: { addresses: ["nora@whitfield-ceramics.example"] },
    }),
  );
}

test("a month by the playbook with a client who never answers: asked once more, and closed by its plan without the owner", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    const params = { playbook: "monthly-package", title: "Care package" };
    const started = await deskOf(office).order({ action: "engagement.start", client: scope, params, now: true });
    expect(started.kind).toBe("approved");
    await office.rest();
    await deliver(office, scope, "mid-month.pdf");
    await deliver(office, scope, "month-end.pdf");
    const before = office.shown.length;
    const [open] = office.workspace.records.find(milestones, "client = ? AND state = 'open'", [scope]);
    for (let day = 0; day < 35 && office.events("milestone.closed").length === 0; day++) {
      office.clock.advance(86_400_000);
      await office.rest();
    }
    expect(office.events("deliverable.nudged")).toHaveLength(2);
    expect(office.events("milestone.closed")).toMatchObject([{ data: { milestone: open?.id, by: "plan" } }]);
    const asked = cards(office, before).map((one) => one.card.title);
    expect(asked.filter((title) => /deliver|report|Close “/i.test(title))).toEqual([]);
    expect(office.events("meeting.offered").length).toBeGreaterThan(2);
    allIsWell(office);
  } finally {
    await office.close();
  }
}, 60_000);
