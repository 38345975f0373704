/**
 * Closed milestones whose invoice could not be issued on the day: once what was missing is known, the billing agent is woken
 * again. What the owner has on a card, or has said no to, is left alone.
 * Before: advancing.ts. After: agents/billing.
 */
import { wanting } from "../actions/house.ts";
import { invoiceFields } from "../actions/invoice-document.ts";
import { mergedScope } from "../records/client.ts";
import { standingContracts } from "../records/contract.ts";
import type { Milestone } from "../records/milestone.ts";
import type { Due, DueSource } from "./due.ts";

const WAITING = `SELECT * FROM milestones WHERE state = 'closed' AND agreed_cents > 0 AND closed_on < ?
  AND (told_on IS NULL OR told_on < ?) AND id > ? ORDER BY id LIMIT ?`;
const DECIDED = `SELECT 1 FROM intents WHERE state IN ('submitted','asked','rejected','expired','withdrawn')
  AND action = 'invoice.issue' AND scope = ? AND seq > ? LIMIT 1`;

export const uninvoicedSource: DueSource = {
  name: "uninvoiced",
  due(view, { from, most, clients }) {
    const { today, records, house } = view;
    const rows = view.all<Milestone>(WAITING, [today, today, from ?? "", most]);
    const events: Due[] = rows.flatMap((row): Due[] => {
      const scope = mergedScope(records, row.client);
      const [contract] = standingContracts(records, scope);
      if (!contract || (clients && !clients.includes(scope))) return [];
      const company = house.company();
      if (wanting(company, invoiceFields(company, contract.tax_kind)) !== null) return [];
      if (view.all(DECIDED, [scope, row.seq]).length > 0) return [];
      const data = { milestone: row.id, engagement: row.engagement, on: today, for: "billing" };
      return [{ type: "milestone.uninvoiced", scope, subject: `milestone:${row.id}`, data }];
    });
    return { events, next: rows.length === most ? (rows.at(-1)?.id ?? null) : null };
  },
};
