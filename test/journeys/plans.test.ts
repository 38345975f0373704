/**
 * Days go by: what a plan holds falls due by itself, once, whatever happens in between; and the owner goes away and comes back.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Advancing } from "../../src/advancing.ts";
import type { DueView } from "../../src/planner/due.ts";
import { planSources } from "../../src/planner/plan-due.ts";
import { agenda } from "../../src/projections/agenda.ts";
import { clients } from "../../src/records/client.ts";
import { engagements, tasks } from "../../src/records/plan.ts";
import { absences } from "../../src/records/standing.ts";
import { DAY_MS, deskOf, inOffice, write } from "../kernel/company.ts";
import { type Office, PACKAGE_ROOT } from "../support/office.ts";
import { clientOf, does, happened, ordered, refusal } from "../support/work.ts";

const MONTHLY = { playbook: "monthly-package", anchorOn: "2026-12-01" };

/** Eight in the morning of a day, Berlin time: the day begins. */
async function dawn(office: Office, day: string): Promise<void> {
  office.clock.moveTo(Date.parse(`${day}T07:00:30Z`));
  await office.workspace.untilIdle();
}

const due = (office: Office) =>
  office.events("task.due").map(({ data }) => `${String(data.task).split("/")[1]} ${data.on} ${data.for}`);

test("an agent's steps fall due on their day, once, and again after a restart not a second time", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    await office.rest();
    expect(due(office)).toEqual([]);
    await dawn(office, "2026-12-02");
    expect(due(office)).toEqual(["check-in-1 2026-12-02 deliverable"]);
    await office.restart();
    await office.workspace.untilIdle();
    await dawn(office, "2026-12-03");
    expect(due(office)).toHaveLength(1);
    // Days on which nothing ran are made up for.
    await dawn(office, "2026-12-16");
    expect(due(office).map((one) => one.split(" ")[0])).toEqual(["check-in-1", "check-in-2", "check-in-3"]);
    // The owner's own are on a list, and wake nobody.
    expect(office.events("task.due").filter((event) => event.data.kind === "deliver")).toEqual([]);
    const missed = office.events("obligation.missed").map(({ data }) => String(data.obligation).split("/")[1]);
    expect(missed).toEqual(["mid-month"]);
  }));

test("work that begins today falls due today, and what waits for a step does once that is done", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office, { stage: "onboarding" });
    await does(office, "engagement.start", { tasks: "2026-11-24 Hello (letter welcome)\n2026-11-24 Call" }, "Acme");
    await office.rest();
    expect(due(office)).toEqual(["step-1 2026-11-24 deliverable"]);
    await does(office, "engagement.start", { playbook: "offboarding", anchorOn: "2026-11-16" }, "Acme");
    await office.rest();
    expect(due(office)).toHaveLength(1);
    await does(office, "task.done", { task: "hand over" }, "Acme");
    await office.rest();
    expect(due(office)).toHaveLength(1);
    await does(office, "task.done", { task: "everything is invoiced" }, "Acme");
    await office.rest();
    expect(due(office).at(-1)).toBe("goodbye 2026-11-24 deliverable");
  }));

test("work that rests brings nothing, and what is through has ended; the client moves on as its playbook says", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office, { stage: "onboarding" });
    await does(office, "engagement.start", { playbook: "onboarding", anchorOn: "2026-11-30" }, "Acme");
    await does(office, "engagement.pause", {}, "Acme");
    await dawn(office, "2026-12-01");
    expect(due(office)).toEqual([]);
    await does(office, "engagement.resume", {}, "Acme");
    await office.workspace.untilIdle();
    expect(due(office)[0]).toBe("welcome 2026-12-01 deliverable");
    for (const task of office.workspace.records.find(tasks, "state = 'open'"))
      await does(office, "task.skip", { task: task.id }, "Acme");
    await office.workspace.untilIdle();
    expect(office.workspace.records.find(engagements, "1")).toMatchObject([{ state: "ended" }]);
    expect(office.workspace.records.get(clients, "c_acme")?.stage).toBe("active");
  }));

