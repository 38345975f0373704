/**
 * The arrows of the design point inwards: this test reads every import of src/ and agents/ and names those that don't.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** What each room may import besides itself. Everything above src/'s rooms may import what stands below it. */
const INNER: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  store: ["lib"],
  kernel: ["lib", "store"],
  policy: ["lib", "store", "kernel"],
  records: ["lib", "store", "kernel"],
  actions: ["lib", "store", "kernel", "records"],
  connectors: ["lib", "store", "kernel"],
  memory: ["lib", "store", "kernel", "records"],
  model: ["lib", "store", "kernel", "policy"],
  projections: ["lib", "store", "kernel", "records"],
};
const BRACE = [...Object.keys(INNER)];
const OUTER = ["planner", "agent", "surfaces"];
/** Files of src/ itself that make the house out of the rooms; config.ts says what it was started with. */
const HOUSE = [
  "config",
  "oauth-config",
  "charter",
  "house",
  "mind",
  "lessons",
  "forgetting",
  "dossier",
  "routine",
  "advancing",
  "outside",
  "letters-on-record",
  "stripe-outside",
  "outages",
  "older-mail",
  "reconciling",
  "lookout",
  "judging",
  "opening",
  "owners-door",
  "conversation",
  "workspace",
];
/** Rooms beside the doors of src/ (main, cli and what they call): they may use the whole house, and nobody uses them. */
const DOORS = ["verbs", "simulate"];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Every import between files of the tree at `root`, by paths from there; packages and node's own are left out. */
function importsOf(root: string, folder: string): Import[] {
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.[cm]?tsx?$/.test(name),
  );
  return files.flatMap((name) => {
    const file = join(root, folder, name);
    const text = withoutComments(readFileSync(file, "utf8"));
    const found = text.matchAll(
      /\b(import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\s+from\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|new URL\(\s*["']([^"']+)["']/g,
    );
    return [...found].flatMap(([whole, , type, fixed, dynamic, url]) => {
      const target = fixed ?? dynamic ?? url ?? "";
      if (!target.startsWith(".")) return [];
      const to = relative(root, resolve(dirname(file), target))
        .split(sep)
        .join("/");
      const inline = /\{([^}]*)\}/
        .exec(whole)?.[1]
        ?.split(",")
        .filter((one) => one.trim() !== "");
      const typeOnly = type !== undefined || (inline?.every((one) => one.trim().startsWith("type ")) ?? false);
      return [{ from: `${folder}/${name.split(sep).join("/")}`, to, typeOnly }];
    });
  });
}

/** The imports that point the wrong way, as sentences. */
function wrongArrows(root: string): string[] {
  return [...importsOf(root, "src"), ...importsOf(root, "agents")].flatMap((one) => {
    const why = wrong(one);
    return why ? [`${one.from} imports ${one.to}: ${why}`] : [];
  });
}

function wrong({ from, to, typeOnly }: Import): string | undefined {
  if (from.startsWith("agents/")) {
    if (to === "src/agent/guest.ts") return typeOnly ? undefined : "an agent may import its types only";
    const own = from.split("/").slice(0, 2).join("/");
    return to.startsWith(`${own}/`) ? undefined : "an agent knows nothing but its own folder and the types of guest.ts";
  }
  if (!to.startsWith("src/")) return "it lies outside src/";
  const room = roomOf(from);
  const target = roomOf(to);
  if (room === null) return isHouse(from) ? wrongInHouse(from, to) : undefined;
  if (DOORS.includes(room) || room === target) return undefined;
  if (target === null) return `${room} doesn't know the house it stands in`;
  const allowed = INNER[room] ?? (OUTER.includes(room) ? BRACE : undefined);
  if (allowed === undefined) return `nobody has said where the room "${room}" stands`;
  return allowed.includes(target) ? undefined : `${room} may import ${allowed.join(", ") || "nothing"}`;
}

/** The house knows its rooms and itself, never a door; only workspace.ts knows all of it. */
function wrongInHouse(from: string, to: string): string | undefined {
  const target = roomOf(to);
  if (target === null ? !isHouse(to) : DOORS.includes(target)) return "the house doesn't know its doors";
  return to === "src/workspace.ts" && from !== to ? "workspace.ts stands above it" : undefined;
}

function isHouse(path: string): boolean {
  return HOUSE.some((name) => path === `src/${name}.ts`);
}

