/**
 * Work begins, is planned anew, rests, goes on and ends, by the owner's hand.
 */
import { expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { milestones } from "../../src/records/milestone.ts";
import { obligations } from "../../src/records/obligation.ts";
import { engagements, tasks } from "../../src/records/plan.ts";
import { deskOf, inOffice, write } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { clientOf, does, happened, ordered, refusal } from "../support/work.ts";

// 24 November 2026 is a Tuesday.
const MONTHLY = { playbook: "monthly-package", anchorOn: "2026-12-01" };

const work = (office: Office) => office.workspace.records.find(engagements, "1 ORDER BY playbook");
const steps = (office: Office, where = "1") => office.workspace.records.find(tasks, `${where} ORDER BY due_on, id`);
const day = (office: Office, key: string) => steps(office).find((task) => task.key === key)?.due_on;

test("a playbook becomes a plan at the contract's price; the card shows days and what is invoiced", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    const { code, title, text } = await ordered(office, "engagement.start", MONTHLY, "Acme");
    expect(title).toBe("Begin “Monthly package” for Acme on Tue 1 Dec.");
    expect(text).toContain("Wed 2 Dec: Check-in, first week");
    expect(text).toContain("Mon 14 Dec: Mid-month report for December (you, to the client)");
    expect(text).toContain("Invoice: 2,400.00 EUR net for “The work of December”, about Tue 29 Dec");
    expect(work(office)).toEqual([]);
    expect((await deskOf(office).approve(code)).kind).toBe("approved");
    expect(work(office)).toMatchObject([
      { client: "c_acme", contract: "k_c_acme", round: 1, plan: 1, state: "active" },
    ]);
    expect(office.workspace.records.find(milestones, "1")).toMatchObject([{ agreed_cents: 240_000, state: "open" }]);
    expect(office.workspace.records.find(obligations, "state = 'open'")).toHaveLength(2);
    expect(await refusal(office, "engagement.start", MONTHLY, "Acme")).toContain("is under way for Acme already");
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(work(office)).toMatchObject([{ state: "ended" }]);
    expect(steps(office, "state = 'open'")).toEqual([]);
    expect(office.workspace.records.find(obligations, "state = 'open'")).toEqual([]);
  }));

test("whoever is new is onboarded with it, as work of its own", () =>
  inOffice(async (office) => {
    await clientOf(office, { stage: "onboarding", monthCents: 240_000 });
    const { code, text } = await ordered(office, "engagement.start", MONTHLY, "Acme");
    expect(text).toContain("With “Onboarding”: Tue 1 Dec: Welcome letter");
    await deskOf(office).approve(code);
    expect(work(office).map((one) => [one.playbook, one.contract])).toEqual([
      ["monthly-package", "k_c_acme"],
      ["onboarding", null],
    ]);
  }));

test("a price for all of it is not billed every month, nor a month's price beside the month", () =>
  inOffice(async (office) => {
    await clientOf(office, { onceCents: 300_000 });
    const { text } = await ordered(office, "engagement.start", MONTHLY, "Acme");
    expect(text).toContain("none: no contract stands behind it");
    expect(await refusal(office, "engagement.start", { ...MONTHLY, contract: "k_c_acme" }, "Acme")).toContain(
      "billed again and again",
    );
    const workshop = await ordered(
      office,
      "engagement.start",
      { playbook: "workshop", anchorOn: "2027-05-03" },
      "Acme",
    );
    expect(workshop.text).toContain("1,500.00 EUR net for “The workshop is prepared”");
  }));

test("a lead's work begins with the offer they accepted, which makes a client of them", () =>
  inOffice(async (office) => {
    await clientOf(office, { stage: "lead" });
    expect(await refusal(office, "engagement.start", MONTHLY, "Acme")).toContain("is no client yet");
    await write(office, (transaction) =>
      happened(
        transaction,
        "offer.sent",
        "c_acme",
        "offer:o_1",
        {
          offer: "o_1",
          amountCents: 150_000,
          currency: "EUR",
          taxKind: "domestic",
          playbook: "monthly-package",
          on: "2026-11-20",
          validUntil: "2026-12-20",
        },
        { title: "The package", text: "" },
      ),
    );
    const { code, text } = await ordered(office, "engagement.start", { offer: "o_1", anchorOn: "2026-12-01" }, "Acme");
    expect(text).toContain("Stage: lead → onboarding");
    expect(text).toContain("Invoice: 1,500.00 EUR net");
    await deskOf(office).approve(code);
    expect(office.workspace.records.get(clients, "c_acme")?.stage).toBe("onboarding");
    expect(work(office).map((one) => one.playbook)).toEqual(["monthly-package", "onboarding"]);
    expect(await refusal(office, "engagement.start", { offer: "o_2" }, "Acme")).toContain("no such offer");
  }));

