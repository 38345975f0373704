/**
 * Opens the home: checks it, brings the database to the present, loads and checks policies and agents. What is wrong is said
 * before anything is begun, and nothing is left open.
 * Before: workspace.ts. After: charter.ts, store/, the key file.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Charter, loadCharter } from "./charter.ts";
import { type Config, ConfigError, prepareHome, surfacesOf } from "./config.ts";
import { Keys } from "./kernel/keys.ts";
import { rebuildWhereNeeded } from "./kernel/rebuild.ts";
import type { Entropy } from "./lib/entropy.ts";
import { offlineEmbedderLacks } from "./memory/offline-embedder.ts";
import { recordKinds } from "./records/kinds.ts";
import { Database, type Probe } from "./store/database.ts";
import { migrate } from "./store/migrate.ts";

export interface OpeningParts {
  readonly config: Config;
  readonly entropy: Entropy;
  readonly packageRoot: string;
  readonly dev?: boolean;
  readonly probe?: Probe;
}

/** An opened home. */
export interface Home {
  readonly database: Database;
  readonly keys: Keys;
  readonly charter: Charter;
}

/** Throws a ConfigError that says what to do where the home can't be used as it is. */
export async function openHome(parts: OpeningParts): Promise<Home> {
  const { config, packageRoot, entropy, probe, dev = false } = parts;
  prepareHome(config);
  const lacks = config.offlineEmbedder ? offlineEmbedderLacks() : null;
  if (lacks) throw new ConfigError([`MODEL_EMBED=offline: ${lacks}`]);
  const charter = await loadCharter({ config, packageRoot, surfaces: surfacesOf(config), dev });
  const database = new Database({ path: config.databasePath, ...(probe ? { probe } : {}) });
  try {
    migrate(database, join(packageRoot, "migrations"));
    const keys = openKeys(database, config, entropy);
    rebuildWhereNeeded({ database, keys, kinds: recordKinds });
    return { database, keys, charter };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The key file; one that is lost is never made anew beside a ledger that needs it. */
function openKeys(database: Database, config: Config, entropy: Entropy): Keys {
  const path = join(config.home, "keys.jsonl");
  const lost = (how: string) =>
    new ConfigError([
      `The key file ${path} is ${how}, and the ledger can't be read without it. Put the newest copy from your backup there.`,
    ]);
  if (!existsSync(path) && database.get("SELECT seq FROM events LIMIT 1")) throw lost("missing");
  const keys = new Keys({ path, entropy });
  if (keys.empty && database.get(`SELECT seq FROM events WHERE data LIKE '%"private":%' LIMIT 1`)) throw lost("empty");
  return keys;
}
