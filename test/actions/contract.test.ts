/** Contracts: what was agreed, changed and ended, on cards that are read in two seconds. */
import { expect, test } from "vitest";
import type { Json } from "../../src/lib/canonical.ts";
import { contracts } from "../../src/records/contract.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import { inKnownOffice } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";

const AGREED = {
  title: "Monthly package",
  price: "2.400,00",
  buyerAddress: "Kiln Lane 3, Stoke ST1 2AB",
  buyerCountry: "gb",
  startsOn: "2026-11-02",
};

async function order(office: Office, client: string, action: string, params: Record<string, Json>) {
  return deskOf(office).order({ action, client, params, now: false });
}

async function agree(office: Office, client: string, params: Record<string, Json> = AGREED) {
  const ordered = await order(office, client, "contract.record", params);
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  expect((await office.approve(ordered.code)).kind).toBe("approved");
  return ordered;
}

const contractOf = (office: Office) => office.workspace.records.find(contracts, "1")[0];

test("a contract takes from the company and the client what isn't said, and shows all of it", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const { card, code } = await agree(office, id);
    expect(card).toMatchObject({
      title: "Enter the contract with Whitfield Ceramics Ltd: 2,400.00 EUR net a month.",
      rows: [
        { label: "For", after: "Monthly package" },
        { label: "Price", after: "2,400.00 EUR net a month" },
        { label: "VAT", after: "no VAT: outside the EU" },
        { label: "To be paid", after: "within 14 days" },
        { label: "Runs", after: "from Mon 2 Nov, renews every month" },
        { label: "Notice", after: "30 days" },
        { label: "Invoices to", after: "Whitfield Ceramics Ltd, Kiln Lane 3, Stoke ST1 2AB, GB" },
      ],
    });
    expect(contractOf(office)).toMatchObject({ state: "standing", price_cents: 240_000, per: "month", terms_days: 14 });
    const words = office.words(office.events("contract.agreed")[0]);
    expect(words).toMatchObject({ buyer: { name: "Whitfield Ceramics Ltd", country: "GB" } });
    // Sealed with the books: whoever is forgotten, invoices stay.
    expect(String(office.events("contract.agreed")[0]?.data.private)).toMatch(/^books[:@]/);
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(contractOf(office)?.state).toBe("ended");
  }));

test("VAT follows from both sides, unless it is said", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const cases: ReadonlyArray<readonly [buyer: Record<string, string>, kind: string, rate: number]> = [
      [{ buyerCountry: "FR", buyerVatId: "FR 40 303265045" }, "reverse-charge", 0],
      [{ buyerCountry: "FR" }, "domestic", 1900],
      [{ buyerCountry: "DE" }, "domestic", 1900],
      [{ buyerCountry: "DE", taxRate: "7" }, "domestic", 700],
      [{ buyerCountry: "DE", taxKind: "exempt" }, "exempt", 0],
    ];
    for (const [buyer, kind, rate] of cases) {
      await agree(office, id, { ...AGREED, ...buyer });
      const newest = office.workspace.records.find(contracts, "1 ORDER BY seq DESC LIMIT 1")[0];
      expect(newest, JSON.stringify(buyer)).toMatchObject({ tax_kind: kind, tax_rate_bp: rate });
    }
  }));

test("a change shows before and after of what differs, and nothing else", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    await agree(office, id);
    const changed = await order(office, id, "contract.change", { price: "2600", termsDays: "30" });
    expect(changed).toMatchObject({
      card: {
        title: "Change the contract with Whitfield Ceramics Ltd.",
        rows: [
          { label: "Price", before: "2,400.00 EUR net a month", after: "2,600.00 EUR net a month" },
          { label: "To be paid", before: "within 14 days", after: "within 30 days" },
        ],
      },
    });
    if (changed.kind !== "asked") return;
    await office.approve(changed.code);
    expect(contractOf(office)).toMatchObject({
      price_cents: 260_000,
      terms_days: 30,
      notice_days: 30,
      starts_on: "2026-11-02",
    });
    const again = await order(office, id, "contract.change", { price: "2600" });
    expect(again).toEqual({ kind: "refused", why: "That is what the contract says already." });
  }));

test("a card that was overtaken is shown anew: the price it would change is another by now", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    await agree(office, id);
    const first = await order(office, id, "contract.change", { price: "2600" });
    const second = await order(office, id, "contract.change", { price: "2700" });
    if (first.kind !== "asked" || second.kind !== "asked") throw new Error("not asked");
    await office.approve(second.code);
    expect(await office.approve(first.code)).toMatchObject({ kind: "shown" });
    expect(contractOf(office)?.price_cents).toBe(270_000);
  }));

test("an end to come keeps the contract until then; today's ends it", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    await agree(office, id);
    const later = await order(office, id, "contract.end", {});
    expect(later).toMatchObject({
      card: {
        title: "End the contract with Whitfield Ceramics Ltd on Thu 24 Dec.",
        rows: expect.arrayContaining([{ label: "Ends", before: "no day set", after: "Thu 24 Dec" }]),
      },
    });
    if (later.kind !== "asked") return;
    await office.approve(later.code);
    expect(contractOf(office)).toMatchObject({ state: "standing", ends_on: "2026-12-24", renews: "no" });
    const now = await order(office, id, "contract.end", { on: "2026-11-24" });
    if (now.kind !== "asked") throw new Error(JSON.stringify(now));
    await office.approve(now.code);
    expect(contractOf(office)).toMatchObject({ state: "ended", ends_on: "2026-11-24" });
  }));

test("what is missing or can't be is said in one sentence", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const cases: ReadonlyArray<readonly [params: Record<string, string>, why: string]> = [
      [{ title: "Package" }, "Say the price: what is agreed, net."],
      [{ price: "2400" }, "Say what the contract is about: its title."],
      [
        { ...AGREED, document: "signed.pdf" },
        "There is no file “signed.pdf” of theirs. Drop it into their thread first.",
      ],
      [{ ...AGREED, endsOn: "2026-10-01" }, "It would end before it starts."],
      [{ ...AGREED, offer: "Catalogue" }, "Whitfield Ceramics Ltd has no such offer that is open."],
    ];
    for (const [params, why] of cases)
      expect(await order(office, id, "contract.record", params)).toEqual({ kind: "refused", why });
  }));

test("what the company doesn't know is named where it is needed, and not asked for where it is said", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const refused = async (params: Record<string, Json>) => {
      const ordered = await order(office, id, "contract.record", params);
      return ordered.kind === "refused" ? ordered.why : ordered.kind;
    };
    expect(await refused(AGREED)).toMatch(/I don't know your payment terms yet\. “setup” asks for it\./);
    const terms = { ...AGREED, termsDays: "10" };
    expect(await refused(terms)).toMatch(/whether you charge VAT/);
    expect(await refused({ ...terms, taxKind: "domestic" })).toMatch(/your VAT rate/);
    expect(await refused({ ...terms, buyerCountry: "" })).toMatch(/in which country Whitfield Ceramics Ltd is/);
    expect(await refused({ ...terms, taxKind: "domestic", taxRate: "19" })).toBe("asked");
  }));

test("where a client stands is said by hand, and leads are opened first", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const moved = await order(office, id, "client.move", { stage: "paused" });
    expect(moved).toMatchObject({
      card: {
        title: "Note that Whitfield Ceramics Ltd is paused.",
        rows: [{ label: "Stage", before: "onboarding", after: "paused" }],
      },
    });
    if (moved.kind !== "asked") return;
    await office.approve(moved.code);
    expect(await order(office, id, "client.move", { stage: "paused" })).toMatchObject({ why: /paused already/ });
  }));