test("without a playbook the owner writes the steps, and may change them on the card", () =>
  inOffice(async (office) => {
    await clientOf(office, { onceCents: 100_000 });
    const lines = [
      "2026-12-04 Send the agenda (letter material)",
      "+3 Call them about the venue",
      "2026-12-11 The workshop (deliver, promised)",
      "2026-12-12 Held (bills 100%)",
    ];
    const { code, text } = await ordered(
      office,
      "engagement.start",
      { tasks: lines.join("\n"), title: "Workshop", unsure: "the day" },
      "Acme",
    );
    expect(text).toContain("Please check: the day");
    expect(text).toContain("Fri 27 Nov: Call them about the venue (you)");
    expect(text).toContain("Invoice: 1,000.00 EUR net for “Held”");
    const desk = deskOf(office);
    expect(await desk.edit(code, { tasks: "tomorrow Something" })).toMatchObject({ kind: "refused" });
    const edited = await desk.edit(code, { tasks: "2026-12-05 The workshop (at their place)" });
    expect(edited.kind).toBe("shown");
    await desk.approve(code);
    expect(steps(office).map(({ title, agent, due_on }) => [title, agent, due_on])).toEqual([
      ["The workshop (at their place)", "owner", "2026-12-05"],
    ]);
    expect(await refusal(office, "engagement.start", {}, "Acme")).toContain("Say by which playbook");
    expect(await refusal(office, "engagement.start", { playbook: "talk" }, "Acme")).toContain("no playbook “talk”");
  }));

test("a plan changes by versions, and the card shows the difference", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    const { code, text } = await ordered(
      office,
      "plan.revise",
      {
        move: "Check-in, third week: 2026-12-17; month-end: 2026-12-23",
        add: "2026-12-04 Call the printer",
        skip: "Check-in, fourth",
      },
      "Acme",
    );
    expect(text.split("\n")).toEqual([
      "Look twice: They were promised one of these days.",
      "Moves: Check-in, third week: Tue 15 Dec → Thu 17 Dec",
      "Moves: Month-end report for December: Thu 24 Dec → Wed 23 Dec",
      "New: Call the printer, due Fri 4 Dec",
      "Left out: Check-in, fourth week",
    ]);
    await deskOf(office).approve(code);
    expect(work(office)).toMatchObject([{ plan: 2, round: 1 }]);
    expect(day(office, "check-in-3")).toBe("2026-12-17");
    expect(steps(office, "state = 'dropped'").map((task) => task.key)).toEqual(["check-in-4"]);
    const [event] = office.events("plan.revised");
    expect(office.words(event).changed).toContain("New: Call the printer, due Fri 4 Dec");
    expect(JSON.stringify(event?.data)).not.toContain("printer");
    expect(office.workspace.records.find(obligations, "until_on = '2026-12-23'")).toHaveLength(1);
    expect(await refusal(office, "plan.revise", { skip: "Check-in, fourth" }, "Acme")).toContain("no open step");
    expect(await refusal(office, "plan.revise", { move: "check-in-1: soon" }, "Acme")).toContain("I can't read");
    expect(await refusal(office, "plan.revise", {}, "Acme")).toContain("leaves the plan as it is");
  }));

test("a deliverable that has to be changed gives the owner a task, each time another", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    const id = steps(office).find((task) => task.key === "mid-month")?.id ?? "";
    await does(office, "plan.revise", { revise: id }, "Acme");
    await does(office, "plan.revise", { revise: id, days: "5" }, "Acme");
    expect(steps(office, "key LIKE 'revise%'").map(({ key, title, due_on }) => [key, title, due_on])).toEqual([
      ["revise-mid-month-1", "Revise “Mid-month report for December”", "2026-11-27"],
      ["revise-mid-month-2", "Revise “Mid-month report for December”", "2026-12-01"],
    ]);
  }));

test("the next month is planned at the price of now, and what is open goes on beside it", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    const { code, title } = await ordered(office, "plan.renew", {}, "Acme");
    expect(title).toBe("Plan the next month of “Monthly package” for Acme, from Fri 1 Jan 2027.");
    await deskOf(office).approve(code);
    expect(work(office)).toMatchObject([{ plan: 2, round: 2, anchor_on: "2027-01-01" }]);
    expect(steps(office, "key = 'next-month'")).toMatchObject([{ state: "done" }]);
    expect(steps(office, "key IN ('mid-month', 'mid-month-2')").map((task) => [task.title, task.state])).toEqual([
      ["Mid-month report for December", "open"],
      ["Mid-month report for January", "open"],
    ]);
    expect(office.workspace.records.find(milestones, "state = 'open'")).toHaveLength(2);
  }));

test("where the contract ends, the month is not planned anew", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    await office.workspace.writer.submit((transaction) =>
      transaction.append({
        type: "contract.ended",
        actor: "owner:console:local",
        scope: "c_acme",
        subject: "contract:k_c_acme",
        label: { scopes: ["c_acme"], trust: "owner" },
        data: { contract: "k_c_acme", on: "2026-12-31" },
      }),
    );
    const { code, title, text } = await ordered(office, "plan.renew", {}, "Acme");
    expect(title).toBe("Let “Monthly package” for Acme end.");
    expect(text).toContain("The contract ends on Thu 31 Dec");
    await deskOf(office).approve(code);
    expect(work(office)).toMatchObject([{ round: 1 }]);
    expect(steps(office, "key = 'next-month'")).toMatchObject([{ state: "skipped" }]);
  }));

