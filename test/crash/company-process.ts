/**
 * A company as a process of its own, to be killed: it leads a home on the machine's clock, and its owner approves whatever
 * is open or shown. On its output stand the acknowledgements that must survive: `leads`, `head SEQ HASH`, `answered COUNT`,
 * `approved CODE`.
 * Before: kill.test.ts bundles and starts it.
 */
import { writeSync } from "node:fs";
import { readConfig } from "../../src/config.ts";
import { approve } from "../../src/kernel/command.ts";
import { effects } from "../../src/kernel/effect.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { messageOf } from "../../src/lib/errors.ts";
import { Loop } from "../../src/loop.ts";
import { Workspace } from "../../src/workspace.ts";
import { eyes } from "../support/eyes.ts";

const [, , home = "", packageRoot = ""] = process.argv;
let loop: Loop | null = null;
let toldHead = 0;
const workspace = await Workspace.open({
  config: readConfig({ ATELIER_HOME: home, OWNER_NAME: "Robin Vale", OWNER_EMAIL: "robin@vale.example" }),
  clock: systemClock,
  entropy: systemEntropy(),
  packageRoot,
  ordered: false,
  surfaces: [
    eyes(({ code, revision }) => {
      if (code !== null && revision !== null) void tap(code, revision);
    }),
  ],
  onCommit: () => {
    const head = workspace.ledger.head();
    if (head && head.seq !== toldHead) {
      toldHead = head.seq;
      tell(`head ${head.seq} ${head.hash}`);
      tell(`answered ${workspace.records.find(effects, "state = 'performed'").length}`);
    }
    loop?.wake();
  },
  onError: (what, error) => tell(`trouble ${what}: ${messageOf(error)}`),
});
const lead = await workspace.lead(`process ${process.pid}`);
if (lead.kind === "taken") {
  tell(`taken by ${lead.holder}`);
  process.exit(1);
}
tell("leads");
loop = new Loop({ workspace, onTrouble: (words) => tell(`trouble ${words}`), watched: [] });
loop.start();
// What was shown before the last kill is on the owner's screen still.
for (const row of workspace.records.find(proposals, "state = 'open'")) void tap(row.code, row.revision);

async function tap(code: string, revision: number): Promise<void> {
  const decision = { code, revision, surface: "console", actor: "owner:console:local" };
  const outcome = await workspace.writer.submit((transaction) =>
    approve(transaction, workspace.charter.authority, decision),
  );
  if (outcome.kind === "approved") tell(`approved ${code}`);
  else if (outcome.kind === "shown" && outcome.why === "unseen")
    setTimeout(() => void tap(code, revision), 10); // faster than its note
  else if (outcome.kind !== "over") tell(`trouble approving ${code}: ${outcome.kind}`);
}

/** At once and whole: what was told before a kill has been told. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}
