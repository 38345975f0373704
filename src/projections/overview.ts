/**
 * The overview: what the owner sees at a glance on a page of its own (App Home). Read from records and projections.
 */
import type { Records } from "../kernel/fold.ts";
import type { Database } from "../store/database.ts";
import { spendGlance } from "./cost-card.ts";
import type { ModelMoney } from "./costs.ts";
import { newSenders } from "./digest.ts";
import { status } from "./status.ts";

export interface Overview {
  /** `intake is reading 2 messages`, one line an agent. */
  readonly running: readonly string[];
  readonly atRisk: readonly string[];
  readonly spend: string;
}

const SOON_MS = 2 * 86_400_000;

/** How it stands now. `now`: ms UTC. */
export function overview(
  records: Records,
  database: Database,
  { now, zone, money }: { readonly now: number; readonly zone: string; readonly money: ModelMoney },
): Overview {
  const running = database.all<{ agent: string; count: number }>(
    "SELECT agent, COUNT(*) AS count FROM runs WHERE state = 'open' GROUP BY agent ORDER BY agent",
  );
  const soon =
    database.get<{ count: number }>(
      "SELECT COUNT(*) AS count FROM proposals WHERE state = 'open' AND expires_at <= ?",
      [now + SOON_MS],
    )?.count ?? 0;
  const { troubles } = status(records, database);
  const risks = [
    [troubles, "mail is in trouble", "mails are in trouble"],
    [soon, "request expires within two days", "requests expire within two days"],
    [newSenders(database), "new sender is not sorted", "new senders are not sorted"],
  ] as const;
  return {
    running: running.map(({ agent, count }) => `${agent} is working on ${count} ${count === 1 ? "thing" : "things"}`),
    atRisk: risks.flatMap(([count, one, many]) => (count > 0 ? [`${count} ${count === 1 ? one : many}`] : [])),
    spend: spendGlance({ records, money, zone, now }),
  };
}
