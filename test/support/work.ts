/**
 * Clients with contracts and work, put on record at once, for tests of what comes after.
 */
import type { Plain } from "../../src/kernel/event.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import type { Transaction } from "../../src/kernel/writer.ts";
import { deskOf } from "../kernel/company.ts";
import { type Office, OWNER } from "./office.ts";

/** Appends what is said to have happened. */
export function happened(
  transaction: Transaction,
  type: string,
  scope: string,
  subject: string,
  data: Plain,
  words?: Plain,
): void {
  const secret = words ? { private: words } : {};
  transaction.append({ type, scope, subject, data, actor: OWNER, label: houseLabel(scope), ...secret });
}

/** A client with a confirmed address; with a contract of `monthCents` a month, or `onceCents` once, where that is given. */
export async function clientOf(
  office: Office,
  given: {
    id?: string;
    company?: string;
    stage?: string;
    language?: "en" | "de";
    monthCents?: number;
    onceCents?: number;
  } = {},
): Promise<string> {
  const { id = "c_acme", company = "Acme", stage = "active", language = "en", monthCents, onceCents } = given;
  const priceCents = monthCents ?? onceCents;
  await office.workspace.writer.submit((transaction) => {
    happened(
      transaction,
      "client.imported",
      id,
      `client:${id}`,
      { client: id, language, stage },
      { name: "Anna Berg", company, need: "", addresses: [`anna@${company.toLowerCase()}.example`] },
    );
    if (priceCents === undefined) return;
    const contract = `k_${id}`;
    happened(
      transaction,
      "contract.agreed",
      id,
      `contract:${contract}`,
      {
        contract,
        offer: null,
        priceCents,
        currency: "EUR",
        per: monthCents === undefined ? "once" : "month",
        taxKind: "domestic",
        taxRateBp: 1900,
        termsDays: 14,
        noticeDays: 30,
        renews: monthCents === undefined ? "no" : "monthly",
        startsOn: "2026-11-01",
        endsOn: null,
        document: null,
      },
      { title: "Package", buyer: { name: company, address: ["Road 1"], country: "DE", vatId: null } },
    );
  });
  return id;
}

/** The owner orders it; answers the card's code and rows, as text. */
export async function ordered(
  office: Office,
  action: string,
  params: Readonly<Record<string, string>>,
  client?: string,
): Promise<{ code: string; title: string; text: string }> {
  const answer = await deskOf(office).order({ action, client, params, now: false });
  if (answer.kind !== "asked") throw new Error(`${action} was not asked: ${JSON.stringify(answer)}`);
  const { code, card } = answer;
  const text = card.rows
    .map(({ label, before, after }) => `${label}: ${before ? `${before} → ` : ""}${after}`)
    .join("\n");
  return { code, title: card.title, text };
}

/** The owner does it at once. */
export async function does(
  office: Office,
  action: string,
  params: Readonly<Record<string, string>>,
  client?: string,
): Promise<string> {
  const { code } = await ordered(office, action, params, client);
  const outcome = await deskOf(office).approve(code);
  if (outcome.kind !== "approved") throw new Error(`${action} was not done: ${JSON.stringify(outcome)}`);
  return code;
}

/** Why an order is refused. */
export async function refusal(
  office: Office,
  action: string,
  params: Readonly<Record<string, string>>,
  client?: string,
): Promise<string> {
  const answer = await deskOf(office).order({ action, client, params, now: false });
  return answer.kind === "refused" ? answer.why : `not refused: ${answer.kind}`;
}
