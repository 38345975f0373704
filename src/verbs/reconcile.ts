/**
 * `reconcile`: everything outside is compared with the records now instead of at night. A running process does it; without one,
 * this one does, and works until nothing is left, as `tick --until-idle` would.
 */
import { calledConnector } from "../lib/called.ts";
import { lastCompared } from "../reconciling.ts";
import { comparingWords } from "../surfaces/words/comparing.ts";
import { type Said, type Verbs, withHome } from "./verb.ts";

export function addReconcileVerb(verbs: Verbs): void {
  verbs.program
    .command("reconcile")
    .description("compare mail, money and calendar outside with what is on record, now")
    .option("--json", "one JSON document")
    .action((options: { json?: boolean }) =>
      withHome(verbs, options, async ({ workspace, door }): Promise<Said> => {
        const connectors = await door.desk.compare();
        const lead = await workspace.lead(`process ${process.pid}`);
        if (lead.kind === "taken")
          return { ok: true, text: comparingWords(connectors), json: { ok: true, comparing: connectors } };
        const begunAt = workspace.clock.now();
        await workspace.untilIdle();
        const compared = connectors.map((name) => {
          const last = lastCompared(workspace.database, name);
          return { connector: name, differences: last && last.at >= begunAt ? last.differences : null };
        });
        const ok = compared.every((one) => one.differences !== null);
        return { ok, text: compared.map(line).join("\n"), json: { ok, compared } };
      }),
    );
}

function line({ connector, differences }: { readonly connector: string; readonly differences: number | null }): string {
  const name = calledConnector(connector);
  if (differences === null) return `✗ ${name}: could not be asked; “doctor” says why.`;
  if (differences === 0) return `✓ ${name}: agrees with what is on record.`;
  return `! ${name}: ${differences} ${differences === 1 ? "thing stands" : "things stand"} differently; “queue” shows what.`;
}
