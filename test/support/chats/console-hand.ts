/** The owner at the console: cards are read above the prompt, and words are typed. */
import { hear } from "../../../src/surfaces/console/reception.ts";
import { renderCard } from "../../../src/surfaces/console/render-card.ts";
import type { Hand, HandParts, Seen } from "./hand.ts";

const VERBS: Readonly<Record<string, string>> = {
  Approve: "approve",
  Seen: "approve",
  Later: "later",
  "Why?": "why",
  "I'll do it myself": "self",
};

export class ConsoleHand implements Hand {
  readonly surface = "console";
  readonly #parts: HandParts;
  readonly #said: string[] = [];

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  async card(reads: RegExp): Promise<Seen> {
    return this.#parts.until(`a card like ${reads} at the console`, () => this.all(reads).at(-1));
  }

  all(reads: RegExp): readonly Seen[] {
    return this.#texts()
      .filter((text) => reads.test(text))
      .map((text) => ({ text, buttons: Object.keys(VERBS), thread: null }));
  }

  async tap(reads: RegExp, label: string): Promise<string | null> {
    const verb = VERBS[label];
    if (!verb) throw new Error(`the console has no word for “${label}”`);
    return this.#hear(`${verb} ${await this.#code(reads)}`);
  }

  async rewrite(reads: RegExp, text: string): Promise<void> {
    await this.#hear(`edit ${await this.#code(reads)} text="${text.replaceAll("\n", "\\n")}"`);
  }

  async reject(reads: RegExp, reason: string): Promise<void> {
    await this.#hear(`reject ${await this.#code(reads)} because ${reason}`);
  }

  async say(text: string): Promise<void> {
    await this.#hear(text);
  }

  files(): readonly string[] {
    return [];
  }

  screen(): string {
    return this.#texts().join("\n");
  }

  /** The words typed, then their answer. */
  async #hear(line: string): Promise<string | null> {
    const { office } = this.#parts.company;
    const look = { width: 200, colour: false, zone: "Europe/Berlin" };
    const reply = await hear({ ...office.workspace.door.reception(), look: () => look }, line);
    this.#said.push(reply.text);
    await this.#parts.company.rest();
    return reply.ok ? null : reply.text;
  }

  async #code(reads: RegExp): Promise<string> {
    const card = await this.#parts.until(`a card like ${reads} at the console`, () =>
      this.all(reads).findLast((one) => /^── [A-Z0-9]{4,6}\b/m.test(one.text)),
    );
    const [, code] = /^(?:\n)?── ([A-Z0-9]{4,6})\b/m.exec(card.text) ?? [];
    if (!code) throw new Error(`no code on ${card.text}`);
    return code;
  }

  #texts(): string[] {
    const shown = this.#parts.company.office.shown.map((one) =>
      renderCard(one.card, one.code, { width: 200, colour: false }),
    );
    return [...shown, ...this.#said];
  }
}
