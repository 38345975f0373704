/**
 * The check-up: is everything in place, and how does it hang together? Every line says what works or what to do.
 * Before: the `doctor` verb. After: nothing; it changes nothing.
 */
import { statfsSync } from "node:fs";
import { Sandbox } from "./agent/sandbox.ts";
import { drawWiring } from "./agent/wiring-drawing.ts";
import { admitAgents } from "./charter.ts";
import { chatsFor } from "./chats.ts";
import { ConfigError } from "./config.ts";
import type { Health } from "./connectors/connector.ts";
import { verifyLedger } from "./kernel/verify.ts";
import { messageOf } from "./lib/errors.ts";
import { NO_KEY, OPENAI_URL } from "./mind.ts";
import { checkModels, type ModelFinding } from "./model/check.ts";
import { type Compared, lastCompared } from "./reconciling.ts";
import type { Chat } from "./surfaces/surface.ts";
import type { Workspace } from "./workspace.ts";

export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly says: string;
}

const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/** Looks at home, keys, ledger, policies, agents, connectors; `wiring` draws who wakes whom. */
export async function examine(
  workspace: Workspace,
): Promise<{ readonly ok: boolean; readonly findings: readonly Finding[]; readonly wiring: string }> {
  const { config, charter, database, connectors } = workspace;
  const findings: Finding[] = [];
  const driftOf = (name: string) => lastCompared(database, name);
  const free = statfsSync(config.home);
  const room = free.bavail * free.bsize;
  findings.push({
    ok: room > LEAST_FREE_BYTES,
    what: "home",
    says: `${config.home}, ${Math.round(room / 1024 / 1024 / 1024)} GB free`,
  });
  const ledger = verifyLedger(database);
  findings.push({
    ok: ledger.ok,
    what: "ledger",
    says: ledger.ok ? `${ledger.events} events, whole` : (ledger.why ?? "broken"),
  });
  findings.push({ ok: true, what: "keys", says: "the key file is there; keep it with your backups" });
  const { policies, settings, company } = charter.rulebook();
  findings.push({ ok: true, what: "policies", says: `${policies.rules.size} rules, no mistakes` });
  for (const warning of policies.warnings)
    findings.push({ ok: true, what: "policies", says: `${warning.file}:${warning.line}: ${warning.message}` });
  const signed = company.signature || settings.company.signature || config.ownerName;
  findings.push({
    ok: signed !== "",
    what: "signature",
    says: signed
      ? `answers are signed “${signed}”`
      : "answers have no signature: set OWNER_NAME, or let “setup” ask you for it",
  });
  const complaints = await agentProblems(workspace);
  findings.push({
    ok: complaints.length === 0,
    what: "agents",
    says: complaints.length === 0 ? charter.agents.map((agent) => agent.stamp).join(", ") : complaints.join("\n"),
  });
  const thinking = charter.staff.filter((one) => one.code === undefined).map((one) => one.name);
  if (thinking.length > 0 && config.models === null)
    findings.push({
      ok: false,
      what: "agents",
      says: `${thinking.join(", ")}: no script, so a model is needed, and none is set: set OPENAI_API_KEY or OPENAI_BASE_URL`,
    });
  for (const { ok, says } of await modelFindings(workspace)) findings.push({ ok, what: "models", says });
  for (const connector of connectors.values())
    findings.push({
      what: `connector ${connector.name}`,
      ...withDrift(await connector.check(), driftOf(connector.name)),
    });
  for (const says of workspace.lookout.older.underWay()) findings.push({ ok: true, what: "older mail", says });
  for (const chat of chatsFor(config, () => undefined))
    for (const { ok, what, says } of await checkChat(workspace, chat)) findings.push({ ok, what, says });
  const scripts = new Set(charter.staff.flatMap((one) => (one.code === undefined ? [] : [one.name])));
  const agents = charter.wiring.agents.map((agent) =>
    scripts.has(agent.spec.name) ? { ...agent, handlers: agent.spec.wakes } : agent,
  );
  return { ok: findings.every((one) => one.ok), findings, wiring: drawWiring({ ...charter.wiring, agents }) };
}

/** What the last comparison found, behind what the connector says of itself. */
function withDrift({ ok, says }: Health, compared: Compared | null): Health {
  if (!compared || compared.differences === 0) return { ok, says };
  const { differences } = compared;
  const things = differences === 1 ? "One thing stands" : `${differences} things stand`;
  return { ok, says: `${says} ${things} differently there than on record; “queue” shows what.` };
}

async function modelFindings({ config, charter, clock }: Workspace): Promise<readonly ModelFinding[]> {
  const { models } = config;
  if (!models) return [{ ok: true, says: "none is set up: what needs one is put to you" }];
  const names = [...models.draft, ...models.judge, ...models.embed];
  const { prices } = charter.rulebook();
  return checkModels({
    baseUrl: models.baseUrl ?? OPENAI_URL,
    apiKey: models.apiKey ?? NO_KEY,
    names,
    prices,
    now: clock.now(),
  });
}

/** What the chat itself says, and whether somebody is the owner there. */
async function checkChat(workspace: Workspace, chat: Chat): Promise<readonly Finding[]> {
  const { door } = workspace;
  const owner = door.ownerOn(chat.name);
  const paired = owner
    ? `you are ${owner.user} there`
    : `nobody is the owner there: run \`npx --no-install atelier pair ${chat.name}\` and send the code to the bot`;
  return [{ ok: owner !== null, what: chat.name, says: paired }, ...(await chat.check(workspace.frontOf(chat)))];
}

/** What a start would refuse. */
async function agentProblems({ charter, database }: Workspace): Promise<readonly string[]> {
  const sandbox = new Sandbox();
  try {
    await admitAgents({ charter, database, sandbox, dev: false });
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.lines : [messageOf(error)];
  } finally {
    await sandbox.close();
  }
}
