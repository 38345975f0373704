/**
 * What a client answers to a deliverable, and nobody can take for a yes or a wish: one card that names it, closed by one tap.
 */
import { expect, test } from "vitest";
import { editAndApprove } from "../../src/kernel/command.ts";
import { deliverables } from "../../src/records/deliverable.ts";
import { milestones } from "../../src/records/milestone.ts";
import { Office, OWNER } from "../support/office.ts";
import { deliver, part, planFor } from "../support/planned.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

const REPORT = { key: "report", title: "Report", milestone: "month", dueOn: "2026-12-01" };

test.each([
  ["approval", "accepted", "closed"],
  ["change", "changes", "open"],
] as const)("one card names what it is about, and one tap (%s) settles it", async (classes, state, month) => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await planFor(office, scope, [REPORT], [{ key: "month", title: "November" }]);
    const answers = await deliver(office, scope, "report.pdf");
    const before = office.shown.length;
    const text = "Hi Robin,\n\nhope the move went well! I sort of like it, but something about it feels off.\n\nNora";
    await receive(office, { from: INQUIRY.from, subject: "Re: Report", text, answers, id: "reply.1@w.example" });
    expect(cards(office, before)).toHaveLength(1);
    const { card, code } = lastCard(office);
    expect(card.title).toMatch(/^Nora Whitfield answers to “Report”: “I sort of like it.*” Is that a yes\?$/);
    expect(card.choices?.map(({ label }) => label)).toEqual(["A yes", "Wants changes", "A question", "Just thanks"]);
    const { writer, charter } = office.workspace;
    const tapped = await writer.submit((transaction) =>
      editAndApprove(transaction, charter.authority, { code, surface: "console", actor: OWNER, changes: { classes } }),
    );
    expect(tapped.kind).toBe("approved");
    await office.rest();
    // No second card: the owner has said it.
    expect(cards(office, before).map((posting) => posting.code)).toEqual(cards(office, before).map(() => code));
    expect(office.workspace.records.get(deliverables, part("report"))?.state).toBe(state);
    expect(office.workspace.records.get(milestones, part("month"))?.state).toBe(month);
    allIsWell(office);
  } finally {
    await office.close();
  }
});
