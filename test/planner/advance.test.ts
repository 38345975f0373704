/**
 * What falls due, row by row.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, addWorkdays, type Workdays } from "../../src/lib/workdays.ts";
import {
  deliverableUnanswered,
  engagementThrough,
  invoiceDue,
  meetingUnanswered,
  milestoneDue,
  obligationDue,
  offerDue,
  taskDue,
} from "../../src/planner/advance.ts";
import type { Offer } from "../../src/records/contract.ts";
import type { Deliverable } from "../../src/records/deliverable.ts";
import type { Invoice } from "../../src/records/invoice.ts";
import type { Meeting } from "../../src/records/meeting.ts";
import type { Milestone } from "../../src/records/milestone.ts";
import type { Obligation } from "../../src/records/obligation.ts";
import type { Engagement, Task } from "../../src/records/plan.ts";

const TODAY = "2026-12-01";
const workdays: Workdays = { weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false };
const patience = { nudgeAfter: 3, closesByPlanAfter: 6 };
const by = { today: TODAY, workdays, patience };
const some = { id: "x", version: 1, seq: 1, client: "c_1", engagement: "g_1", key: "x", title: "X" };

const TASK: Task = {
  ...some,
  kind: "letter",
  agent: "deliverable",
  milestone: null,
  after_keys: "",
  due_on: TODAY,
  minutes: null,
  text: "welcome",
  promised: 0,
  compensation: null,
  state: "open",
  told_on: null,
  done_on: null,
};
const MILESTONE: Milestone = {
  ...some,
  agreed_cents: 100,
  currency: "EUR",
  due_on: TODAY,
  closes_by: "acceptance plan",
  state: "open",
  closed_on: null,
  closed_by: null,
  invoice: null,
  told_on: null,
};
const DELIVERABLE: Deliverable = {
  ...some,
  milestone: "x",
  state: "sent",
  versions: 1,
  file: "f_1",
  sent_on: "2026-11-20",
  told_on: null,
  nudged_on: "2026-11-25",
  letter: null,
  said_by: null,
};
const INVOICE: Invoice = {
  ...some,
  milestone: null,
  kind: "invoice",
  number: "1",
  ordinal: 1,
  corrects: null,
  net_cents: 100,
  tax_cents: 19,
  gross_cents: 119,
  currency: "EUR",
  tax_kind: "domestic",
  tax_rate_bp: 1900,
  issued_on: "2026-10-01",
  due_on: "2026-10-15",
  state: "open",
  paid_cents: 0,
  credited_cents: 0,
  reminded: 0,
  reminded_on: null,
  fell_due: 0,
  number_key: "1",
};
const DUNNING = [7, 21, 35].map((afterDays, at) => ({ level: at + 1, afterDays, text: `reminder-${at + 1}` }));
const money = { today: TODAY, coveredUntil: "2026-11-30", dunning: DUNNING, seen: [] };

const none = () => false;
const day = fc.integer({ min: -60, max: 60 }).map((count) => addDays(TODAY, count));

test("an agent's step falls due once its day has come, and never before what comes first is through", () => {
  expect(taskDue(TASK, none, TODAY)).toEqual({
    type: "task.due",
    scope: "c_1",
    subject: "task:x",
    data: { task: "x", engagement: "g_1", kind: "letter", on: TODAY, for: "deliverable" },
  });
  expect(taskDue({ ...TASK, agent: "owner" }, none, TODAY)).toBeNull();
  expect(taskDue({ ...TASK, after_keys: "a b" }, (key) => key === "b", TODAY)).toBeNull();
  fc.assert(
    fc.property(
      day,
      fc.subarray(["a", "b", "c"]),
      fc.subarray(["a", "b", "c"]),
      fc.option(day, { freq: 1 }),
      fc.constantFrom<Task["state"]>("open", "done", "skipped", "dropped"),
      (due_on, after, open, told_on, state) => {
        const task: Task = { ...TASK, due_on, after_keys: after.join(" "), told_on, state };
        const falls = taskDue(task, (key) => open.includes(key), TODAY) !== null;
        const waits = after.some((key) => open.includes(key));
        expect(falls).toBe(state === "open" && told_on === null && due_on <= TODAY && !waits);
      },
    ),
  );
});

test("the plan closes a milestone only where nothing of it is unsent, to be changed, or unanswered for too short", () => {
  expect(milestoneDue(MILESTONE, [DELIVERABLE], by)).toMatchObject({
    type: "milestone.due",
    data: { for: "deliverable" },
  });
  expect(milestoneDue({ ...MILESTONE, closes_by: "owner acceptance" }, [DELIVERABLE], by)).toBeNull();
  expect(milestoneDue(MILESTONE, [], by)).not.toBeNull();
  expect(milestoneDue({ ...MILESTONE, told_on: TODAY }, [], by)).toBeNull();
  expect(milestoneDue(MILESTONE, [{ ...DELIVERABLE, nudged_on: null }], by)).toBeNull();
  expect(milestoneDue(MILESTONE, [{ ...DELIVERABLE, sent_on: "2026-11-24" }], by)).toBeNull();
  const state = fc.constantFrom<Deliverable["state"]>("planned", "sent", "changes", "accepted", "dropped");
  const one = fc.record({ state, sent_on: fc.option(day, { freq: 1 }), nudged_on: fc.option(day, { freq: 1 }) });
  fc.assert(
    fc.property(day, fc.array(one, { maxLength: 4 }), (due_on, holds) => {
      const rows = holds.map((row) => ({ ...DELIVERABLE, ...row }));
      const falls = milestoneDue({ ...MILESTONE, due_on }, rows, by) !== null;
      const settled = rows.every(
        ({ state, sent_on, nudged_on }) =>
          state === "accepted" ||
          state === "dropped" ||
          (state === "sent" && nudged_on !== null && sent_on !== null && addWorkdays(sent_on, 6, workdays) <= TODAY),
      );
      expect(falls).toBe(due_on <= TODAY && settled);
    }),
  );
});

test("what got no answer is told of once, after so many business days", () => {
  const sent = { ...DELIVERABLE, nudged_on: null, sent_on: "2026-11-26" };
  expect(deliverableUnanswered(sent, by)?.type).toBe("deliverable.unanswered");
  expect(deliverableUnanswered({ ...sent, sent_on: "2026-11-27" }, by)).toBeNull();
  expect(deliverableUnanswered({ ...sent, told_on: TODAY }, by)).toBeNull();
  expect(deliverableUnanswered({ ...sent, state: "accepted" }, by)).toBeNull();
});

test("a meeting is unanswered when the last of its times has passed", () => {
  const now = Date.UTC(2026, 11, 1, 9);
  const meeting: Meeting = {
    ...some,
    task: null,
    state: "offered",
    minutes: 30,
    slots: `${now - 2} ${now - 1}`,
    offered_on: "2026-11-20",
    starts_at: null,
    told_on: null,
    answer: null,
  };
  expect(meetingUnanswered(meeting, now, TODAY)?.data).toMatchObject({ meeting: "x", for: "deliverable" });
  expect(meetingUnanswered({ ...meeting, slots: `${now - 2} ${now + 1}` }, now, TODAY)).toBeNull();
  expect(meetingUnanswered({ ...meeting, state: "booked" }, now, TODAY)).toBeNull();
});

test("a promise is told of on its day and missed the day after", () => {
  const promise: Obligation = {
    ...some,
    who: "owner",
    kind: "send",
    task: null,
    until_on: TODAY,
    state: "open",
    told_on: null,
    closed_on: null,
  };
  expect(obligationDue(promise, "2026-11-30")).toBeNull();
  expect(obligationDue(promise, TODAY)?.type).toBe("obligation.due");
  expect(obligationDue({ ...promise, told_on: TODAY }, TODAY)).toBeNull();
  expect(obligationDue({ ...promise, told_on: TODAY }, "2026-12-02")?.type).toBe("obligation.missed");
  expect(obligationDue({ ...promise, state: "kept" }, "2026-12-02")).toBeNull();
});

test("an offer is followed up once, and is over after its last day", () => {
  const offer: Offer = {
    ...some,
    state: "sent",
    amount_cents: 100,
    currency: "EUR",
    tax_kind: "domestic",
    playbook: "workshop",
    sent_on: "2026-11-24",
    valid_until: "2026-12-20",
    followed_up: 0,
    followed_up_on: null,
    told: null,
    closed_on: null,
  };
  const days = { today: TODAY, workdays, followUpAfter: 5 };
  expect(offerDue(offer, days)?.data).toMatchObject({ step: "follow-up", for: "billing" });
  expect(offerDue({ ...offer, told: "follow-up" }, days)).toBeNull();
  expect(offerDue({ ...offer, followed_up: 1 }, days)).toBeNull();
  expect(offerDue({ ...offer, sent_on: "2026-11-25" }, days)).toBeNull();
  const late = { ...days, today: "2026-12-21" };
  expect(offerDue({ ...offer, told: "follow-up" }, late)?.data).toMatchObject({ step: "expire" });
  expect(offerDue({ ...offer, told: "expire" }, late)).toBeNull();
});

test("no reminder falls due before the bank's data covers its day, and none without the one before", () => {
  expect(invoiceDue(INVOICE, money)?.data).toMatchObject({ level: 1, for: "billing" });
  expect(invoiceDue(INVOICE, { ...money, coveredUntil: "2026-10-21" })).toBeNull();
  expect(invoiceDue(INVOICE, { ...money, coveredUntil: null })).toBeNull();
  expect(invoiceDue({ ...INVOICE, fell_due: 1 }, money)).toBeNull();
  const reminded = { ...INVOICE, fell_due: 1, reminded: 1 };
  // The two lie fourteen days apart, however late the first one was.
  expect(invoiceDue({ ...reminded, reminded_on: "2026-11-20" }, money)).toBeNull();
  expect(invoiceDue({ ...reminded, reminded_on: "2026-11-16" }, money)?.data).toMatchObject({ level: 2 });
  expect(invoiceDue({ ...INVOICE, fell_due: 3, reminded: 3, reminded_on: "2026-10-20" }, money)).toBeNull();
  fc.assert(
    fc.property(
      day,
      fc.option(day, { freq: 1 }),
      fc.nat({ max: 3 }),
      fc.nat({ max: 3 }),
      fc.option(day, { freq: 1 }),
      (due_on, coveredUntil, fell_due, reminded, reminded_on) => {
        const found = invoiceDue({ ...INVOICE, due_on, fell_due, reminded, reminded_on }, { ...money, coveredUntil });
        if (!found) return;
        const own = addDays(due_on, DUNNING[fell_due]?.afterDays ?? 999);
        expect(own <= TODAY && coveredUntil !== null && own <= coveredUntil).toBe(true);
        expect(reminded).toBeGreaterThanOrEqual(fell_due);
        expect(found.data.level).toBe(fell_due + 1);
      },
    ),
  );
});

test("nobody is reminded of what is paid, or while money lies there that may be theirs", () => {
  expect(invoiceDue({ ...INVOICE, state: "paid", paid_cents: 119 }, money)).toBeNull();
  expect(invoiceDue({ ...INVOICE, kind: "credit-note" }, money)).toBeNull();
  const seen = { client: "", amount_cents: 119, currency: "EUR" };
  expect(invoiceDue(INVOICE, { ...money, seen: [seen] })).toBeNull();
  expect(invoiceDue(INVOICE, { ...money, seen: [{ ...seen, amount_cents: 5 }] })).not.toBeNull();
  expect(invoiceDue(INVOICE, { ...money, seen: [{ client: "c_1", amount_cents: 5, currency: "EUR" }] })).toBeNull();
});

test("work has ended when nothing of it is left", () => {
  const work: Engagement = {
    ...some,
    contract: null,
    playbook: "onboarding",
    state: "active",
    anchor_on: TODAY,
    plan: 1,
    round: 1,
    since: 0,
  };
  const nothing = { tasks: 0, milestones: 0, deliverables: 0 };
  expect(engagementThrough(work, nothing, TODAY)?.data).toMatchObject({ engagement: "x", why: "through" });
  expect(engagementThrough(work, { ...nothing, milestones: 1 }, TODAY)).toBeNull();
  expect(engagementThrough({ ...work, state: "paused" }, nothing, TODAY)).toBeNull();
});