test("a task is ticked off and opened again; what is delivered is done by sending it", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", { playbook: "onboarding", anchorOn: "2026-12-01" }, "Acme");
    await does(office, "engagement.start", MONTHLY, "Acme");
    const code = await does(office, "task.done", { task: "set up" }, "Acme");
    expect(steps(office, "key = 'set-up'")).toMatchObject([{ state: "done", done_on: "2026-11-24" }]);
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(steps(office, "key = 'set-up'")).toMatchObject([{ state: "open", done_on: null }]);
    expect(await refusal(office, "task.done", { task: "mid-month" }, "Acme")).toContain("once it has been sent");
    expect(await refusal(office, "task.done", { task: "Check-in" }, "Acme")).toContain("That could be");
    // In the owner's own room the title is enough, for their own tasks.
    await does(office, "task.done", { task: "Set up the workspace" });
    const { text } = await ordered(office, "task.skip", { task: "mid-month" }, "Acme");
    expect(text).toContain("They were promised it.");
    await does(office, "task.skip", { task: "mid-month" }, "Acme");
    expect(office.workspace.records.find(obligations, "state = 'released'")).toHaveLength(1);
  }));

test("work that rests goes on as many business days later", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", { ...MONTHLY, anchorOn: "2026-11-23" }, "Acme");
    await does(office, "engagement.pause", {}, "Acme");
    office.clock.moveTo(Date.UTC(2026, 10, 30, 9));
    const { code, text } = await ordered(office, "engagement.resume", {}, "Acme");
    expect(text).toContain("Moves: Check-in, first week: Tue 24 Nov → Mon 30 Nov");
    await deskOf(office).approve(code);
    expect(work(office)).toMatchObject([{ state: "active", plan: 2 }]);
    expect(day(office, "check-in-2")).toBe("2026-12-04");
  }));

test("ending says what is dropped, what is not invoiced and what has to be taken back, and may begin offboarding", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", { playbook: "onboarding", anchorOn: "2026-11-23" }, "Acme");
    await does(office, "task.done", { task: "set-up" }, "Acme");
    const first = await ordered(office, "engagement.end", { engagement: "Onboarding" }, "Acme");
    expect(first.text).toContain("To take back: Close the workspace and hand over what is in it.");
    await deskOf(office).approve(first.code);
    await does(office, "engagement.start", MONTHLY, "Acme");
    const { code, text } = await ordered(office, "engagement.end", { offboard: "yes" }, "Acme");
    expect(text).toContain("Not invoiced: The work of December, 2,400.00 EUR net. Close the milestone first");
    expect(text).toContain("Promised: Mid-month report for December; Month-end report for December: they should know");
    expect(text).toContain("Then “Offboarding”: Thu 26 Nov: Hand over everything that is theirs (you)");
    await deskOf(office).approve(code);
    expect(work(office).map((one) => [one.playbook, one.state])).toEqual([
      ["monthly-package", "ended"],
      ["offboarding", "active"],
      ["onboarding", "ended"],
    ]);
    expect(office.workspace.records.find(milestones, "state = 'open'")).toEqual([]);
    expect(office.workspace.records.get(clients, "c_acme")?.stage).toBe("active");
  }));

test("with a last day to come, what lies before it stays", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    await does(office, "engagement.end", { on: "2026-12-16" }, "Acme");
    expect(work(office)).toMatchObject([{ state: "active", plan: 2 }]);
    expect(steps(office, "state = 'open'").map((task) => task.key)).toEqual([
      "check-in-1",
      "check-in-2",
      "mid-month",
      "check-in-3",
    ]);
    expect(await refusal(office, "engagement.end", { on: "2026-11-01" }, "Acme")).toContain("has passed");
    expect(await refusal(office, "engagement.end", { engagement: "Talk" }, "Acme")).toContain("no work called “Talk”");
  }));

test("with a last day in a month that is not planned yet, that month is worked and billed, too", () =>
  inOffice(async (office) => {
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    await does(office, "engagement.end", { on: "2027-02-05" }, "Acme");
    expect(work(office)).toMatchObject([{ state: "active", plan: 2, round: 3, anchor_on: "2027-02-01" }]);
    const open = steps(office, "state = 'open'");
    expect(open.map((task) => task.key).filter((key) => key.startsWith("month-end"))).toEqual([
      "month-end",
      "month-end-2",
    ]);
    expect(open.some((task) => task.kind === "renew")).toBe(false);
    expect(open.every((task) => task.due_on <= "2027-02-05")).toBe(true);
    const bills = office.workspace.records.find(milestones, "state = 'open' ORDER BY due_on");
    expect(bills.map(({ title }) => title)).toEqual(["The work of December", "The work of January"]);
  }));
