/**
 * mail.hold, mail.release: what would leave by itself waits for the owner. And the card of a complaint, ordered by nobody else.
 */
import { expect, test } from "vitest";
import { endsAfterNotice } from "../../src/actions/notice-period.ts";
import { clients } from "../../src/records/client.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";

test("the owner holds mail and lets it go on; both say who is meant, and can be taken back", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const desk = deskOf(office);
    const held = () => office.workspace.records.get(clients, id)?.held ?? 0;
    const hold = await desk.order({ action: "mail.hold", client: id, params: {}, now: true });
    expect(hold).toMatchObject({ kind: "approved", card: { title: "Hold mail to Whitfield Ceramics Ltd." } });
    expect(held()).toBeGreaterThan(0);
    expect(await desk.order({ action: "mail.hold", client: id, params: {}, now: true })).toEqual({
      kind: "refused",
      why: "Mail to Whitfield Ceramics Ltd is held already.",
    });
    const release = await desk.order({ action: "mail.release", client: id, params: {}, now: false });
    if (release.kind !== "asked") throw new Error("not asked");
    await desk.approve(release.code);
    expect(held()).toBe(0);
    await desk.undo(release.code);
    expect(held()).toBeGreaterThan(0);
  }));

test("what is not held can't be let go on, and nobody's mail is held without saying whose", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const order = (action: string, client?: string) =>
      deskOf(office).order({ action, ...(client ? { client } : {}), params: {}, now: true });
    expect(await order("mail.release", id)).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/is not held/),
    });
    expect(await order("mail.hold")).toMatchObject({ kind: "refused", why: expect.stringMatching(/whose mail/) });
  }));

const CONTRACT = { starts_on: "2026-03-15", ends_on: null, notice_days: 30, renews: "monthly" } as const;

test.each([
  ["a contract by the month ends with the month of service in which the notice runs out", CONTRACT, "2027-01-14"],
  ["the last day of a month of service is soon enough", { ...CONTRACT, notice_days: 20 }, "2026-12-14"],
  [
    "one that doesn't renew ends by itself, where that is earlier",
    { ...CONTRACT, renews: "no", ends_on: "2026-12-01" },
    "2026-12-01",
  ],
  ["or after the notice", { ...CONTRACT, renews: "no", ends_on: "2027-06-30" }, "2026-12-24"],
] as const)("%s", (_, contract, endsOn) => {
  expect(endsAfterNotice(contract, "2026-11-24")).toBe(endsOn);
});
