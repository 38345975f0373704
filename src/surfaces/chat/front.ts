/**
 * The door of a chat, inwards: whoever taps or writes there is checked by immutable ids, what the owner did is recorded as a
 * command bound to exactly what was shown, and everything else is refused kindly and recorded (invariant 11).
 * Before: slack/ and telegram/. After: taps.ts and forms.ts (the owner's hand), turns.ts (the owner's words).
 */
import { hash } from "node:crypto";
import type { ActionContract } from "../../kernel/action.ts";
import type { Blobs } from "../../kernel/blobs.ts";
import type { Records } from "../../kernel/fold.ts";
import { alsoOf, ownerLabel } from "../../kernel/label.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import { type OwnerIds, ownerOn } from "../../kernel/pairing.ts";
import type { Transaction, Writer } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import { opaqueId } from "../../lib/id.ts";
import type { Database } from "../../store/database.ts";
import type { Answers } from "../answers.ts";
import type { Desk } from "../desk.ts";
import type { Filled, Front, Home, Person, Place, Reaction, Refusal, Said, Tap } from "../surface.ts";
import { fetchFiles, keepFile } from "./dropped-files.ts";
import { Hand } from "./hand.ts";
import { looksLikeCode, tryCode, voidCode } from "./pairing.ts";
import { type PostRow, SELECT_POST } from "./posts.ts";
import { Refusals } from "./refusals.ts";
import { keepNote, mainRoom, note, scopeAt } from "./rooms.ts";

export interface FrontParts {
  readonly surface: string;
  readonly forms: boolean;
  /** Whom the environment names as the owner. */
  readonly named: OwnerIds | null;
  /** The main room that was configured. */
  readonly room: string | null;
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly records: () => Records;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly zone: string;
  readonly desk: (surface: string, actor: string) => Desk;
  readonly answers: Answers;
  readonly home: (surface: string) => Home;
  readonly actions: ReadonlyMap<string, ActionContract>;
}

const ONLY_OWNER = "I work for one person only, and I have not been told that it is you. Nothing was done.";
const USED_EVERY_MS = 60_000;
const NOTE_EVERY_MS = 3_600_000;

