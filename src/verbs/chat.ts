/**
 * The verbs about the chats: pairing and its end, and the app manifest that sets Slack up by pasting one file.
 */

import { hear } from "../surfaces/console/reception.ts";
import { slackManifest } from "../surfaces/slack/manifest.ts";
import { type Verbs, withHome } from "./verb.ts";

interface Json {
  readonly json?: boolean;
}

export function addChatVerbs(verbs: Verbs): void {
  const { program } = verbs;
  const inWords = (name: string, argument: string, description: string, line: (chat: string) => string) =>
    program
      .command(argument ? `${name} <${argument}>` : name)
      .description(description)
      .option("--json", "one JSON document")
      .action((chat: string | Json, options: Json) =>
        withHome(verbs, typeof chat === "string" ? options : chat, async ({ door, terminal }) => {
          const reply = await hear({ ...door.reception(), look: () => terminal.look() }, line(String(chat)));
          return { ok: reply.ok, text: reply.text, json: reply };
        }),
      );

  inWords("pair", "chat", "a one-time code that makes you the owner on slack or telegram", (chat) => `pair ${chat}`);
  inWords(
    "unpair",
    "chat",
    "nobody decides on slack, telegram or all of them until you pair again",
    (chat) => `unpair ${chat}`,
  );
  inWords("lock", "", "for the day a phone is lost: every chat is unpaired, and nothing leaves", () => "lock");

  program
    .command("manifest")
    .description("the manifest of your Slack app: paste it at api.slack.com/apps → Create New App → From a manifest")
    .option("--name <text>", "how the app is called", "Atelier")
    .option("--url <address>", "the public address, for HTTP instead of Socket Mode")
    .action(({ name, url }: { name: string; url?: string }) => {
      const manifest = slackManifest(url === undefined ? { name, mode: "socket" } : { name, mode: "http", url });
      verbs.out.write(`${JSON.stringify(manifest, null, 2)}\n`);
      verbs.done(0);
    });
}
