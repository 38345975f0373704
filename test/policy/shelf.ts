/**
 * The real shelf, requests on them, and policy folders for tests to break.
 */

import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { shelf } from "../../src/actions/shelf.ts";
import { readingShapes } from "../../src/charter.ts";
import type { AccessRequest, ContextValue, Verdict } from "../../src/kernel/verdict.ts";
import { createAccess } from "../../src/policy/access.ts";
import type { PolicySet, PolicySource } from "../../src/policy/load.ts";
import type { ActionShape, EntityShape, Shapes } from "../../src/policy/shape.ts";
import { bareHouse } from "../support/bare-house.ts";

export const shippedFolder = resolve(import.meta.dirname, "../../policies");

export const actions: readonly ActionShape[] = [
  ...shelf({ house: bareHouse(), booksKeptYears: () => 10, outreachEveryDays: () => 60 }).values(),
  ...readingShapes(),
];

export const entities: EntityShape = { Client: { stage: "String", language: "String" }, Workspace: {} };

export const shapes: Shapes = {
  actions,
  entities,
  agents: ["intake", "billing", "deliverable", "health", "outreach", "content"],
};

/** A calm request that fits the shapes: nothing outside was read, all addresses are known. */
export function request(
  agent: string,
  action: string,
  context: Record<string, ContextValue> = {},
  attributes: Record<string, ContextValue> = { stage: "active", language: "en" },
): AccessRequest {
  const known = actions.find((each) => each.name === action);
  const given = Object.entries(known?.context ?? {}).map(([name, type]) => [name, sample[type]] as const);
  const resource = known?.resource ?? "Client";
  return {
    principal: agent === "owner" ? { type: "Owner", id: "owner" } : { type: "Agent", id: agent },
    action,
    resource: { type: resource, id: "c-1" },
    context: {
      outward: known?.group === "outward",
      reversible: known?.group !== "outward",
      untrusted: false,
      personal: false,
      crossClient: false,
      knownAddress: true,
      quietHours: false,
      held: false,
      ...Object.fromEntries(given),
      ...context,
    },
    attributes: resource === "Client" ? attributes : {},
  };
}

/** A policy source over a fresh folder that holds exactly `files`. */
export function folderOf(files: Record<string, string>): PolicySource {
  const folder = mkdtempSync(join(tmpdir(), "atelier-policies-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, label: "policies", ...shapes };
}

/** A policy source over a fresh copy of the shipped folder, for tests that edit it. */
export function shippedCopy(): PolicySource {
  const folder = mkdtempSync(join(tmpdir(), "atelier-policies-"));
  cpSync(shippedFolder, folder, { recursive: true });
  return { folder, label: "policies", ...shapes };
}

/** Replaces a text in one file of the folder; throws when it isn't there, so that no test edits nothing. */
export function edit(source: PolicySource, name: string, before: string, after: string): void {
  const path = join(source.folder, name);
  const text = readFileSync(path, "utf8");
  if (!text.includes(before)) throw new Error(`${name} has no ${JSON.stringify(before)}`);
  writeFileSync(path, text.replace(before, after));
}

const sample = { String: "text", Long: 1, Boolean: false } as const;

/** Access that answers one question at a time: as the request stands, or once the owner has seen it. */
export function accessTo(parts: { policies: () => PolicySet }) {
  const access = createAccess(parts);
  return {
    judge(wanted: AccessRequest, reviewed: boolean): Verdict {
      const { seen, unseen } = access.judge(wanted);
      return reviewed ? seen : unseen;
    },
  };
}