export class ChatFront implements Front {
  readonly #parts: FrontParts;
  readonly #hand: Hand;
  readonly #refusals: Refusals;
  readonly #toldStrangers = new Map<string, number>();

  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.#refusals = new Refusals(parts);
    this.#hand = new Hand({
      ...parts,
      refuse: (why, person, text, about) => this.#refusals.refuse(why, person, text, about),
      say: (person, place, text) => this.#record(person, place, text),
      again: (tap) => this.#taken(tap),
    });
  }

  async tapped(tap: Tap): Promise<Reaction> {
    const stranger = await this.#strange(tap.person);
    if (stranger) return stranger;
    this.#used();
    const reaction = await this.#hand.tapped(tap);
    const { surface, writer } = this.#parts;
    const { delivery } = tap;
    // After it was done: noted before, a tap that the platform brings again because we died in between would be lost.
    if (delivery)
      void writer
        .submit((transaction) => firstTime(transaction, surface, tapName(tap, delivery)))
        .catch(() => undefined);
    return reaction;
  }

  async filled(form: Filled): Promise<Reaction> {
    const stranger = await this.#strange(form.person);
    if (stranger) return stranger;
    this.#used();
    return this.#hand.filled(form);
  }

  async said(said: Said): Promise<Reaction> {
    if (!this.isOwner(said.person)) return this.#strangerSaid(said);
    this.#used();
    const { fetched, troubles } = await fetchFiles(said.files);
    const { surface, writer, blobs, database } = this.#parts;
    const actor = this.#actor(said.person);
    const place = this.#answerAt(said);
    if (!place) return { kind: "note", text: "Others read along here. Please say it to me in a direct message." };
    // In one commit: what was marked as taken and then lost would never come again.
    const fresh = await writer.submit((transaction) => {
      if (!firstTime(transaction, surface, said.delivery)) return false;
      const scope = scopeAt(database, surface, place);
      for (const file of fetched) keepFile(transaction, blobs, { file, actor, scope });
      if (said.text.trim() !== "") this.#hear(transaction, { actor, place, text: said.text, replyTo: said.replyTo });
      return true;
    });
    if (!fresh) {
      await this.#refusals.refuse("replayed", said.person, "");
      return { kind: "silence" };
    }
    return troubles.length > 0 ? { kind: "note", text: troubles.join("\n") } : { kind: "done" };
  }

  async refused(why: Refusal): Promise<void> {
    await this.#refusals.refuse(why, null, "");
  }

  knows(place: Place): boolean {
    const { database, surface } = this.#parts;
    if (scopeAt(database, surface, place) !== null) return true;
    // Below a message of ours, such as the digest, whatever is said is said to us.
    const ours = "SELECT id FROM posts WHERE surface = ? AND room = ? AND ref = ? LIMIT 1";
    return place.thread !== null && database.get(ours, [surface, place.room, place.thread]) !== undefined;
  }

  isOwner(person: Person): boolean {
    const { surface, named, records } = this.#parts;
    const owner = ownerOn(records(), surface, named);
    if (!owner || owner.user !== person.user) return false;
    // The environment may name the user only: then the team is the one this workspace belongs to.
    const team = owner.team ?? note(this.#parts.database, surface, "team");
    return team === person.team;
  }

  home(): Home {
    return this.#parts.home(this.#parts.surface);
  }

  /** Records what of a flood was only counted, once its minute is over, or `now`; answers 1 when there was something. */
  account(options: { now?: boolean } = {}): Promise<number> {
    return this.#refusals.account(options);
  }

  recall(name: string): string | null {
    return note(this.#parts.database, this.#parts.surface, name);
  }

  remember(name: string, value: string): Promise<void> {
    const { surface, writer } = this.#parts;
    return writer.submit((transaction) => keepNote(transaction, surface, name, value));
  }

  /** Whether this very tap was done before. */
  #taken(tap: Tap): boolean {
    const { database, surface } = this.#parts;
    if (!tap.delivery) return false;
    const name = hash("sha256", tapName(tap, tap.delivery), "hex");
    return database.get("SELECT 1 FROM taken WHERE connector = ? AND name = ?", [surface, name]) !== undefined;
  }

  #record(person: Person, place: Place, text: string): Promise<void> {
    const actor = this.#actor(person);
    return this.#parts.writer.submit((transaction) => this.#hear(transaction, { actor, place, text, replyTo: null }));
  }

  /**
   * Where an answer may stand: in the owner's own rooms and below our messages. What was asked in a room that others read, by
   * `/atelier` or a mention, is answered in the main room.
   */
  #answerAt({ place, direct, person }: Pick<Said, "place" | "direct" | "person">): Place | null {
    const { database, surface, room } = this.#parts;
    const main = mainRoom(database, surface, room, { user: person.user, team: person.team });
    return direct || this.knows(place) || place.room === main?.room ? place : main;
  }

  /** Keeps the owner's words; they are answered with the next turn (turns.ts). */
  #hear(
    transaction: Transaction,
    { actor, place, text, replyTo }: { actor: string; place: Place; text: string; replyTo: string | null },
  ): void {
    const { surface } = this.#parts;
    const scope = scopeAt(this.#parts.database, surface, place) ?? "workspace";
    const said = opaqueId("s", transaction.entropy);
    const prompt =
      replyTo === null
        ? undefined
        : transaction.get<PostRow>(`${SELECT_POST} WHERE surface = ? AND room = ? AND ref = ? AND kind = 'prompt'`, [
            surface,
            place.room,
            replyTo,
          ]);
    const event = transaction.append({
      type: "owner.said",
      actor,
      scope,
      subject: `said:${said}`,
      // Words that answer a question about a client are about that client.
      label: alsoOf(ownerLabel(scope), prompt ? [prompt.scope] : []),
      data: { said, surface },
      private: { text },
    });
    transaction.run(
      "INSERT INTO turns (seq, surface, room, thread, answers, actor, at, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')",
      [event.seq, surface, place.room, place.thread, prompt?.id ?? null, actor, transaction.now],
    );
  }

  /** What to tell whoever is not the owner; `null`: it is the owner. */
  async #strange(person: Person): Promise<Reaction | null> {
    if (this.isOwner(person)) return null;
    const owner = ownerOn(this.#parts.records(), this.#parts.surface, this.#parts.named);
    return this.#refusals.refuse(owner?.user === person.user ? "wrong-team" : "stranger", person, ONLY_OWNER);
  }

  async #strangerSaid(said: Said): Promise<Reaction> {
    const { surface, writer, clock } = this.#parts;
    if (said.direct && looksLikeCode(said.text)) {
      const who = { user: said.person.user, team: said.person.team };
      const tried = await writer.submit((transaction) => tryCode(transaction, surface, who, said.text));
      if (tried === "paired") {
        await this.#record(said.person, said.place, "help");
        return { kind: "note", text: "Paired. From now on you decide here, and nobody else." };
      }
      if (tried === "wrong")
        return this.#refusals.refuse(
          "wrong-code",
          said.person,
          "That is not the code. After a few wrong tries it is void.",
        );
    }
    if (!said.direct && looksLikeCode(said.text))
      await writer.submit((transaction) => voidCode(transaction, surface, said.text));
    const refused = await this.#strange(said.person);
    const told = this.#toldStrangers.get(said.person.user) ?? 0;
    if (clock.now() - told < NOTE_EVERY_MS) return { kind: "silence" };
    if (this.#toldStrangers.size > 1000) this.#toldStrangers.clear();
    this.#toldStrangers.set(said.person.user, clock.now());
    return refused ?? { kind: "silence" };
  }

  /** Sounds are made on the surface that was used last. */
  #used(): void {
    const { surface, writer, clock, database } = this.#parts;
    const last = database.get<{ surface: string; value: string }>(
      "SELECT surface, value FROM surface_notes WHERE name = 'used' ORDER BY CAST(value AS INTEGER) DESC LIMIT 1",
    );
    if (last?.surface === surface && clock.now() - Number(last.value) < USED_EVERY_MS) return;
    void writer
      .submit((transaction) => keepNote(transaction, surface, "used", String(transaction.now)))
      .catch(() => undefined); // a lost note only moves a sound
  }

  #actor(person: Person): string {
    return `owner:${this.#parts.surface}:${person.user}`;
  }
}

/** The text that a tap asked for is reported as opened under the same delivery. */
function tapName(tap: Tap, delivery: string): string {
  return `tap:${delivery}:${tap.verb}`;
}

/** Platforms deliver again what they got no answer for: what was taken once is not taken again. */
function firstTime(transaction: Transaction, surface: string, delivery: string): boolean {
  const name = hash("sha256", delivery, "hex");
  return (
    transaction.run("INSERT INTO taken (connector, name, content) VALUES (?, ?, '') ON CONFLICT DO NOTHING", [
      surface,
      name,
    ]) > 0
  );
}
