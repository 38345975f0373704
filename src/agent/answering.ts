/**
 * What a run may ask of the house, answered: records of its own scope, the local reader, the house's texts.
 * Every answer names the label of what was read, which the run inherits; a scope it isn't in doesn't exist for it.
 * Before: run.ts, which journals every call. After: records, model/local, policy/answers.
 */
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import { houseLabel, joinLabels, type Label } from "../kernel/label.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { proposals } from "../kernel/proposal.ts";
import type { RunRow } from "../kernel/run-record.ts";
import type { Access } from "../kernel/verdict.ts";
import type { Json } from "../lib/canonical.ts";
import type { Models } from "../model/model.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { addressesOf, type Contact, contacts } from "../records/contact.ts";
import { type Mail, type MailWords, mails } from "../records/mail.ts";
import { otherNames } from "./draft-check.ts";
import type { Answer } from "./journal.ts";
import { type AgentMemory, answerFromMemory, isOfMemory } from "./memory-answers.ts";
import { type AskingParts, askModel, isAsking } from "./model-answers.ts";
import type { Answering, Staff } from "./run.ts";
import type { GuestCall } from "./sandbox.ts";

/** What can be read, as specs name it; to policy each is an action `read.…`. */
export const READABLE = {
  mail: { resource: "Client", sentence: "read the messages of the client at hand" },
  client: { resource: "Client", sentence: "read the client's record" },
  contact: { resource: "Client", sentence: "read the client's addresses" },
  senders: { resource: "Workspace", sentence: "read the list of new senders" },
  memory: { resource: "Client", sentence: "recall what is known of this client" },
} as const satisfies Record<string, { resource: "Client" | "Workspace"; sentence: string }>;

type Readable = keyof typeof READABLE;

export interface AnsweringParts {
  /** Reads outside a transaction: fresh at every call. */
  readonly records: () => Records;
  readonly ledger: Ledger;
  readonly timezone: string;
  /** Fills a text of the house; fails as a value. */
  readonly fill: (
    name: string,
    language: string,
    values: Readonly<Record<string, string>>,
  ) => { ok: boolean; text?: string; why?: string };
  readonly reads: (agent: string) => readonly string[];
  readonly access: () => Access;
  /** Left out: nothing is remembered, and whoever asks is told so. */
  readonly memory?: AgentMemory;
  /** Left out: none is set, and whoever asks is told so. */
  readonly models?: Models;
}

/** Answers the calls of all runs. A refused call rejects with an Error that the guest sees. */
export function answering(parts: AnsweringParts): Answering {
  return async (call, run, agent, label) => {
    const desk = new Reading(parts, run);
    const args = (call.args ?? {}) as Record<string, Json>;
    if (call.name === "read") {
      allow(parts, agent, run, String(args.what));
      return desk.read(String(args.what), (args.query ?? {}) as Record<string, Json>);
    }
    if (call.name === "ask" && args.what === "message") {
      allow(parts, agent, run, "mail");
      return desk.message((args.input ?? {}) as Record<string, Json>);
    }
    if (call.name === "ask" && isAsking(args.what)) return askModel(args.what, args.input ?? null, desk.asking(agent));
    if (parts.memory && isOfMemory(call)) {
      allow(parts, agent, run, "memory");
      return answerFromMemory(parts.memory, call, { run, agent: agent.name, records: parts.records(), read: label });
    }
    if (call.name === "template") {
      const filled = parts.fill(
        String(args.name),
        String(args.language),
        (args.values ?? {}) as Record<string, string>,
      );
      return { value: { ok: filled.ok, text: filled.text ?? "", why: filled.why ?? "" }, label: houseLabel(run.scope) };
    }
    throw new Error(nobodyAnswers(call));
  };
}

type SuggestKind = typeof import("../model/local/sender-kind.ts").suggestKind;

class Reading {
  readonly #parts: AnsweringParts;
  readonly #run: RunRow;
  readonly #records: Records;
  readonly #scope: string;

  constructor(parts: AnsweringParts, run: RunRow) {
    this.#parts = parts;
    this.#run = run;
    this.#records = parts.records();
    this.#scope = mergedScope(this.#records, run.scope);
  }

