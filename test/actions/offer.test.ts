/** Offers: a price in a letter of the house's words, one friendly question, and what became of it. */
import { expect, test } from "vitest";
import { judgeIntent } from "../../src/kernel/arbiter.ts";
import { submitIntent } from "../../src/kernel/intent.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import type { Json } from "../../src/lib/canonical.ts";
import { offers } from "../../src/records/contract.ts";
import {
  contactOf,
  DAY_MS,
  deskOf,
  dropInquiry,
  hire,
  inHome,
  inOffice,
  NORA,
  openClient,
  write,
} from "../kernel/company.ts";
import { inKnownOffice, knowCompany } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";

const OFFER = {
  title: "Glaze catalogue",
  amount: "2,400",
  text: "Three days, one printed catalogue.",
  validDays: "14",
};

async function offered(office: Office, client: string, params: Record<string, Json> = OFFER): Promise<string> {
  const ordered = await deskOf(office).order({ action: "offer.send", client, params, now: false });
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  expect((await office.approve(ordered.code)).kind).toBe("approved");
  await office.rest();
  return String(office.events("offer.sent").at(-1)?.data.offer);
}

let wishes = 0;

/** An agent that wishes for an action, without text from outside. */
async function wish(
  office: Office,
  scope: string,
  action: string,
  params: Record<string, string>,
): Promise<number | null> {
  const { authority } = office.workspace.charter;
  return write(office, (transaction) => {
    const submitted = submitIntent(transaction, {
      steps: [{ action, params }],
      reason: "Its day has come.",
      evidence: [],
      key: `${action}:${JSON.stringify(params)}:${wishes++}`,
      about: null,
      scope,
      principal: "agent:billing",
      actor: "agent:billing@1",
      label: houseLabel(scope),
      run: null,
      causation: undefined,
      workflow: undefined,
    });
    return judgeIntent(transaction, authority, String(submitted?.data.intent));
  });
}

const lastVerdict = (office: Office) => office.events("verdict.given").at(-1)?.data;

function withBilling(work: (office: Office, client: string) => Promise<void>): Promise<void> {
  return inHome(["policies", "agents"], async (home) => {
    knowCompany(home);
    hire(home, {
      name: "billing",
      wakes: ["mail.received@1"],
      may: ["offer.send", "offer.follow-up", "offer.close", "contract.change", "contract.record", "contract.end"],
      script: '"mail.received@1"() {},',
    });
    await inOffice(async (office) => work(office, (await openClient(office, 0)).id), { home });
  });
}

test("an offer is shown whole, with price, VAT and the day until which it binds, and leaves when approved", () =>
  inKnownOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const ordered = await deskOf(office).order({ action: "offer.send", client: id, params: OFFER, now: false });
    expect(ordered).toMatchObject({
      kind: "asked",
      card: {
        title: "Offer Whitfield Ceramics Ltd “Glaze catalogue” for 2,400.00 EUR.",
        rows: [
          { label: "Price", after: "2,400.00 EUR net, 19 % VAT" },
          { label: "Valid until", after: "Tue 8 Dec" },
        ],
        letter: { subject: "Offer: Glaze catalogue" },
      },
    });
    if (ordered.kind !== "asked") return;
    const { text } = ordered.card.letter ?? { text: "" };
    expect(text).toContain("Three days, one printed catalogue.");
    expect(text).toContain("2,400.00 EUR plus 19 % VAT (2,856.00 EUR in all)");
    expect(text).toContain("8 December 2026");
    expect(office.events("offer.sent")).toEqual([]);
    const before = office.sent().length;
    await office.approve(ordered.code);
    await office.rest();
    expect(office.sent()).toHaveLength(before + 1);
    expect(office.workspace.records.find(offers, "1")).toMatchObject([
      { state: "sent", amount_cents: 240_000, tax_kind: "domestic", sent_on: "2026-11-24", valid_until: "2026-12-08" },
    ]);
  }));