/** `src/kernel/event.ts` → `kernel`; a file of src/ itself has no room. */
function roomOf(path: string): string | null {
  const [, room = "", rest] = path.split("/");
  return rest === undefined ? null : room;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** A tree with one file in it that imports another. */
function planted(from: string, statement: string): string[] {
  const root = mkdtempSync(join(tmpdir(), "atelier-arrows-"));
  try {
    mkdirSync(dirname(join(root, from)), { recursive: true });
    writeFileSync(join(root, from), statement);
    return wrongArrows(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test("every import points inwards", () => {
  expect(wrongArrows(ROOT)).toEqual([]);
});

test("the check sees the imports there are", () => {
  const seen = importsOf(ROOT, "src").map((one) => `${one.from} ${one.to}`);
  expect(seen).toContain("src/workspace.ts src/kernel/ledger.ts");
  expect(seen).toContain("src/actions/shelf.ts src/actions/mail-answer.ts");
  expect(importsOf(ROOT, "agents")).toContainEqual({
    from: "agents/intake/agent.ts",
    to: "src/agent/guest.ts",
    typeOnly: true,
  });
  for (const { to } of importsOf(ROOT, "src"))
    expect(existsSync(join(ROOT, to)) || existsSync(join(ROOT, to.replace(/\.js$/, ".ts"))), to).toBe(true);
});

test("every room of src/ has its place", () => {
  const rooms = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of rooms) expect([...BRACE, ...OUTER, ...DOORS]).toContain(name);
});

test("a planted arrow is caught, whatever its form", () => {
  const caught: ReadonlyArray<readonly [from: string, statement: string]> = [
    ["src/lib/id.ts", 'import { Database } from "../store/database.ts";'],
    ["src/store/database.ts", 'import type { LedgerEvent } from "../kernel/event.ts";'],
    ["src/kernel/outbox.ts", 'import { readRetries } from "../policy/retries.ts";'],
    ["src/kernel/card.ts", 'import { renderCard } from "../surfaces/console/render-card.ts";'],
    ["src/kernel/intent.ts", 'export { shelf } from "../actions/shelf.ts";'],
    ["src/kernel/run-record.ts", 'import { Runner } from "../agent/run.ts";'],
    ["src/kernel/effect.ts", 'const mail = await import("../connectors/mail/mail.ts");'],
    ["src/kernel/fold.ts", 'import "../records/kinds.ts";'],
    ["src/records/client.ts", 'import { mailAnswer } from "../actions/mail-answer.ts";'],
    ["src/policy/access.ts", 'import { clients } from "../records/client.ts";'],
    ["src/actions/letter.ts", 'import { composeMail } from "../connectors/mail/compose.ts";'],
    ["src/connectors/mail/scope.ts", 'import { contacts } from "../../records/contact.ts";'],
    ["src/projections/queue.ts", 'import { settings } from "../policy/settings.ts";'],
    ["src/model/local/money.ts", 'import { clients } from "../../records/client.ts";'],
    ["src/agent/run.ts", 'import { Desk } from "../surfaces/desk.ts";'],
    ["src/surfaces/desk.ts", 'import { Runner } from "../agent/run.ts";'],
    ["src/agent/run.ts", 'import { Workspace } from "../workspace.ts";'],
    ["src/lib/id.ts", 'import { readConfig } from "../config.ts";'],
    ["src/workspace.ts", 'import { startService } from "./main.ts";'],
    ["src/workspace.ts", 'import { verbs } from "./verbs/verb.ts";'],
    ["src/charter.ts", 'import type { Workspace } from "./workspace.ts";'],
    ["src/surfaces/desk.ts", 'import { verbs } from "../verbs/verb.ts";'],
    ["src/cellar/wine.ts", 'import { id } from "../lib/id.ts";'],
    ["src/lib/id.ts", 'import { Office } from "../../test/support/office.ts";'],
    ["agents/intake/agent.ts", 'import { guestCalls } from "../../src/agent/guest.ts";'],
    ["agents/intake/agent.ts", 'import { type GuestEvent, guestCalls } from "../../src/agent/guest.ts";'],
    ["agents/intake/agent.ts", 'import type { LedgerEvent } from "../../src/kernel/event.ts";'],
    ["agents/intake/agent.ts", 'import { words } from "../billing/words.ts";'],
  ];
  for (const [from, statement] of caught) expect(planted(from, statement), `${from}: ${statement}`).toHaveLength(1);
});

test("what is allowed is left alone", () => {
  const allowed: ReadonlyArray<readonly [from: string, statement: string]> = [
    ["src/kernel/ledger.ts", 'import { insertRows } from "../store/insert.ts";\nimport { hash } from "node:crypto";'],
    ["src/actions/letter.ts", 'import { clients } from "../records/client.ts";'],
    ["src/projections/queue.ts", 'import { clients } from "../records/client.ts";'],
    ["src/model/meter.ts", 'import { budgets } from "../policy/budgets.ts";'],
    ["src/agent/run.ts", 'import { clients } from "../records/client.ts";'],
    ["src/workspace.ts", 'import { Desk } from "./surfaces/desk.ts";'],
    ["src/verbs/decide.ts", 'import { Workspace } from "../workspace.ts";'],
    ["src/main.ts", 'import { Workspace } from "./workspace.ts";'],
    ["src/kernel/a.ts", '// import { Runner } from "../agent/run.ts";\n/* import "../agent/run.ts"; */'],
    [
      "agents/intake/agent.ts",
      'import type { GuestEvent } from "../../src/agent/guest.ts";\nimport { words } from "./words.ts";',
    ],
    [
      "agents/intake/agent.ts",
      'import { type GuestEvent } from "../../src/agent/guest.ts";\nimport { z } from "zod/mini";',
    ],
  ];
  for (const [from, statement] of allowed) expect(planted(from, statement), `${from}: ${statement}`).toEqual([]);
});
