/**
 * What the desk answers, in words: for the terminal as they are, for the chats inside a card. Pure: data in, text out; no ids,
 * no JSON.
 */
import type { Undone } from "../kernel/undo.ts";
import { money } from "../lib/money.ts";
import { readable } from "../lib/zone.ts";
import type { Waiting } from "../projections/queue.ts";
import type { Step, Told } from "../projections/timeline.ts";
import type { Standing, Who } from "./answers.ts";
import { clean } from "./console/columns.ts";
import { type CardLook, renderCard, wrap } from "./console/render-card.ts";
import type { Ordered, Paused, Resumed } from "./desk.ts";
import type { RulesShown } from "./rules-about.ts";
import type { Heard } from "./words/reception.ts";

export interface Look extends CardLook {
  /** IANA zone for times. */
  readonly zone: string;
}

/** Whether the owner got what was asked for. */
export function succeeded(outcome: Ordered): boolean {
  if (outcome.kind === "shown") return outcome.why === "edited" || outcome.why === "asked-again";
  return !["over", "unknown", "refused", "confirm", "sure"].includes(outcome.kind);
}

export function phraseOutcome(outcome: Ordered, look: Look): string {
  const line = (text: string) => wrap(text, look.width).join("\n");
  switch (outcome.kind) {
    case "approved":
      return line(`✅ Approved: ${outcome.card.title}`);
    case "rejected":
      return line(`Rejected: ${outcome.card.title}`);
    case "postponed":
      return line(`Put away until later: ${outcome.card.title}`);
    case "withdrawn":
      return line(`Left to you: ${outcome.card.title}`);
    case "asked":
      return `${renderCard(outcome.card, outcome.code, look)}\n\nNothing has happened yet. Say “approve ${outcome.code}” to do it.`;
    case "shown":
      return `${SHOWN[outcome.why]}\n\n${renderCard(outcome.card, outcome.code, look)}`;
    case "confirm":
      return line(
        `This is about ${money(outcome.cents, outcome.currency)}: one yes is not enough. Say “approve ${outcome.code}” with the amount behind it, or approve it on another surface.`,
      );
    case "sure":
      return line(
        `This can't be taken back: ${outcome.card.title} If you are sure, say “approve ${outcome.code}” again.`,
      );
    case "over":
      return line(
        `That is over: “${outcome.title.replace(/\.$/, "")}” was ${outcome.state} on ${readable(outcome.at, look.zone)}.`,
      );
    case "unknown":
      return outcome.near.length > 0
        ? `There is no card ${outcome.code}. Waiting for you: ${outcome.near.join(", ")}. “queue” shows them.`
        : `There is no card ${outcome.code}, and nothing waits for you.`;
    case "refused":
      return line(outcome.why);
  }
}

/** What the reception answered, as text for the terminal; `null` where the owner wants to leave. */
export function phraseHeard(heard: Heard, look: Look): { readonly ok: boolean; readonly text: string } | null {
  const good = (text: string) => ({ ok: true, text });
  switch (heard.kind) {
    case "text":
      return { ok: heard.ok, text: heard.text };
    case "card":
      return good(renderCard(heard.card, null, look));
    case "queue":
      return good(phraseQueue(heard.waiting, look));
    case "status":
      return good(phraseStatus(heard.status, look));
    case "who":
      return good(phraseWho(heard.who, look));
    case "rules":
      return good(phraseRules(heard.shown, look));
    case "outcome":
      return { ok: succeeded(heard.outcome), text: phraseOutcome(heard.outcome, look) };
    case "outcomes":
      return {
        ok: heard.outcomes.every((one) => succeeded(one.outcome)),
        text: heard.outcomes.map((one) => phraseOutcome(one.outcome, look)).join("\n"),
      };
    case "undone":
      return { ok: heard.undone.kind === "undone", text: phraseUndone(heard.undone) };
    case "why":
      return good(phraseWhy(heard.why, look));
    case "trace":
      return good(phraseTrace(heard.steps, look));
    case "paused":
      return { ok: heard.paused.ok, text: phrasePaused(heard.paused) };
    case "resumed":
      return { ok: heard.resumed.ok, text: phraseResumed(heard.resumed) };
    case "quit":
      return null;
  }
}

const SHOWN = {
  edited: "Changed. Nothing leaves before you approve this:",
  overtaken: "Something has changed since you saw this card, so I did nothing. Please look again:",
  unseen: "You have not seen this card as it is now, so I did nothing. Here it is:",
  "asked-again": "Here it is again:",
} as const;

export function phraseUndone(undone: Undone): string {
  return clean(undone.lines.join("\n"));
}

export function phrasePaused(paused: Paused): string {
  if (!paused.ok) return paused.why;
  const what = paused.what === "workspace" ? "" : ` ${paused.words}`;
  if (/^models?\b/.test(paused.what)) return `Paused${what}: not asked again until you say “resume”.`;
  return `Paused${what}: nothing new leaves until you say “resume”.`;
}