test("away shows what falls due, moves the owner's own tasks and no promise; back ends it", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office, { monthCents: 240_000 });
    await does(office, "engagement.start", MONTHLY, "Acme");
    const own = [1, 2, 3, 4].map((at) => `2026-12-${13 + at} Own ${at}`).join("\n");
    await does(office, "engagement.start", { tasks: `${own}\n2026-12-21 Later` }, "Acme");
    await write(office, (transaction) =>
      happened(
        transaction,
        "meeting.booked",
        "c_acme",
        "meeting:m_1",
        { meeting: "m_1", startsAt: Date.UTC(2026, 11, 15, 9), minutes: 30, engagement: null, task: null },
        { title: "Check-in" },
      ),
    );
    const { code, title, text } = await ordered(office, "owner.away", { from: "2026-12-12", to: "2026-12-20" });
    expect(title).toBe("Plan around your days away, Sat 12 Dec to Sun 20 Dec.");
    expect(text.split("\n")).toEqual([
      "Meeting: Check-in with Acme, Tue 15 Dec, 10:00: you decide",
      "Promised: Mid-month report for December to Acme, Mon 14 Dec: you decide",
      "Moves: Own 1 (Acme): Mon 14 Dec → Mon 21 Dec",
      "Moves: Own 2 (Acme): Tue 15 Dec → Mon 21 Dec",
      "Moves: Own 3 (Acme): Wed 16 Dec → Mon 21 Dec",
      "Moves: Own 4 (Acme): Thu 17 Dec → Tue 22 Dec",
    ]);
    await deskOf(office).approve(code);
    const day = (name: string) => office.workspace.records.find(tasks, "title = ?", [name])[0]?.due_on;
    expect([day("Own 1"), day("Own 4"), day("Later")]).toEqual(["2026-12-21", "2026-12-22", "2026-12-21"]);
    expect(day("Mid-month report for December")).toBe("2026-12-14");
    expect(await refusal(office, "owner.back", {})).toContain("no days away that have begun");
    // Plans that are made now know of it.
    const { records, charter } = office.workspace;
    expect(charter.house.workdays(records).isAway("2026-12-16")).toBe(true);
    await dawn(office, "2026-12-16");
    await does(office, "owner.back", {});
    expect(records.find(absences, "1")).toMatchObject([{ state: "over" }]);
    const wordsAt = () => null;
    const parts = {
      records: office.workspace.records,
      wordsAt,
      today: "2026-12-21",
      until: "2026-12-21",
      zone: "Europe/Berlin",
      client: null,
    };
    expect(agenda(parts).map(({ title: what, overdue, promised }) => [what, overdue, promised])).toEqual([
      ["Mid-month report for December", true, true],
      ["Later", false, false],
      ["Own 1", false, false],
      ["Own 2", false, false],
      ["Own 3", false, false],
    ]);
    expect(await refusal(office, "owner.away", { from: "2026-12-28", to: "2026-12-24" })).toContain("before the first");
  }));

test("an absence that nobody ended is over after its last day", () =>
  inOffice(async (office) => {
    await does(office, "owner.away", { from: "2026-11-25", to: "2026-11-26" });
    await dawn(office, "2026-11-27");
    expect(office.workspace.records.find(absences, "1")).toMatchObject([{ state: "over" }]);
  }));

test("a home's own playbook goes before the package's; a broken edit changes nothing and is named", () =>
  inOffice(async (office) => {
    const folder = join(office.home, "policies", "playbooks");
    const { charter } = office.workspace;
    const text = readFileSync(join(PACKAGE_ROOT, "policies", "playbooks", "workshop.yaml"), "utf8");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "workshop.yaml"), text.replace("title: Workshop", "title: Our workshop"));
    expect(charter.reload().ok).toBe(true);
    expect(charter.playbooks().work.get("workshop")?.title).toBe("Our workshop");
    expect(charter.house.playbooks()).toContain("onboarding");
    writeFileSync(join(folder, "workshop.yaml"), text.replace("after: agenda", "after: agendo"));
    const broken = charter.reload();
    expect(broken.ok ? [] : broken.errors.map((one) => `${one.file}: ${one.message}`)).toEqual([
      'policies/playbooks/workshop.yaml: task "hold": no task "agendo". Did you mean "agenda"?',
    ]);
    expect(charter.playbooks().work.get("workshop")?.title).toBe("Our workshop");
  }));

test("everything that falls due is found by an index", () =>
  inOffice(async (office) => {
    const { charter, database, records, clock } = office.workspace;
    const plans: string[] = [];
    const view: DueView = {
      today: "2026-11-24",
      now: clock.now(),
      records,
      house: charter.house,
      rulebook: charter.rulebook(),
      playbooks: charter.playbooks(),
      all(sql, values) {
        const steps = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
        plans.push(...steps.map((step) => step.detail));
        return [];
      },
    };
    for (const source of planSources)
      for (const clients of [null, ["c_1"]]) source.due(view, { from: null, most: 200, clients });
    expect(plans.filter((step) => /^SCAN (?!only)/.test(step) && !/absences/.test(step))).toEqual([]);
    expect(plans.some((step) => step.includes("tasks_due"))).toBe(true);
    expect(plans.some((step) => step.includes("tasks_client"))).toBe(true);
  }));

test("a day of a thousand clients on which little is due takes well under a second", () =>
  inOffice(async (office) => {
    await office.rest();
    await write(office, (transaction) => {
      for (let at = 0; at < 1000; at++) {
        const id = `g_${at}`;
        transaction.run(
          "INSERT INTO engagements (id, version, seq, client, contract, playbook, title, state, anchor_on, plan, round, since) VALUES (?, 1, 1, ?, NULL, 'monthly-package', 'Package', 'active', '2026-12-01', 1, 1, 0)",
          [id, `c_${at}`],
        );
        for (let step = 0; step < 11; step++)
          transaction.run(
            "INSERT INTO tasks (id, version, seq, client, engagement, key, kind, agent, title, after_keys, due_on, promised, state) VALUES (?, 1, 1, ?, ?, ?, 'letter', 'deliverable', 'Step', '', ?, 0, ?)",
            [`${id}/s-${step}`, `c_${at}`, id, `s-${step}`, `2026-12-${10 + step}`, step < 5 ? "done" : "open"],
          );
      }
      transaction.run("UPDATE tasks SET due_on = '2026-11-25' WHERE id = 'g_7/s-6'");
    });
    const { clock, config, database, ledger, writer, charter } = office.workspace;
    const advancing = new Advancing({ database, ledger, writer, charter, clock, config });
    await advancing.step();
    office.clock.advance(DAY_MS);
    const begun = performance.now();
    let count = 0;
    for (let found = await advancing.step(); found > 0; found = await advancing.step()) count += found;
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(count).toBe(1);
  }));
