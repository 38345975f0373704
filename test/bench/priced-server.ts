/**
 * A server of models that keeps its own books: the strict test server, with answers of plausible length and its own count of
 * what each call costs. Nothing here knows of the house's meter.
 * Prices: dollars per million tokens, read from policies/prices.yaml by itself.
 */
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { parse } from "yaml";
import type { ChatBody } from "../support/model/check.ts";
import { contentText, promptTokens, tokensOf } from "../support/model/count.ts";
import type { Asked, Scripted } from "../support/model/script.ts";
import { type ModelServer, startModelServer } from "../support/model/server.ts";
import { PACKAGE_ROOT } from "./ground.ts";

/** The model a new workspace asks. */
export const MODEL = "gpt-4.1-mini";

/** What a server, or a ledger, says was used. */
export interface Bill {
  readonly calls: number;
  readonly tokensIn: number;
  /** Of `tokensIn`. */
  readonly tokensCached: number;
  readonly tokensOut: number;
  readonly micros: number;
}

interface Rates {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly batch: number;
}

/** As OpenAI documents its prompt caching: prefixes of 1,024 tokens at least, in steps of 128. */
const LEAST_PREFIX = 1024;
const PREFIX_STEP = 128;
const PICO = 1_000_000;

const DRAFT = `Hello,

thank you for your message and for asking so clearly. I have read it carefully and looked at where we stand. The work on your project is going on as we agreed, and nothing about the plan has changed on my side. What you ask about belongs to the next step, and I would like to answer it properly instead of guessing today.

I will look at the details this week and write to you as soon as I have something you can rely on. If there is anything that has to be settled earlier, or somebody else on your side who should read along, a short note is enough and I will take it into account.

Until then everything else goes on as planned.`;

const SUMMARY = `In November the client asked for help with a new project and wrote that the old solution can no longer be edited and does not work on phones. The company thanked them, opened the client and answered on the same day. Later in the month the client wrote again with questions about the first draft and about what was sent so far. The owner approved an answer which says that the work goes on as agreed and that details follow. No price was agreed, nothing was invoiced, and nothing was paid. Open at the end of the month: the answer about the details, and a date for the first draft.`;

const FACTS = JSON.stringify({
  facts: [
    { kind: "contact", text: "The sender writes for their own company and answers from this address." },
    { kind: "project", text: "They expect an answer about the work under way, and named no other date for it." },
  ],
});

export class PricedServer {
  readonly #server: ModelServer;
  readonly #rates: Rates;
  /** Prefixes that were seen; `null`: this provider caches nothing. */
  readonly #prefixes: Set<string> | null;
  #bill: Bill = { calls: 0, tokensIn: 0, tokensCached: 0, tokensOut: 0, micros: 0 };

  private constructor(server: ModelServer, rates: Rates, caches: boolean) {
    this.#server = server;
    this.#rates = rates;
    this.#prefixes = caches ? new Set() : null;
    server.script((asked) => this.#answer(asked));
  }

  static async start({ caches }: { caches: boolean }): Promise<PricedServer> {
    const file = readFileSync(join(PACKAGE_ROOT, "policies", "prices.yaml"), "utf8");
    const { models } = parse(file) as { models: Record<string, Rates> };
    const rates = models[MODEL];
    if (!rates) throw new Error(`policies/prices.yaml has no price for ${MODEL}`);
    return new PricedServer(await startModelServer({ models: [MODEL] }), rates, caches);
  }

  get url(): string {
    return this.#server.url;
  }

  get key(): string {
    return this.#server.key;
  }

  /** What was used, as counted here. Throws where the two counts of tokens that are kept here differ. */
  bill(): Bill {
    const spent = this.#server.spent();
    const sum = (of: "calls" | "tokensIn" | "tokensCached" | "tokensOut") =>
      spent.reduce((all, one) => all + one[of], 0);
    for (const of of ["calls", "tokensIn", "tokensCached", "tokensOut"] as const)
      if (sum(of) !== this.#bill[of])
        throw new Error(`The server's own counts of ${of} differ: ${sum(of)} and ${this.#bill[of]}.`);
    if (this.#server.refused > 0) throw new Error(`The server refused ${this.#server.refused} requests as wrong.`);
    return this.#bill;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #answer(asked: Asked): Scripted {
    const body = asked.body as ChatBody;
    const text = answerTo(body, asked.text);
    const tokensIn = promptTokens(body);
    // OpenAI's batches are half the price already, and get no second discount here.
    const cached = asked.batch === null ? Math.min(tokensIn, this.#knownPrefix(body)) : 0;
    const tokensOut = tokensOf(text);
    const share = asked.batch === null ? 1 : this.#rates.batch;
    const { input, cachedInput, output } = this.#rates;
    const pico = ((tokensIn - cached) * input + cached * cachedInput + tokensOut * output) * PICO * share;
    this.#bill = {
      calls: this.#bill.calls + 1,
      tokensIn: this.#bill.tokensIn + tokensIn,
      tokensCached: this.#bill.tokensCached + cached,
      tokensOut: this.#bill.tokensOut + tokensOut,
      micros: this.#bill.micros + Math.ceil(Math.round(pico) / PICO),
    };
    return { text, cached };
  }

  /** How many tokens of the prompt's beginning were seen before, and notes what there is now. */
  #knownPrefix(body: ChatBody): number {
    if (!this.#prefixes) return 0;
    // The schema stands before the messages.
    const text = [
      JSON.stringify(body.response_format ?? null),
      ...body.messages.map((message) => `${message.role}\n${contentText(message.content)}`),
    ].join("\n");
    const tokens = encode(text, { disallowedSpecial: new Set() });
    let known = 0;
    for (let length = LEAST_PREFIX; length <= tokens.length; length += PREFIX_STEP) {
      const prefix = hash("sha256", tokens.slice(0, length).join(","), "hex");
      if (this.#prefixes.has(prefix)) known = length;
      this.#prefixes.add(prefix);
    }
    return known;
  }
}

/** What a model might say, by the form that is wanted. */
function answerTo(body: ChatBody, text: string): string {
  const form = body.response_format;
  if (form?.type !== "json_schema") return text.includes("The summary of") ? SUMMARY : DRAFT;
  if (form.json_schema.name !== "judgement") return FACTS;
  const { properties } = form.json_schema.schema as { properties: { choice: { enum: string[] } } };
  const options = properties.choice.enum;
  const quoted = text.slice(text.indexOf("BEGIN QUOTE", text.indexOf("## ")));
  const isQuestion = /\?/.test(quoted) && options.includes("question");
  return JSON.stringify({
    why: isQuestion ? "The sender asks something and waits for an answer." : "Nothing in it fits one of the others.",
    choice: isQuestion ? "question" : options.at(-1),
    sure: isQuestion,
  });
}