  /** What a question to a model may lean on: this scope's messages and memory, as far as the agent may read them. */
  asking(agent: Staff): AskingParts {
    const { models, ledger, memory } = this.#parts;
    return {
      models,
      scope: this.#scope,
      agent: agent.name,
      run: this.#run.id,
      event: ledger.at(this.#run.event),
      mail: (id) => {
        allow(this.#parts, agent, this.#run, "mail");
        return this.find(id);
      },
      recall: async (question) =>
        memory && mayRecall(this.#parts, agent, this.#run)
          ? memory.recall.recall({
              scope: this.#run.scope,
              question,
              run: this.#run.id,
              atHand: [this.#run.event],
            })
          : null,
      others: () => otherNames(this.#records, this.#scope),
    };
  }

  async read(what: string, query: Record<string, Json>): Promise<Answer> {
    if (what === "mail") return query.unread === true ? this.#unread() : this.#mail(String(query.id));
    if (what === "client") return { value: this.#client(), label: houseLabel(this.#run.scope) };
    if (what === "contact") return { value: this.#contacts(query.address), label: houseLabel(this.#run.scope) };
    if (what === "senders") return this.#senders();
    throw new Error(`“${what}” can't be read.`);
  }

  /** What a message says, by local reading alone. */
  async message(input: Record<string, Json>): Promise<Answer> {
    // The reader brings its dictionaries with it; a verb that reads no mail should not wait for them.
    const { readMessage } = await import("../model/local/read-message.ts");
    const found = this.find(String(input.mail));
    if (!found) return { value: null, label: houseLabel(this.#run.scope) };
    const { mail, words, label } = found;
    const [sender] = words.from;
    const reading = readMessage({
      subject: words.subject,
      written: words.written,
      signature: words.signature,
      fromName: sender?.name ?? "",
      fromAddress: sender?.address ?? "",
      sentAt: words.sentAt ?? mail.at,
      timezone: this.#parts.timezone,
      known: input.known === true,
      attachments: words.attachments.map((one) => one.name),
    });
    return { value: JSON.parse(JSON.stringify(reading)) as Json, label };
  }

  #mail(id: string): Answer {
    const found = this.find(id);
    return found
      ? { value: shown(found.mail, found.words), label: found.label }
      : { value: null, label: houseLabel(this.#run.scope) };
  }

  /** Mails of this scope, merged ones included, that nobody has read yet. */
  #unread(): Answer {
    const rows = this.#records.find(mails, "classes = '' AND direction = 'in' ORDER BY seq");
    const found = rows
      .filter((mail) => mergedScope(this.#records, mail.scope) === this.#scope)
      .flatMap((mail) => this.find(mail.id) ?? []);
    return {
      value: found.map(({ mail, words }) => shown(mail, words)),
      label: found.reduce<Label>((label, one) => joinLabels(label, one.label), houseLabel(this.#run.scope)),
    };
  }

  /** The mail, if it is in this run's scope; to any other run it doesn't exist. */
  find(id: string): { mail: Mail; words: MailWords; label: Label } | null {
    const mail = this.#records.get(mails, id);
    if (!mail || mergedScope(this.#records, mail.scope) !== this.#scope) return null;
    const event = this.#parts.ledger.at(mail.seq);
    const words = event && this.#parts.ledger.open(event);
    return event && words?.from ? { mail, words: words as unknown as MailWords, label: event.label } : null;
  }

  /** The client, and what the owner is being asked about them: `open` now, `suggested` whether a merge ever was. */
  #client(): Json {
    const client = this.#records.get(clients, this.#scope);
    if (!client) return null;
    const asked = this.#records.find(intents, "scope = ? AND state IN ('submitted','asked') ORDER BY seq", [
      this.#scope,
    ]);
    const merges = this.#records.find(intents, "scope = ? AND action = 'scope.merge' LIMIT 1", [this.#scope]);
    return {
      stage: client.stage,
      name: client.name,
      title: clientTitle(client),
      language: client.language,
      open: asked.map((intent) => intent.action),
      suggested: merges.length > 0,
    };
  }

  /** The addresses of this scope; in the owner's own room the one asked for, if it is nobody's who is served. */
  #contacts(address: Json | undefined): Json {
    const here =
      this.#scope === "workspace"
        ? [this.#records.get(contacts, String(address).toLowerCase())].filter(
            (contact) => contact !== undefined && contact.kind !== "client" && contact.kind !== "unknown",
          )
        : addressesOf(this.#records, this.#scope);
    return here.flatMap((contact) =>
      contact ? [{ address: contact.address, name: contact.name, kind: contact.kind }] : [],
    );
  }

  /** Who has written and was not sorted yet: across scopes, so only for the owner's own room. */
  async #senders(): Promise<Answer> {
    const { suggestKind } = await import("../model/local/sender-kind.ts");
    if (this.#run.scope !== "workspace") throw new Error("New senders are read in the owner's own room only.");
    const asked = this.#askedAbout();
    const waiting = this.#records.find(
      contacts,
      "kind = 'unknown' AND state = 'seen' AND listed = 0 ORDER BY first_seen_at, address",
    );
    const rows = waiting.filter(
      (contact) => !asked.addresses.has(contact.address) && !asked.scopes.has(contact.scopes),
    );
    const described = rows.slice(0, 25).flatMap((contact) => this.#described(contact, suggestKind) ?? []);
    return {
      value: described.map((one) => one.value),
      label: described.reduce<Label>((label, one) => joinLabels(label, one.label), houseLabel("workspace")),
    };
  }

  #described(contact: Contact, suggestKind: SuggestKind): { value: Json; label: Label } | null {
    const [mail] = this.#records.find(mails, "scope = ? ORDER BY seq LIMIT 1", [contact.scopes]);
    const event = mail && this.#parts.ledger.at(mail.seq);
    const words = event && (this.#parts.ledger.open(event) as MailWords | null);
    if (!event || !words) return null;
    const { kind } = suggestKind({
      subject: words.subject,
      written: words.written,
      signature: words.signature,
      fromName: contact.name,
      fromAddress: contact.address,
      sentAt: words.sentAt ?? event.at,
      timezone: this.#parts.timezone,
      known: false,
      attachments: words.attachments.map((one) => one.name),
    });
    return {
      value: { address: contact.address, name: contact.name, subject: words.subject, kind },
      label: event.label,
    };
  }

  /** Addresses in an open list, and leads about whom a question is open already. */
  #askedAbout(): { addresses: Set<string>; scopes: Set<string> } {
    const addresses = new Set<string>();
    const scopes = new Set<string>();
    for (const intent of this.#records.find(
      intents,
      "state = 'asked' AND action IN ('contact.sort','client.open','scope.merge','owner.ask')",
    )) {
      if (intent.action !== "contact.sort") scopes.add(intent.scope);
      for (const row of this.#records.find(proposals, "intent = ?", [intent.id])) {
        const event = this.#parts.ledger.at(row.seq);
        const steps = (event && this.#parts.ledger.open(event)?.steps) as
          | ReadonlyArray<{ params: { address?: string } }>
          | undefined;
        for (const step of steps ?? []) if (step.params.address) addresses.add(step.params.address);
      }
    }
    return { addresses, scopes };
  }
}

function shown(mail: Mail, words: MailWords): Json {
  return {
    id: mail.id,
    classes: mail.classes,
    from: words.from.map(({ name, address }) => ({ name, address })),
    subject: words.subject,
    written: words.written,
    attachments: words.attachments.map((one) => one.name),
    messageId: words.messageId,
  };
}

/** Reading is asked like any other action: the spec must list it, and a policy must permit it for this very client. */
function allow(parts: AnsweringParts, agent: Staff, run: RunRow, what: string): void {
  const may = parts.reads(agent.name);
  if (!isReadable(what)) throw new Error(`“${what}” can't be read. What can: ${Object.keys(READABLE).join(", ")}.`);
  if (!may.includes(what))
    throw new Error(`${agent.name} may not read “${what}”: its spec says it reads ${may.join(", ")}.`);
  const records = parts.records();
  const client = records.get(clients, mergedScope(records, run.scope));
  const { resource } = READABLE[what];
  const { unseen: verdict } = parts.access().judge({
    principal: { type: "Agent", id: agent.name },
    action: `read.${what}`,
    resource: { type: resource, id: resource === "Client" ? (client?.id ?? run.scope) : "workspace" },
    attributes:
      resource === "Client" ? { stage: client?.stage ?? "none", language: client?.language ?? "unclear" } : {},
    context: {
      outward: false,
      reversible: true,
      untrusted: false,
      personal: resource === "Client",
      crossClient: false,
      knownAddress: true,
      quietHours: false,
    },
  });
  if (verdict.kind === "execute") return;
  const because = verdict.because.map((rule) => rule.because ?? rule.id).join("; ");
  throw new Error(`${agent.name} may not ${READABLE[what].sentence} here: ${because}.`);
}

/** Whether the memory may be added to what an agent asks; where it may not, the question is asked without. */
function mayRecall(parts: AnsweringParts, agent: Staff, run: RunRow): boolean {
  try {
    allow(parts, agent, run, "memory");
    return true;
  } catch {
    return false;
  }
}

function isReadable(what: string): what is Readable {
  return Object.hasOwn(READABLE, what);
}

function nobodyAnswers(call: GuestCall): string {
  const what = (call.args as { what?: string } | null)?.what;
  return `Nobody here answers “${call.name}${what ? ` ${what}` : ""}”.`;
}
