/**
 * Whom the company may write to again: leads that have gone silent and clients who have left, with a recorded ground, nobody
 * more often than the settings say, and a few a day.
 * Before: advancing.ts. After: `outreach.due`, which wakes the outreach agent.
 */
import { addDays } from "../lib/workdays.ts";
import type { DueSource } from "./due.ts";

const DAY_MS = 86_400_000;

export const outreachSource: DueSource = {
  name: "outreach",
  due(view, { from, most, clients }) {
    const { today, now } = view;
    const { outreachEveryDays, outreachSilentDays, outreachMostADay } = view.rulebook.settings;
    const [told] = view.all<{ n: number }>("SELECT COUNT(*) AS n FROM outreach WHERE told_on = ?", [today]);
    const room = Math.min(most, outreachMostADay - (told?.n ?? 0));
    if (room <= 0 || clients) return { events: [], next: null };
    const rows = view.all<{ client: string }>(
      `SELECT o.client FROM outreach o JOIN clients c ON c.id = o.client
       WHERE o.state = 'standing' AND o.client > ?1 AND c.stage IN ('lead','left') AND c.merged_into IS NULL AND c.held = 0
         AND COALESCE(o.told_on, '') <= ?2 AND COALESCE(o.sent_on, '') <= ?2
         AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.scope = c.id AND m.at > ?3)
         AND NOT EXISTS (SELECT 1 FROM offers f WHERE f.client = c.id AND f.state = 'sent')
       ORDER BY o.client LIMIT ?4`,
      [from ?? "", addDays(today, -outreachEveryDays), now - outreachSilentDays * DAY_MS, room],
    );
    return {
      events: rows.map(({ client }) => ({
        type: "outreach.due",
        scope: client,
        subject: `client:${client}`,
        data: { client, on: today, for: "outreach" },
      })),
      next: null,
    };
  },
};
