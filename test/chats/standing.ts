/**
 * What stands in the chats of a company, and what must hold there after any journey and any fault: nothing that is decided can
 * be tapped, and no card stands there twice.
 */
import { expect } from "vitest";
import { proposals } from "../../src/kernel/proposal.ts";
import { allIsWell } from "../journeys/letters.ts";
import type { Company } from "../support/chats/company.ts";
import type { SlackPlatform } from "../support/slack/platform.ts";
import type { TelegramPlatform } from "../support/telegram/platform.ts";

/** A message of ours as it stands now. */
export interface Standing {
  readonly surface: "slack" | "telegram";
  readonly text: string;
  readonly buttons: readonly string[];
  readonly thread: string | null;
}

/** Buttons by which something is decided, or on the way to it. */
const DECIDES =
  /^(Approve|Seen|Edit|Reject|Later|Read it all|I'll do it myself|Bring it back now|Ask me again|‹ Back)$/;

/** Everything of ours that can be seen, oldest first on each surface. */
export function standing(company: {
  readonly slack: SlackPlatform | null;
  readonly telegram: TelegramPlatform | null;
}): Standing[] {
  return [...(company.slack ? inSlack(company.slack) : []), ...(company.telegram ? inTelegram(company.telegram) : [])];
}

/** What an edit or a no is asked about afterwards: it waits for nobody, and stands in nobody's way. */
export const LESSON = /lessons? for next time\?/;

/** Messages on which something can be decided now. */
export function decidable(company: Parameters<typeof standing>[0]): Standing[] {
  return standing(company).filter((one) => one.buttons.some((label) => DECIDES.test(label)) && !LESSON.test(one.text));
}

/** What any journey must leave behind; `open`: so many requests still wait. */
export function allIsRight(company: Company, { open = 0 }: { readonly open?: number } = {}): void {
  const waiting = company.office.workspace.records.find(
    proposals,
    "state = 'open' AND later_until IS NULL AND intent NOT IN (SELECT id FROM intents WHERE action = 'lesson.learn')",
  );
  expect(waiting).toHaveLength(open);
  const chats = [company.slack, company.telegram].filter((one) => one !== null);
  expect(decidable(company).map((one) => `${one.surface}: ${one.text}`)).toHaveLength(open * chats.length);
  allIsWell(company.office);
  if (company.telegram) expect(company.telegram.oddities).toEqual([]);
}

function inSlack(platform: SlackPlatform): Standing[] {
  return [...platform.world.channels.keys()]
    .flatMap((room) => platform.messages(room))
    .filter((one) => one.byApp)
    .map(({ lines, buttons, thread }) => ({ surface: "slack", text: lines.join("\n"), buttons, thread }));
}

function inTelegram(platform: TelegramPlatform): Standing[] {
  return platform.rooms
    .flatMap((room) => platform.messages(room))
    .filter((one) => one.from.is_bot)
    .map(({ text, keyboard, topic }) => ({
      surface: "telegram",
      text,
      buttons: keyboard.flat().map((button) => button.text),
      thread: topic === null ? null : String(topic),
    }));
}
