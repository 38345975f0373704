/**
 * The running process: leads the home, keeps it live, and answers at the console where there is one. With no terminal it is
 * a service until SIGTERM.
 * Before: verbs/run.ts (`start`). After: loop.ts.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { chatsFor } from "./chats.ts";
import { complaint } from "./complaint.ts";
import type { Config } from "./config.ts";
import { sampleMails } from "./connectors/mail-folder/samples.ts";
import { hookRoutes } from "./hooks.ts";
import { readinessOf, serveHttp } from "./http.ts";
import { systemClock } from "./lib/clock.ts";
import { systemEntropy } from "./lib/entropy.ts";
import { messageOf } from "./lib/errors.ts";
import { Loop } from "./loop.ts";
import type { OwnersDoor } from "./owners-door.ts";
import { letterIn } from "./projections/letters-left.ts";
import { activityLine } from "./surfaces/console/activity.ts";
import { hear } from "./surfaces/console/reception.ts";
import { Terminal } from "./surfaces/console/terminal.ts";
import type { Chat } from "./surfaces/surface.ts";
import type { Surroundings } from "./surroundings.ts";
import { Workspace } from "./workspace.ts";

export interface StartOptions extends Surroundings {
  readonly config: Config;
  readonly version: string;
  /** Development: agents may change without a new version, and nothing leaves. */
  readonly dev: boolean;
}

/** Runs until it is told to stop. Answers the exit code. */
export async function start(options: StartOptions): Promise<number> {
  const { config, packageRoot, environment, input, out, guests } = options;
  const interactive = input().isTTY === true && out.isTTY === true;
  const terminal = new Terminal({ out, environment, zone: config.timezone });
  let loop: Loop | null = null;
  const chats = chatsFor(config, (words) => (loop ? loop.trouble(words) : terminal.say(words)));
  const workspace = await Workspace.open({
    config,
    clock: systemClock,
    entropy: systemEntropy(),
    packageRoot,
    ordered: false,
    surfaces: [terminal, ...chats],
    dev: options.dev,
    ...(guests ? { guests: guests() } : {}),
    onCommit: () => loop?.wake(),
    onError: (_, error) => loop?.trouble(complaint(error)),
  });
  try {
    return await run(options, { workspace, terminal, chats, interactive, onLoop: (made) => (loop = made) });
  } finally {
    await workspace.close();
  }
}

async function run(
  options: StartOptions,
  parts: {
    workspace: Workspace;
    terminal: Terminal;
    chats: readonly Chat[];
    interactive: boolean;
    onLoop: (loop: Loop) => void;
  },
): Promise<number> {
  const { config, err } = options;
  const { workspace, terminal, chats, interactive } = parts;
  const first = workspace.ledger.head() === null;
  const lead = await workspace.lead(`process ${process.pid}`);
  if (lead.kind === "taken") {
    err.write(
      `Atelier is already running on ${config.home} (${lead.holder}). Stop it first, or choose another ATELIER_HOME.\n`,
    );
    return 1;
  }
  const http =
    config.port === null
      ? null
      : await serveHttp({
          port: config.port,
          alive: () => workspace.leads && workspace.ledger.head() !== null,
          ready: () =>
            readinessOf({ leads: workspace.leads, ledgerOpen: workspace.ledger.head() !== null, surfaces: chats }),
          routes: new Map([
            ...chats.flatMap((chat) => [...chat.routes]),
            ...hookRoutes(workspace.connectors.values(), (connector, request) =>
              workspace.lookout.take(connector, request),
            ),
          ]),
          onError: (path, error) => terminal.say(`${path}: ${messageOf(error)}`),
        });
  if (http?.kind === "taken") {
    err.write(`PORT=${config.port}: this port can't be had. Choose another, or leave PORT out.\n`);
    return 1;
  }
  terminal.say(greeting(options, { first, interactive, unpaired: unpaired(workspace, chats) }));
  const { door } = workspace;
  const loop = new Loop({
    workspace,
    onTrouble: (words) => terminal.say(words),
    watched: [join(config.home, "policies")],
  });
  parts.onLoop(loop);
  const tail = followActivity(workspace, terminal, (words) => loop.trouble(words));
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, resolve);
    if (interactive)
      converse({ ...options, workspace, terminal, door, first }, resolve).catch((error) =>
        terminal.say(complaint(error)),
      );
  });
  loop.start();
  // A chat that can't be reached now holds nothing up: it is tried again, and the others go on.
  workspace.listen().catch((error) => terminal.say(complaint(error)));
  await stopped;
  await http?.close();
  clearInterval(tail);
  await loop.stop();
  return 0;
}

