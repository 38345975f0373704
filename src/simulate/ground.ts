/**
 * The ground on which a simulated company stands: a home of its own, the real workspace on a virtual clock, the owner's
 * console, and the folders through which the world reaches it. Ids, keys and nonces come from the seed.
 * Before: simulate.ts. After: workspace.ts.
 */
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readConfig } from "../config.ts";
import { VirtualClock } from "../lib/clock.ts";
import { seededEntropy } from "../lib/entropy.ts";
import { messageOf } from "../lib/errors.ts";
import type { Surface } from "../surfaces/surface.ts";
import { Workspace } from "../workspace.ts";
import { type Letter, NUMBER_FORMAT, readLetter } from "./letters.ts";
import type { Party } from "./people.ts";
import { ZONE } from "./time.ts";
import { type Dropped, OWNER } from "./world.ts";

const MINUTE_MS = 60_000;
/** What of the surroundings counts: only whether there is a model. */
const FROM_OUTSIDE = /^(?:OPENAI_|MODEL_)/;
/** With a thousand clients one agent wakes more often in an hour than any loop would make it with ten. */
const RUNS_PER_HOUR_AND_CLIENT = 100;

/** What clients have bought: with weekly check-ins, or, where the owner's week has no room for more of them, without. */
export const PACKAGE = "monthly-package";
const UNMET_PACKAGE = "monthly-reports";
/** Half an hour a week for each: more clients than that no owner can meet. */
export const MOST_MET = 40;

export function packageOf(party: Pick<Party, "index">): string {
  return party.index < MOST_MET ? PACKAGE : UNMET_PACKAGE;
}

export interface GroundOptions {
  readonly home: string;
  readonly packageRoot: string;
  readonly seed: number;
  readonly clients: number;
  /** Milliseconds UTC. */
  readonly startsAt: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export class Ground {
  readonly home: string;
  readonly clock: VirtualClock;
  readonly workspace: Workspace;
  readonly #seen = new Set<string>();
  readonly #troubles: unknown[];

  private constructor(home: string, clock: VirtualClock, workspace: Workspace, troubles: unknown[]) {
    this.home = home;
    this.clock = clock;
    this.workspace = workspace;
    this.#troubles = troubles;
  }

  static async open(options: GroundOptions): Promise<Ground> {
    const { home, packageRoot, seed, clients, startsAt, environment } = options;
    writePolicies(home, packageRoot, clients);
    const clock = new VirtualClock(startsAt);
    const troubles: unknown[] = [];
    const given = Object.entries(environment).filter(([name, value]) => FROM_OUTSIDE.test(name) && value !== undefined);
    const workspace = await Workspace.open({
      config: readConfig({
        ...(Object.fromEntries(given) as Record<string, string>),
        ATELIER_HOME: home,
        ATELIER_TIMEZONE: ZONE,
        ATELIER_CURRENCY: "EUR",
        OWNER_NAME: OWNER.name,
        OWNER_EMAIL: OWNER.address,
      }),
      clock,
      entropy: seededEntropy(`simulation ${seed}`),
      packageRoot,
      ordered: true,
      surfaces: [EYES],
      onError: (what, error) =>
        troubles.push(error instanceof Error ? error : new Error(`${what}: ${messageOf(error)}`)),
    });
    // Nobody pulls the plug on a company that doesn't exist: it need not wait for the disk.
    workspace.database.script("PRAGMA synchronous = OFF");
    const lead = await workspace.lead("simulate");
    if (lead.kind === "taken") throw new Error(`Somebody else leads in ${home}: ${lead.holder}.`);
    return new Ground(home, clock, workspace, troubles);
  }

  /** Puts files where the world puts them. Their times are the world's, too, so that every run sees the same. */
  put(files: readonly Dropped[]): void {
    for (const { folder, name, bytes } of files) {
      const path = join(this.home, folder, name);
      mkdirSync(join(this.home, folder), { recursive: true });
      writeFileSync(path, bytes);
      const rested = (this.clock.now() - MINUTE_MS) / 1000;
      utimesSync(path, rested, rested);
    }
  }

  /** Lets the workspace do all that is to be done now. */
  async rest(): Promise<void> {
    await this.workspace.untilIdle();
    const [trouble] = this.#troubles;
    if (trouble) throw trouble;
  }

  /** What has left since the last time, in the order of its names. */
  async left(): Promise<readonly Letter[]> {
    const folder = join(this.home, "mail", "sent");
    const fresh = readdirSync(folder)
      .filter((name) => name.endsWith(".eml") && !this.#seen.has(name))
      .sort();
    const letters: Letter[] = [];
    for (const name of fresh) {
      this.#seen.add(name);
      letters.push(await readLetter(readFileSync(join(folder, name)), name));
    }
    return letters;
  }

  async close(): Promise<void> {
    await this.workspace.close();
  }
}

/** The owner's console: what is shown there is seen. */
const EYES: Surface = {
  name: "console",
  lasting: false,
  forms: false,
  post: async () => ({ kind: "sent", ref: "", complete: true }),
};

/** The company as its owner has set it up; all else is as shipped. */
function writePolicies(home: string, packageRoot: string, clients: number): void {
  const folder = join(home, "policies");
  mkdirSync(join(folder, "playbooks"), { recursive: true });
  const shipped = parse(readFileSync(join(packageRoot, "policies", "playbooks", `${PACKAGE}.yaml`), "utf8"));
  const unmet = shipped.tasks.filter((task: { readonly kind: string }) => task.kind !== "check-in");
  writeFileSync(
    join(folder, "playbooks", `${UNMET_PACKAGE}.yaml`),
    stringify({ ...shipped, title: "Monthly reports", tasks: unmet }),
  );
  writeFileSync(
    join(folder, "company.yaml"),
    stringify({
      legalName: "Robin Vale Consulting",
      address: ["Seestrasse 4", "20095 Hamburg"],
      country: "DE",
      region: "DE-HH",
      taxNumber: "12/345/67890",
      vatId: "DE123456789",
      vatStatus: "registered",
      vatRate: 19,
      iban: "DE89370400440532013000",
      bic: "COBADEFFXXX",
      termsDays: 14,
      invoiceNumber: NUMBER_FORMAT,
      signature: "Robin Vale",
    }),
  );
  if (clients > 20)
    writeFileSync(join(folder, "settings.yaml"), stringify({ runsPerHour: RUNS_PER_HOUR_AND_CLIENT * clients }));
}
