/**
 * The owner's way in, the same for the console, the verbs and the chats: the desk that decides, the answers, and the reception
 * that reads words. Who stands there is said by surface and actor.
 * Before: workspace.ts, which makes it. After: surfaces/.
 */
import type { Charter } from "./charter.ts";
import type { Config } from "./config.ts";
import type { Connector } from "./connectors/connector.ts";
import type { Card } from "./kernel/card.ts";
import type { Records } from "./kernel/fold.ts";
import type { Ledger } from "./kernel/ledger.ts";
import { type OwnerIds, ownerOn } from "./kernel/pairing.ts";
import { type ProposalRow, shownBy } from "./kernel/proposal.ts";
import type { Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import type { Recall } from "./memory/recall.ts";
import { explainRules, type RuleSentence } from "./policy/explain.ts";
import { overview } from "./projections/overview.ts";
import { wantComparison } from "./reconciling.ts";
import type { Database } from "./store/database.ts";
import { Answers } from "./surfaces/answers.ts";
import { newestPost } from "./surfaces/chat/chat-lane.ts";
import { Desk } from "./surfaces/desk.ts";
import { fieldsOf } from "./surfaces/fields.ts";
import type { Chat, Home, Place } from "./surfaces/surface.ts";
import type { ReceptionParts } from "./surfaces/words/reception.ts";

/** Who sits at this machine's console is the owner: whoever may read the home may decide in it. */
const CONSOLE_OWNER = "owner:console:local";

export interface DoorParts {
  readonly config: Config;
  readonly charter: Charter;
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Fresh at every call. */
  readonly records: () => Records;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly chats: readonly Chat[];
  /** What goes on meanwhile, in sentences for the status. */
  readonly underWay: () => readonly string[];
  /** The digest as it would be now. */
  readonly digest: () => Card | null;
  /** What happened with a client, searched. */
  readonly memory?: Pick<Recall, "find" | "summaries">;
}

export class OwnersDoor {
  readonly answers: Answers;
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    const { charter, database, ledger, records, clock, config, digest, underWay } = parts;
    this.answers = new Answers({
      database,
      ledger,
      records,
      agents: charter.agents,
      hasModel: config.models !== null,
      spending: () => ({ money: charter.modelMoney(), quotas: charter.quotas(clock.now()) }),
      clock,
      zone: config.timezone,
      digest,
      underWay,
      telling: {
        ruleAt(id) {
          const rule = charter.rulebook().policies.rules.get(id);
          return rule && `${rule.file}:${rule.line}`;
        },
        sentenceOf: (action) => charter.actions.get(action)?.sentence,
      },
    });
  }

  /** The desk of the console and the verbs. */
  get desk(): Desk {
    return this.deskAt("console", CONSOLE_OWNER);
  }

  /** The desk as it is on a surface, for whoever was found to be the owner there. */
  deskAt(surface: string, actor: string): Desk {
    const { writer, charter, connectors, config } = this.#parts;
    const comparable = [...connectors.values()].filter((one) => one.reconcile).map(({ name }) => name);
    return new Desk({
      writer,
      authority: charter.authority,
      surface,
      actor,
      showsAnswers: surface === "console",
      staff: { agents: charter.agents.map(({ spec }) => spec.name), connectors: [...connectors.keys()] },
      comparing: { connectors: comparable, want: (transaction) => wantComparison(transaction, comparable) },
      chats: [...(config.slack ? ["slack"] : []), ...(config.telegram ? ["telegram"] : [])],
    });
  }

  reception(surface = "console", actor = CONSOLE_OWNER): ReceptionParts {
    const { database, records, clock, config, charter, ledger, memory } = this.#parts;
    const desk = this.deskAt(surface, actor);
    return {
      desk,
      answers: this.answers,
      database,
      records,
      rules: () => this.rules(),
      now: () => clock.now(),
      zone: config.timezone,
      beyond: async (line, where) => {
        // Most verbs need no sentences: what reads them is loaded when one is said.
        const { understand } = await import("./surfaces/words/sentences.ts");
        return understand(
          {
            desk,
            actions: charter.actions,
            currency: config.currency,
            lookups: {
              records: records(),
              ledger,
              database,
              now: clock.now(),
              zone: config.timezone,
              ...(memory ? { memory } : {}),
            },
          },
          line,
          where,
        );
      },
    };
  }

  rules(): readonly RuleSentence[] {
    const { charter } = this.#parts;
    return explainRules({
      ...charter.rulebook(),
      may: {
        ...Object.fromEntries(
          charter.agents.map(({ spec }) => [spec.name, [...spec.may, ...spec.reads.map((what) => `read.${what}`)]]),
        ),
        house: charter.authority.may("agent:house") ?? [],
      },
    });
  }

  /** Who decides on a chat now. */
  ownerOn(surface: string): OwnerIds | null {
    const named = this.namedOwner(surface);
    return ownerOn(this.#parts.records(), surface, named);
  }

  /** Whom the environment names. */
  namedOwner(surface: string): OwnerIds | null {
    const { slack, telegram } = this.#parts.config;
    return { slack: slack?.owner, telegram: telegram?.owner }[surface] ?? null;
  }

  /** The main room that was configured for a chat. */
  room(surface: string): string | null {
    const { slack, telegram } = this.#parts.config;
    return { slack: slack?.channel, telegram: telegram?.chat }[surface] ?? null;
  }

  /** What a field of a card says now, for a text to start from. */
  fieldValue(row: ProposalRow, field: string): string {
    const { ledger, charter } = this.#parts;
    const shown = shownBy({ eventAt: (seq) => ledger.at(seq), open: (event) => ledger.open(event) }, row);
    const [found] = shown ? fieldsOf([field], shown.steps, charter.actions) : [];
    return found?.value ?? "";
  }

  /** The overview, with links into that chat. */
  home(surface: string): Home {
    const { database, clock, records, charter, config } = this.#parts;
    const status = this.answers.status();
    return {
      waiting: this.answers
        .queue()
        .filter((one) => one.laterUntil === null)
        .map(({ title, client, proposal }) => {
          const post = newestPost(database, surface, proposal.id);
          return { title, client, link: post?.ref ? this.link(surface, post, post.ref) : null };
        }),
      paused: status.paused.map((pause) => pause.words),
      ...overview(records(), database, {
        now: clock.now(),
        zone: config.timezone,
        money: charter.modelMoney(),
      }),
    };
  }

  /** The address of a message on a chat. */
  link(surface: string, place: Place, ref: string): string | null {
    const chat = this.#parts.chats.find((one) => one.name === surface);
    return chat?.link({ room: place.room, thread: place.thread }, ref) ?? null;
  }
}
