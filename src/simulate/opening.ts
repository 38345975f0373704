/**
 * The first morning: the owner brings the company in, clients, contracts, open invoices and the next number, as one proposal,
 * and approves it. It is set-up, and counted apart.
 * Before: people.ts. After: import-file.ts and company.import, as `import FILE` does it.
 */
import { stringify } from "yaml";
import { readCompanyFile } from "../import-file.ts";
import { addDays, addWorkdays, type Workdays } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { type Agreement, grossOf, monthsOf } from "./agreed.ts";
import type { Client } from "./behaviour.ts";
import { type Ground, packageOf } from "./ground.ts";
import type { Bill } from "./letters.ts";
import { calendarFile } from "./owners-calendar.ts";
import { nameOf, type Party } from "./people.ts";
import { Dice } from "./random.ts";
import { ZONE } from "./time.ts";
import type { World } from "./world.ts";

const IMPORT = "company.import";

export interface Opened {
  readonly firstNumber: number;
  /** Due days of the invoices from before, by number. */
  readonly dueOn: ReadonlyMap<string, string>;
}

/** Brings everybody in; the world notes what was promised to them until `until`. */
export async function openCompany(parts: {
  ground: Ground;
  world: World;
  clients: readonly Client[];
  agreement: Agreement;
  workdays: Workdays;
  until: string;
}): Promise<Opened> {
  const { ground, world, clients, agreement, workdays, until } = parts;
  const today = localDate(world.startsAt, ZONE);
  const dueOn = new Map<string, string>();
  let number = 0;
  const rows = world.parties.map((party) => {
    const dice = new Dice(world.seed, "opening", party.index);
    const anchor = addWorkdays(addDays(today, -dice.between(0, 27)), 0, workdays);
    const months = monthsOf(agreement, anchor, until, workdays);
    // What was delivered before is invoiced, too: the workspace begins with what is still to come.
    const over = months[0]?.parts.every((part) => !part.promised || part.dueOn < today) ?? false;
    for (const [nth, { name, parts: agreed, billedOn }] of months.entries()) {
      if (nth === 0 && over) continue;
      world.bills.push({ client: party.index, month: name, on: billedOn });
      for (const part of agreed)
        if (part.promised && part.dueOn >= today)
          world.promise({ client: party.index, what: part.begins, month: name, untilOn: part.dueOn, kept: null });
    }
    const open = party.persona === "late-paying" || dice.chance(0.2) ? openInvoice(party, ++number, today, dice) : null;
    if (open) {
      clients[party.index]?.owes(open.bill, world.startsAt);
      dueOn.set(open.bill.number, open.bill.dueOn);
    }
    const invoiced = over ? { invoiced: agreement.bills.map((bill) => bill.key) } : {};
    return { ...rowOf(party, packageOf(party), anchor, today), ...invoiced, ...(open ? { invoices: [open.row] } : {}) };
  });
  const firstNumber = number + 1;
  const read = readCompanyFile("company.yaml", stringify({ nextNumber: firstNumber, clients: rows }));
  const [bad] = read?.bad ?? [];
  if (!read || bad) throw new Error(`The simulated company can't be imported: ${bad?.who} ${bad?.field}: ${bad?.why}.`);
  world.drop({ folder: "calendar", name: "own.ics", bytes: calendarFile(today) });
  ground.put(world.collect());
  await ground.rest();
  const { desk } = ground.workspace.door;
  const params = {
    file: "company.yaml",
    clients: read.rows.map(({ row }) => row),
    nextNumber: firstNumber,
    leftOut: [],
  };
  const ordered = await desk.order({ action: IMPORT, params, apart: true, now: true });
  if (ordered.kind !== "approved")
    throw new Error(`The simulated company was not brought in: ${"why" in ordered ? ordered.why : ordered.kind}.`);
  await ground.rest();
  return { firstNumber, dueOn };
}

function rowOf(party: Party, playbook: string, anchor: string, today: string) {
  return {
    client: party.company,
    contact: nameOf(party),
    emails: [party.address],
    language: party.language,
    title: "Monthly package",
    price: euros(party.priceCents),
    vat: party.taxKind,
    ...(party.taxKind === "domestic" ? { vatRate: party.taxRateBp / 100 } : {}),
    termsDays: party.termsDays,
    noticeDays: 30,
    starts: anchor < today ? anchor : today,
    buyer: party.company,
    address: [party.street, party.city],
    country: party.country,
    ...(party.vatId ? { vatId: party.vatId } : {}),
    playbook,
    anchor,
  };
}

/** One from last month that is still to be paid; of a late payer it is overdue. */
function openInvoice(party: Party, number: number, today: string, dice: Dice) {
  const net = party.priceCents;
  const { taxCents, grossCents } = grossOf(net, party.taxRateBp);
  const due = addDays(today, party.persona === "late-paying" ? -dice.between(2, 8) : dice.between(3, 9));
  const issued = addDays(due, -party.termsDays);
  const name = `RV-${issued.slice(0, 4)}-${String(number).padStart(4, "0")}`;
  const bill: Bill = { number: name, grossCents, dueOn: due };
  const row = { number: name, net: euros(net), tax: euros(taxCents), gross: euros(grossCents), issued, due, paid: "0" };
  return { bill, row };
}

function euros(cents: number): string {
  return (cents / 100).toFixed(2);
}