test("without knowing whether VAT is charged no offer is made, and the sentence says what to do", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const ordered = await deskOf(office).order({ action: "offer.send", client: id, params: OFFER, now: false });
    expect(ordered).toEqual({ kind: "refused", why: "I don't know whether you charge VAT yet. “setup” asks for it." });
  }));

test("an offer can't go by itself, whatever an agent wishes", () =>
  withBilling(async (office, client) => {
    await wish(office, client, "offer.send", OFFER);
    expect(lastVerdict(office)).toMatchObject({ kind: "ask", rules: expect.arrayContaining(["offers-need-you"]) });
  }));

test("one question about an open offer goes by itself in the house's words, under the offer; a second or other words are asked", () =>
  withBilling(async (office, client) => {
    const offer = await offered(office, client);
    const before = office.sent().length;
    office.clock.advance(5 * DAY_MS);
    await wish(office, client, "offer.follow-up", { offer });
    expect(lastVerdict(office)).toMatchObject({ kind: "execute", rules: ["offers-are-followed-up-once"] });
    await office.rest();
    const sent = office.sent();
    expect(sent).toHaveLength(before + 1);
    const [first, question] = sent
      .filter((raw) => /^Subject: Offer: Glaze/m.test(raw))
      .sort((x) => (/^In-Reply-To/m.test(x) ? 1 : -1));
    const [, id] = /^Message-ID: (<[^>]+>)/im.exec(first ?? "") ?? [];
    expect(question).toContain(`In-Reply-To: ${id}`);
    expect(office.workspace.records.get(offers, offer)).toMatchObject({ followed_up: 1, state: "sent" });
    await wish(office, client, "offer.follow-up", { offer });
    expect(lastVerdict(office)).toMatchObject({ kind: "ask" });
    await wish(office, client, "offer.follow-up", { offer, text: "Buy now!" });
    expect(lastVerdict(office)).toMatchObject({ kind: "ask" });
  }));

test("a lapsed offer closes by itself; a yes or a no is put to you", () =>
  withBilling(async (office, client) => {
    const offer = await offered(office, client);
    await wish(office, client, "offer.close", { offer, outcome: "accepted" });
    expect(lastVerdict(office)).toMatchObject({ kind: "ask" });
    await wish(office, client, "offer.close", { offer, outcome: "expired" });
    expect(lastVerdict(office)).toMatchObject({ kind: "deny" });
    office.clock.advance(15 * DAY_MS);
    await wish(office, client, "offer.close", { offer, outcome: "expired" });
    expect(lastVerdict(office)).toMatchObject({ kind: "execute", rules: ["lapsed-offers-close"] });
    expect(office.workspace.records.get(offers, offer)).toMatchObject({ state: "expired", closed_on: "2026-12-09" });
    const asked = await deskOf(office).order({ action: "offer.follow-up", client, params: {}, now: false });
    expect(asked).toMatchObject({ kind: "refused", why: "Whitfield Ceramics Ltd has no offer that is open." });
  }));

test("price, terms and bank details are the owner's: an agent is denied, a new contract is put to the owner", () =>
  withBilling(async (office, client) => {
    const params = { title: "Catalogue", price: "2400", buyerCountry: "GB" };
    await wish(office, client, "contract.record", params);
    expect(lastVerdict(office)).toMatchObject({
      kind: "ask",
      rules: expect.arrayContaining(["contracts-are-agreed-by-you"]),
    });
    const own = await deskOf(office).order({ action: "contract.record", client, params, now: true });
    expect(own.kind).toBe("approved");
    for (const action of ["contract.change", "contract.end"]) {
      await wish(office, client, action, action === "contract.change" ? { price: "1" } : {});
      expect(lastVerdict(office)).toMatchObject({ kind: "deny", rules: ["contracts-are-yours-to-change"] });
    }
  }));

test("to a lead the offer goes to the address that wrote, which is on record from then on", () =>
  inKnownOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    const lead = contactOf(office, NORA);
    expect(lead.state).toBe("seen");
    await offered(office, lead.scopes);
    expect(contactOf(office, NORA)).toMatchObject({ kind: "lead", state: "confirmed" });
  }));