function mailLines({ home, mail }: StartOptions["config"]): string[] {
  if (!mail)
    return [
      `  Mail in    ${join(home, "mail", "new")}   drop .eml files here`,
      `  Mail out   ${join(home, "mail", "sent")}`,
    ];
  const boxes = mail.imap.map(({ user, host, folders }) => `${user} at ${host} (${folders.join(", ")})`);
  return [`  Mail in    ${boxes.join("; ")}`, `  Mail out   ${mail.smtp.host}`];
}

function greeting(
  { config, version, dev }: StartOptions,
  now: { readonly first: boolean; readonly interactive: boolean; readonly unpaired: readonly string[] },
): string {
  const lines = [`Atelier ${version}${dev ? " (development: nothing leaves)" : ""}`, ...mailLines(config)];
  if (config.stripe)
    lines.push(`  Stripe     ${config.stripe.webhookSecret === null ? "read every minute" : "listens on PORT"}`);
  if (config.caldav) lines.push(`  Calendar   ${new URL(config.caldav.url).host}`);
  if (config.slack) lines.push(`  Slack      ${config.slack.appToken === null ? "listens on PORT" : "Socket Mode"}`);
  if (config.telegram)
    lines.push(`  Telegram   ${config.telegram.webhookSecret === null ? "long polling" : "listens on PORT"}`);
  lines.push(
    `  Models     ${config.models ? config.models.draft.join(", then ") : "none: what needs one is put to you instead"}`,
  );
  for (const chat of now.unpaired)
    lines.push(
      `  ${chat.charAt(0).toUpperCase()}${chat.slice(1)} has no owner yet. ${now.interactive ? `Say “pair ${chat}” here` : `Run \`npx --no-install atelier pair ${chat}\``} and send the code to the bot.`,
    );
  if (now.first) lines.push("  A new workspace was set up here. Nothing is sent without your word.");
  lines.push(
    now.interactive
      ? "  Say “help” for what you can say, “quit” to stop."
      : "  Running until it is told to stop; `npx --no-install atelier queue` shows what waits.",
  );
  return lines.join("\n");
}

/** Chats in which nobody decides yet. */
function unpaired(workspace: Workspace, chats: readonly Chat[]): string[] {
  return chats.filter((chat) => workspace.door.ownerOn(chat.name) === null).map((chat) => chat.name);
}

/** The prompt: each line is answered; an empty home is offered a few sample mails first. */
async function converse(
  parts: Pick<Surroundings, "input" | "out"> & {
    workspace: Workspace;
    terminal: Terminal;
    door: OwnersDoor;
    first: boolean;
  },
  stop: () => void,
): Promise<void> {
  const { workspace, terminal, door, input, out } = parts;
  const prompt = createInterface({ input: input(), output: out, prompt: "› " });
  prompt.on("close", stop);
  // At a real mailbox there is no folder to put samples into, and nothing made up belongs there.
  const isFolder = workspace.config.mail === null;
  if (
    parts.first &&
    isFolder &&
    (await agreed(prompt, "\nDeliver a few sample client mails, to see how it goes? [Y/n] "))
  )
    deliverSamples(workspace);
  terminal.attach(prompt);
  prompt.prompt();
  for await (const line of prompt) {
    if (line.trim() !== "") {
      await door.desk.heard(line);
      const reply = await hear({ ...door.reception(), look: () => terminal.look() }, line);
      if (reply.quit) break;
      terminal.say(`${reply.text}\n`);
    } else prompt.prompt();
  }
  prompt.close();
}

function agreed(prompt: Interface, question: string): Promise<boolean> {
  return new Promise((resolve) => prompt.question(question, (answer) => resolve(!/^n/i.test(answer.trim()))));
}

/** Drops the samples into the inbox the way a mail program would: written aside, then moved in. */
function deliverSamples(workspace: Workspace): void {
  const root = join(workspace.config.home, "mail");
  mkdirSync(join(root, "tmp"), { recursive: true });
  for (const { name, raw } of sampleMails(workspace.clock.now())) {
    writeFileSync(join(root, "tmp", name), raw);
    renameSync(join(root, "tmp", name), join(root, "new", name));
  }
}

/** Tells at the console what happens besides the cards. */
function followActivity(workspace: Workspace, terminal: Terminal, trouble: (words: string) => void): NodeJS.Timeout {
  let seen = workspace.ledger.head()?.seq ?? 0;
  return setInterval(() => {
    try {
      if ((workspace.ledger.head()?.seq ?? 0) === seen) return;
      for (const event of workspace.ledger.after(seen, 500)) {
        seen = event.seq;
        const letter = letterIn(event, workspace);
        const line = activityLine(event, { words: workspace.ledger.open(event), letter });
        if (line) terminal.say(line);
      }
    } catch (error) {
      trouble(complaint(error));
    }
  }, 100);
}
