/**
 * A company in the middle of its day, for tests of the kernel: mails by hand, clients that were opened, the owner's desk.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import type { Transaction } from "../../src/kernel/writer.ts";
import { splitRules } from "../../src/policy/source.ts";
import { type Client, clients } from "../../src/records/client.ts";
import { type Contact, contacts } from "../../src/records/contact.ts";
import { Desk } from "../../src/surfaces/desk.ts";
import { Office, type OfficeOptions, OWNER, PACKAGE_ROOT, START } from "../support/office.ts";

export const DAY_MS = 86_400_000;

/** A mail as bytes, as somebody would send it to the owner. */
export function letter(mail: {
  readonly from: string;
  readonly text: string;
  readonly id: string;
  readonly subject?: string;
  readonly headers?: readonly string[];
}): string {
  return [
    `From: ${mail.from}`,
    "To: Robin Vale <robin@vale.example>",
    `Subject: ${mail.subject ?? "Our project"}`,
    `Date: ${new Date(START).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${mail.id}>`,
    ...(mail.headers ?? []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...mail.text.split("\n"),
    "",
  ].join("\r\n");
}

/** Opens a company, hands it over, and closes it whatever happens. */
export async function inOffice(work: (office: Office) => Promise<void>, options: OfficeOptions = {}): Promise<void> {
  const office = await Office.open(options);
  try {
    await work(office);
  } finally {
    await office.close();
  }
}

/** A home of its own, which outlives the offices in it; with its own copy of `folders` of the package. */
export async function inHome(
  folders: readonly ("policies" | "agents")[],
  work: (home: string) => Promise<void>,
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "atelier-home-"));
  try {
    for (const folder of folders) cpSync(join(PACKAGE_ROOT, folder), join(home, folder), { recursive: true });
    await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Rewrites one file of a home. */
export function rewrite(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`nothing was changed in ${file}`);
  writeFileSync(file, after);
}

/** A second agent for a home: its spec's lists, the handlers of its script (without one a model works), and what the rules let it read and do once you say yes. */
export function hire(
  home: string,
  agent: { name: string; wakes: string[]; may: string[]; reads?: string[]; script?: string },
): void {
  const folder = join(home, "agents", agent.name);
  mkdirSync(folder, { recursive: true });
  const spec = [
    "---",
    `name: ${agent.name}`,
    "version: 1",
    "objective: Does one thing for a test.",
    `wakes: [${agent.wakes.join(", ")}]`,
    `may: [${agent.may.join(", ")}]`,
    `reads: [${(agent.reads ?? ["mail"]).join(", ")}]`,
    "budget: { run: 0.05, day: 1.00 }",
    "accepts: It was done.",
    "---",
    "Do it.",
    "",
  ];
  const reads = agent.reads ?? ["mail"];
  const rules = [
    ...reads.map((what) => `permit (principal == Agent::"${agent.name}", action == Action::"read.${what}", resource);`),
    ...agent.may.map(
      (what) =>
        `permit (principal == Agent::"${agent.name}", action == Action::"${what}", resource) when { context.reviewed };`,
    ),
  ];
  addRules(home, `${agent.name}.cedar`, rules.map((rule, n) => `@id("${agent.name}-${n}")\n${rule}\n`).join(""));
  writeFileSync(join(folder, "agent.md"), spec.join("\n"));
  if (agent.script !== undefined)
    writeFileSync(join(folder, "agent.ts"), `const handlers = {\n${agent.script}\n};\nexport default handlers;\n`);
}

/** Where this agent is the whole staff: rules for anybody else, who isn't there, go, and playbooks give them nothing to do. */
export function rulesOnlyFor(home: string, agent: string): void {
  const folder = join(home, "policies");
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".cedar"))) {
    const rules = splitRules(name, readFileSync(join(folder, name), "utf8")).filter(({ text }) =>
      [...text.matchAll(/Agent::"([^"]*)"/g)].every(([, named]) => named === agent),
    );
    if (rules.length === 0) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), rules.map(({ text }) => `${text}\n`).join(""));
  }
  const books = join(folder, "playbooks");
  // In a workshop all the work is the owner's.
  const workshop = readFileSync(join(books, "workshop.yaml"), "utf8");
  for (const name of ["monthly-package", "offboarding", "onboarding"])
    writeFileSync(join(books, `${name}.yaml`), workshop);
}

/** Adds a rule file to a home's own policies. */
export function addRules(home: string, name: string, rules: string): void {
  writeFileSync(join(home, "policies", name), rules);
}

/** Nora's and Jürgen's inquiries, as files. */
export function dropInquiry(office: Office, which: 0 | 1): void {
  const sample = sampleMails(START)[which];
  if (!sample) throw new Error("there is no such sample");
  office.drop(sample.name, sample.raw);
}

/** A client who has been opened and answered: Nora (0) or Jürgen (1). */
export async function openClient(office: Office, which: 0 | 1): Promise<Client> {
  dropInquiry(office, which);
  await office.rest();
  const outcome = await office.approve(office.code(/as a client/));
  if (outcome.kind !== "approved") throw new Error(`the client was not opened: ${JSON.stringify(outcome)}`);
  await office.rest();
  const { scopes } = contactOf(office, ADDRESS[which]);
  const client = office.workspace.records.get(clients, scopes);
  if (!client) throw new Error("the client is not on record");
  return client;
}

export const NORA = "nora@whitfield-ceramics.example";
export const JURGEN = "kraemer@kraemer-orgelbau.example";
const ADDRESS = [NORA, JURGEN] as const;

export function contactOf(office: Office, address: string): Contact {
  const contact = office.workspace.records.get(contacts, address);
  if (!contact) throw new Error(`${address} is not on record`);
  return contact;
}

/** A known client asks something: one card with a question to the owner. Answers its code. */
export async function clientAsks(office: Office, from = NORA, id = "question.1@test"): Promise<string> {
  const text = "Hello Robin,\n\ncould you tell me when the first draft will be ready?\n\nBest regards";
  office.drop(`${id}.eml`, letter({ from: `Somebody <${from}>`, id, text, subject: "The first draft" }));
  const before = office.shown.length;
  await office.rest();
  const posting = office.shown.slice(before).find((one) => one.card.kind === "question");
  if (!posting?.code)
    throw new Error(`no question was asked, but: ${office.shown.slice(before).map((one) => one.card.title)}`);
  return posting.code;
}

/** The owner's desk at a surface. */
export function deskOf(office: Office, surface = "console"): Desk {
  const { writer, charter } = office.workspace;
  return new Desk({ writer, authority: charter.authority, surface, actor: OWNER, showsAnswers: true });
}

export function write<T>(office: Office, work: (transaction: Transaction) => T): Promise<T> {
  return office.workspace.writer.submit(work);
}
