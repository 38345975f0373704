/**
 * The console as a surface: cards and short lines in the terminal, above the line the owner is typing.
 */
import type { Interface } from "node:readline";
import type { Look } from "../phrase.ts";
import type { Message, Sent, Surface } from "../surface.ts";
import { renderCard } from "./render-card.ts";

export class Terminal implements Surface {
  readonly name = "console";
  readonly lasting = false;
  readonly forms = false;
  readonly #out: NodeJS.WritableStream & { readonly columns?: number; readonly isTTY?: boolean };
  readonly #plain: boolean;
  readonly #zone: string;
  #prompt: Interface | null = null;

  constructor(parts: {
    out: NodeJS.WritableStream & { readonly columns?: number; readonly isTTY?: boolean };
    environment: Readonly<Record<string, string | undefined>>;
    zone: string;
  }) {
    this.#out = parts.out;
    this.#plain = Boolean(parts.environment.NO_COLOR);
    this.#zone = parts.zone;
  }

  /** The line being typed is redrawn below whatever is said. */
  attach(prompt: Interface): void {
    this.#prompt = prompt;
  }

  look(): Look {
    return {
      width: Math.max(40, Math.min(this.#out.columns ?? 80, 100)),
      colour: this.#out.isTTY === true && !this.#plain,
      zone: this.#zone,
    };
  }

  async post({ posting }: Message): Promise<Sent> {
    this.say(`\n${renderCard(posting.card, posting.code, this.look())}\n`);
    return { kind: "sent", ref: "", complete: true };
  }

  /** Writes text on lines of its own. */
  say(text: string): void {
    if (this.#prompt && this.#out.isTTY) this.#out.write("\r\u001b[K");
    this.#out.write(`${text}\n`);
    this.#prompt?.prompt(true);
  }
}
