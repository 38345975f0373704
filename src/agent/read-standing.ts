/**
 * What agents read of how a client stands: health, what is open with them, outreach, and the work a text could tell of.
 * Before: answering.ts. After: records/standing.ts.
 */
import type { Json } from "../lib/canonical.ts";
import { money } from "../lib/money.ts";
import { daysBetween, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { healthLines } from "../projections/health-words.ts";
import { clients, clientTitle } from "../records/client.ts";
import { deliverables } from "../records/deliverable.ts";
import { invoices, openCents } from "../records/invoice.ts";
import { mails } from "../records/mail.ts";
import { namedIn, namingOf, withoutNames } from "../records/naming.ts";
import { engagements, tasks } from "../records/plan.ts";
import { drafts, healths, mayBeNamed, outreachOf } from "../records/standing.ts";
import type { LocalReader, Read, ReadableKind, ReadingDesk } from "./readable.ts";

export const STANDING = {
  standing: {
    resource: "Client",
    sentence: "read how the client fares and what is open with them",
    read: (desk) => ({ value: standing(desk) }),
  },
  outreach: {
    resource: "Client",
    sentence: "read whether the client may be written to unasked",
    read: (desk) => ({ value: outreach(desk) }),
  },
  drafts: {
    resource: "Client",
    sentence: "read what was done for the client, for a text about it",
    read: (desk, query) => ({ value: story(desk, String(query.deliverable)) }),
  },
} as const satisfies Record<string, ReadableKind>;

/** What is asked about a text: `names`, the words in it that name the client who has not agreed to that. */
export const STANDING_READERS: Readonly<Record<string, LocalReader>> = {
  names({ records, scope }, input): Read {
    return { value: mayBeNamed(records, scope) ? [] : namedIn(String(input.text), namingOf(records, scope)) };
  },
};

function standing({ records, scope, today, house }: ReadingDesk): Json {
  const health = records.get(healths, scope);
  const open = records.find(invoices, "client = ? AND state = 'open' ORDER BY due_on, id", [scope]);
  const sums = new Map<string, number>();
  for (const invoice of open) sums.set(invoice.currency, (sums.get(invoice.currency) ?? 0) + openCents(invoice));
  const work = records.find(engagements, "client = ? AND state IN ('active','paused') ORDER BY since, id", [scope]);
  const scopes = [scope, ...records.find(clients, "merged_into = ? ORDER BY id", [scope]).map(({ id }) => id)];
  const written = records.find(
    mails,
    `scope IN (${scopes.map(() => "?").join(",")}) AND direction = 'in' AND classes <> 'automatic' ORDER BY seq DESC LIMIT 2`,
    scopes,
  );
  return {
    held: (records.get(clients, scope)?.held ?? 0) > 0,
    health: health ? { score: health.score, band: health.band, reasons: healthLines(health) } : null,
    invoices: {
      open: open.length,
      overdue: open.filter((invoice) => invoice.due_on < today).length,
      sum: [...sums].map(([currency, cents]) => money(cents, currency)).join(" and "),
    },
    work: work.map(({ id, title }) => {
      const left = records.find(tasks, "engagement = ? AND state = 'open'", [id]);
      return { engagement: id, title, open: left.length, late: left.filter((task) => task.due_on < today).length };
    }),
    // The newest is the message at hand.
    wroteBefore: written[1] ? dayWords(localDate(written[1].at, house.zone), today) : null,
  };
}

function outreach({ records, scope }: ReadingDesk): Json {
  const row = outreachOf(records, scope);
  return { state: row?.state ?? "none", sent: row?.sent ?? 0, stage: records.get(clients, scope)?.stage ?? "none" };
}

/** The work that a deliverable was part of, in the client's language; without names, unless they have agreed to be named. */
function story({ records, scope, today }: ReadingDesk, deliverable: string): Json {
  const made = records.get(deliverables, deliverable);
  const work = made && records.get(engagements, made.engagement);
  const client = records.get(clients, scope);
  if (!work || !client || work.client !== scope) return null;
  const language = client.language === "de" ? "de" : "en";
  const named = mayBeNamed(records, scope);
  const naming = namingOf(records, scope);
  const nobody = language === "de" ? "den Kunden" : "the client";
  const bare = (title: string): string => (named ? title : withoutNames(withoutWhom(title), naming, nobody));
  const accepted = records.find(deliverables, "engagement = ? AND state = 'accepted' ORDER BY sent_on, id", [work.id]);
  const weeks = Math.max(1, Math.round(daysBetween(work.anchor_on, today) / 7));
  const month = today.slice(0, 7);
  return {
    engagement: work.id,
    month,
    language,
    made: records.get(drafts, `${work.id}/${month}`) !== undefined,
    who: named ? clientTitle(client) : language === "de" ? "Ein Kunde" : "A client",
    work: bare(work.title),
    delivered: accepted.map(({ title }) => bare(title)),
    duration:
      language === "de" ? (weeks === 1 ? "eine Woche" : `${weeks} Wochen`) : weeks === 1 ? "a week" : `${weeks} weeks`,
  };
}

/** `Landing page for Lumen`: whoever or whatever it was for. */
function withoutWhom(title: string): string {
  return title.replace(/\s+(?:for|at|für|bei)\s+\p{Lu}.*$/u, "") || title;
}