export function phraseResumed(resumed: Resumed): string {
  if (resumed.why !== undefined) return resumed.why;
  const still = resumed.still.length > 0 ? ` Still paused: ${resumed.still.join(", ")}.` : "";
  return `${resumed.lifted.length > 0 ? "Going on." : "Nothing was paused there."}${still}`;
}

export function phraseQueue(waiting: readonly Waiting[], look: Look): string {
  const now = waiting.filter((one) => one.laterUntil === null);
  const away = waiting.length - now.length;
  if (now.length === 0)
    return away > 0 ? `Nothing waits for you now; ${away} put away until later.` : "Nothing waits for you.";
  const cards = now.map((one) => renderCard(one.card, one.code, look));
  return `${cards.join("\n\n")}\n\n${now.length} waiting for you${away > 0 ? `, ${away} put away until later` : ""}.`;
}

export function phraseStatus(status: Standing, look: Look): string {
  const lines = status.paused.map((pause) =>
    clean(
      `⏸  Paused: ${pause.words}, since ${readable(pause.since, look.zone)} (${pause.reason}). Say “resume” to go on.`,
    ),
  );
  const parts = [
    count(status.waiting, "waits for you", "wait for you"),
    count(status.postponed, "put away until later", "put away until later"),
    count(status.troubles, "mail in trouble", "mails in trouble"),
  ].filter(Boolean);
  lines.push(parts.length > 0 ? `${parts.join(", ")}.` : "Nothing waits for you.");
  const people = [
    count(status.clients, "client", "clients"),
    count(status.leads, "lead", "leads"),
    count(status.newSenders, "new sender to sort", "new senders to sort"),
  ];
  lines.push(`${people.filter(Boolean).join(", ") || "Nobody on record yet"}.`);
  lines.push(
    `${count(status.mails, "message", "messages") || "No messages"} in, ${status.sent || "none"} sent. The ledger has ${phraseEvents(status.head.seq)}.`,
  );
  return [...lines, ...status.underWay].join("\n");
}

export function phraseWhy(why: { readonly title: string; readonly steps: readonly Told[] }, look: Look): string {
  const lines = why.steps.flatMap((step) => {
    const [first = "", ...rest] = wrap(step.text, look.width - 19);
    return [`${readable(step.at, look.zone).padEnd(18)} ${first}`, ...rest.map((line) => `${" ".repeat(19)}${line}`)];
  });
  return clean([...wrap(why.title, look.width), "", ...lines].join("\n"));
}

export function phraseTrace(steps: readonly Step[], look: Look): string {
  return steps
    .map(
      ({ event }) =>
        `${String(event.seq).padStart(6)}  ${readable(event.at, look.zone)}  ${event.type.padEnd(20)} ${event.actor}`,
    )
    .join("\n");
}

export function phraseWho(who: Who, look: Look): string {
  const agents = who.agents.flatMap((agent) => [
    `${agent.name} (version ${agent.stamp.split("@")[1] ?? "?"})${agent.busy > 0 ? `, working on ${agent.busy}` : ""}`,
    ...wrap(agent.objective, look.width - 2).map((line) => `  ${line}`),
    ...wrap(`may: ${agent.may.join(", ")}`, look.width - 2).map((line) => `  ${line}`),
    ...(agent.lacks ? ["  does nothing now: it thinks with a model, and none is set"] : []),
  ]);
  const known = who.clients.map((client) => `  ${clean(client.name).replaceAll("\n", " ")} (${client.stage})`);
  return ["Agents", ...agents, "", "Clients and leads", ...(known.length > 0 ? known : ["  nobody yet"])].join("\n");
}

const RULE_HEADS = {
  alone: "Happens without asking",
  asked: "You are asked first",
  never: "Never happens",
  setting: "Settings",
} as const;

export function phraseRules({ rules, note }: RulesShown, look: Look): string {
  const said = (["alone", "asked", "never", "setting"] as const)
    .flatMap((kind) => {
      const alike = rules.filter((sentence) => sentence.kind === kind);
      if (alike.length === 0) return [];
      const lines = alike.flatMap((sentence) => {
        const where = sentence.file ? ` (${sentence.file}:${sentence.line ?? 1})` : "";
        return wrap(`${sentence.text}${where}`, look.width - 4).map(
          (line, index) => `${index === 0 ? "  · " : "    "}${line}`,
        );
      });
      return [`${RULE_HEADS[kind]}`, ...lines, ""];
    })
    .join("\n")
    .trimEnd();
  return [said, ...(note ? wrap(note, look.width) : [])].filter((part) => part !== "").join("\n\n");
}

export function phraseEvents(events: number): string {
  return count(events, "event", "events") || "no events yet";
}

function count(number: number, one: string, many: string): string {
  return number === 0 ? "" : `${number} ${number === 1 ? one : many}`;
}
