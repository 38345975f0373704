/**
 * What a run may ask of the house, answered: records of its own scope, the local reader, the house's texts.
 * Every answer names the label of what was read, which the run inherits; a scope it isn't in doesn't exist for it.
 * Before: run.ts, which journals every call. After: records, model/local, policy/answers.
 */

import type { House } from "../actions/house.ts";
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import { houseLabel, joinLabels, type Label } from "../kernel/label.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { RunRow } from "../kernel/run-record.ts";
import type { Access } from "../kernel/verdict.ts";
import type { Json } from "../lib/canonical.ts";
import { localDate } from "../lib/zone.ts";
import type { Models } from "../model/model.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { addressesOf, contacts } from "../records/contact.ts";
import { type Deliverable, deliverables } from "../records/deliverable.ts";
import { type Mail, type MailWords, mails } from "../records/mail.ts";
import { otherNames } from "./draft-check.ts";
import type { Answer } from "./journal.ts";
import { type AgentMemory, answerFromMemory, isOfMemory } from "./memory-answers.ts";
import { type AskingParts, askModel, isAsking } from "./model-answers.ts";
import { MONEY } from "./read-money.ts";
import { allow, mayRecall } from "./read-permit.ts";
import { newSenders } from "./read-senders.ts";
import { STANDING, STANDING_READERS } from "./read-standing.ts";
import { WORK, WORK_READERS } from "./read-work.ts";
import { labelOf, type ReadableKind, type ReadingDesk } from "./readable.ts";
import type { Answering, Staff } from "./run.ts";
import type { GuestCall } from "./sandbox.ts";

const RECORDS: Readonly<Record<string, ReadableKind>> = { ...WORK, ...MONEY, ...STANDING };
const READERS = { ...WORK_READERS, ...STANDING_READERS };

export interface AnsweringParts {
  /** Reads outside a transaction: fresh at every call. */
  readonly records: () => Records;
  readonly ledger: Ledger;
  readonly timezone: string;
  readonly house: House;
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
    const reader = call.name === "ask" ? READERS[String(args.what)] : undefined;
    if (reader) {
      allow(parts, agent, run, "mail");
      const read = await reader(desk.desk(), (args.input ?? {}) as Record<string, Json>);
      return { value: read.value, label: labelOf(read, run.scope) };
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

  /** Where this run stands when it reads records. */
  desk(): ReadingDesk {
    const { ledger, house, timezone } = this.#parts;
    const now = ledger.at(this.#run.event)?.at ?? this.#run.started_at;
    return {
      records: this.#records,
      scope: this.#scope,
      now,
      today: localDate(now, timezone),
      house,
      wordsAt(seq) {
        const event = ledger.at(seq);
        const words = event && ledger.open(event);
        return event && words ? { words, label: event.label, event } : null;
      },
    };
  }

  async read(what: string, query: Record<string, Json>): Promise<Answer> {
    if (what === "mail") return query.unread === true ? this.#unread() : this.#mail(String(query.id));
    if (what === "client") return { value: this.#client(), label: houseLabel(this.#run.scope) };
    if (what === "contact") return { value: this.#contacts(query.address), label: houseLabel(this.#run.scope) };
    if (what === "senders") return newSenders(this.desk());
    const kind = RECORDS[what];
    if (kind) {
      if (kind.resource === "Workspace" && this.#run.scope !== "workspace")
        throw new Error(`“${what}” goes across clients: it is read in the owner's own room only.`);
      const read = kind.read(this.desk(), query);
      return { value: read.value, label: labelOf(read, this.#run.scope) };
    }
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
    const without = Array.isArray(input.without) ? input.without.map(String) : [];
    const whole = without.reduce((text, sentence) => text.replace(sentence, " "), words.written);
    const answersWork = this.#waiting().some(({ letter }) => letter !== null && words.references.includes(letter));
    const read = (written: string) =>
      readMessage({
        subject: words.subject,
        written,
        signature: words.signature,
        fromName: sender?.name ?? "",
        fromAddress: sender?.address ?? "",
        sentAt: words.sentAt ?? mail.at,
        timezone: this.#parts.timezone,
        known: input.known === true,
        answersWork,
        attachments: words.attachments.map((one) => one.name),
      });
    const plainly = this.#plainly(whole);
    const reading = read(plainly);
    if (plainly === whole) return { value: JSON.parse(JSON.stringify(reading)) as Json, label };
    // What is quoted stands in their own words.
    const { sentencesOf } = await import("../model/local/sentences.ts");
    const own = new Map(sentencesOf(whole).map(({ text }) => [this.#plainly(text), text]));
    const evidence = reading.evidence.map((one) => ({ ...one, sentence: own.get(one.sentence) ?? one.sentence }));
    return { value: JSON.parse(JSON.stringify({ ...reading, evidence })) as Json, label };
  }

  /** What they got and have said nothing to. */
  #waiting(): Deliverable[] {
    return this.#records.find(deliverables, "client = ? AND state = 'sent'", [this.#scope]);
  }

  /**
   * What they have before them is called by its title, and a title may say anything: “Report on complaints” is no complaint. It
   * is read as “it”.
   */
  #plainly(written: string): string {
    const it = this.#records.get(clients, this.#scope)?.language === "de" ? "es" : "it";
    const sent = this.#records.find(deliverables, "client = ? AND state IN ('sent', 'changes', 'accepted')", [
      this.#scope,
    ]);
    const titles = sent.map(({ title }) => title).sort((a, b) => b.length - a.length);
    return titles.reduce(
      (text, title) =>
        text.replaceAll(
          new RegExp(`(?:\\b(?:the|den|die|das|der)\\s+)?[“”„"«»‚‘’']?${escaped(title)}[“”„"«»‚‘’']?`, "giu"),
          it,
        ),
      written,
    );
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
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
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

function nobodyAnswers(call: GuestCall): string {
  const what = (call.args as { what?: string } | null)?.what;
  return `Nobody here answers “${call.name}${what ? ` ${what}` : ""}”.`;
}
