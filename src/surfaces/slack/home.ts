/**
 * App Home: what the owner sees at a glance, and the pause switch. Anybody else sees that it isn't theirs.
 */
import type { types } from "@slack/bolt";
import type { Home } from "../surface.ts";
import { aside, type Block, bold, keyRows, line, words } from "./blocks.ts";
import { oneLine, shortened } from "./text.ts";

/** The token that taps on the pause switch carry. */
const HOME_TOKEN = "home";
const MOST_LINES = 20;
const LINE_ROOM = 150;

/** The overview for the owner. */
export function homeView(home: Home): types.HomeView {
  const paused = home.paused.length > 0;
  const blocks: Block[] = [
    ...list("Paused", home.paused, null),
    waiting(home),
    ...list("Running", home.running, "Nothing runs."),
    ...list("At risk", home.atRisk, "Nothing is at risk."),
    line(bold("Spend\n"), words(shortened(oneLine(home.spend), 300) || "Nothing spent.")),
    ...keyRows(
      [
        [
          paused
            ? { label: "Resume", verb: "resume", look: "primary" }
            : { label: "Pause", verb: "pause", look: "danger" },
        ],
      ],
      HOME_TOKEN,
    ),
    aside(paused ? "While paused, nothing new leaves." : "A pause holds everything that would leave, at once."),
  ];
  return { type: "home", blocks };
}

/** What anybody else sees. */
export function strangersView(): types.HomeView {
  return { type: "home", blocks: [line(words("This is somebody's own workspace. There is nothing here for you."))] };
}

function waiting({ waiting }: Home): Block {
  if (waiting.length === 0) return line(bold("Waiting for you\n"), words("Nothing waits for you."));
  const elements = waiting.slice(0, MOST_LINES).flatMap(({ title, client, link }) => {
    const whole = client && !title.includes(client) ? `${client}: ${title}` : title;
    const text = shortened(oneLine(whole), LINE_ROOM) || "A card";
    const shown = link && /^https?:\/\/\S+$/.test(link) ? ({ type: "link", url: link, text } as const) : words(text);
    return [words("• "), shown, words("\n")];
  });
  return line(bold(`Waiting for you (${waiting.length})\n`), ...elements, ...rest(waiting.length));
}

function list(title: string, lines: readonly string[], none: string | null): Block[] {
  if (lines.length === 0) return none === null ? [] : [line(bold(`${title}\n`), words(none))];
  const shown = lines.slice(0, MOST_LINES).map((one) => words(`• ${shortened(oneLine(one), LINE_ROOM)}\n`));
  return [line(bold(`${title} (${lines.length})\n`), ...shown, ...rest(lines.length))];
}

function rest(count: number) {
  return count > MOST_LINES ? [words(`… and ${count - MOST_LINES} more`)] : [];
}
