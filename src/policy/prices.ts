/**
 * What a model costs. policies/prices.yaml becomes Prices; where a model isn't named there, a built-in list that is never
 * fetched anew is asked; where that has no price either, the model is not called.
 * Before: the owner's editor. After: model/meter.ts, which reserves and settles by it.
 */
import { z } from "zod";
import { didYouMean } from "../lib/nearest.ts";
import { PolicyError } from "./problem.ts";
import { readYaml, type YamlAnswer, type YamlFile } from "./yaml.ts";

/** What one token costs, in pico-dollars: a dollar per million tokens is a million of them. Whole numbers. */
export interface Rates {
  readonly input: number;
  /** Of what is sent, what the provider had cached. */
  readonly cachedInput: number;
  readonly output: number;
}

export interface Price extends Rates {
  /** With more than `above` tokens in, the whole call costs these rates; ascending. */
  readonly tiers: ReadonlyArray<{ readonly above: number; readonly rates: Rates }>;
  /** What a batch costs, in thousandths of the full price. */
  readonly batchPermille: number;
}

export interface Prices {
  /** The day these prices were looked at. */
  readonly version: string;
  /** By name, or beginning with a `*` behind it. */
  readonly models: ReadonlyMap<string, Price>;
  /** Names or beginnings of what costs nothing. */
  readonly free: readonly string[];
  /** What a dollar is worth in the workspace's currency: for display, and to turn budgets into micro-dollars. */
  readonly dollar: number;
}

/** Tokens of one call; `cached` of those `in`. */
export interface Tokens {
  readonly in: number;
  readonly cached: number;
  readonly out: number;
}

const PICO = 1_000_000;
/** Dollars per million tokens; nothing costs that much. */
const DEAREST = 10_000;
const MODEL_KEYS = ["input", "cachedInput", "output", "batch"] as const;

const perMillion = z
  .number("dollars per million tokens, such as 2.50")
  .min(0, "0 or more dollars per million tokens")
  .max(DEAREST, `at most ${DEAREST} dollars per million tokens`);
const part = z.number("a part of the full price such as 0.5").min(0, "a part from 0 to 1").max(1, "a part from 0 to 1");
const worth = z
  .number("what a dollar is worth, such as 0.92")
  .min(0.0001, "what a dollar is worth, such as 0.92")
  .max(1_000_000, "what a dollar is worth, such as 0.92");
const name = "a model's name, or its beginning with a * behind it";

const modelSchema = z
  .strictObject(
    {
      input: perMillion,
      cachedInput: perMillion.optional(),
      output: perMillion.default(0),
      batch: part.default(1),
    },
    "input, output, and perhaps cachedInput and batch",
  )
  .transform(
    ({ input, cachedInput = input, output, batch }): Price => ({
      input: pico(input),
      cachedInput: pico(cachedInput),
      output: pico(output),
      tiers: [],
      batchPermille: Math.max(0, Math.ceil(batch * 1000 - 1e-9)),
    }),
  );

const pricesSchema = z.strictObject(
  {
    version: z
      .string("the day you looked at them, such as 2026-11-24")
      .regex(/^\d{4}-\d{2}-\d{2}$/, "the day you looked at them, such as 2026-11-24"),
    models: z.record(z.string(), modelSchema, "prices by model: gpt-5: { input: 1.25, output: 10 }").default({}),
    free: z.array(z.string(name).min(1, name), "a list such as [llama3*]").default([]),
    dollar: z.union([worth, z.record(z.string(), worth)], "what a dollar is worth: { EUR: 0.92 }"),
  },
  "version, models, free and dollar",
);

/** Where the file is. `currency`: the workspace's, which `dollar` has to know; unchecked when absent. */
export type PricesPlace = Omit<YamlFile, "name"> & { readonly currency?: string };

/** Reads policies/prices.yaml. Throws a PolicyError naming file, line and key. */
export function loadPrices(place: PricesPlace): Prices {
  const read = readPrices(place);
  if (!read.ok) throw new PolicyError(read.problems);
  return read.value;
}

/** The same as a value. */
export function readPrices(place: PricesPlace): YamlAnswer<Prices> {
  const read = readYaml({ ...place, name: "prices.yaml" }, pricesSchema, (path) =>
    path.startsWith("models") ? MODEL_KEYS : Object.keys(pricesSchema.shape),
  );
  if (!read.ok) return read;
  const { version, models, free, dollar } = read.value;
  const currency = place.currency ?? "EUR";
  const known = typeof dollar === "number" ? dollar : dollar[currency];
  const value = known ?? (place.currency === undefined ? 1 : undefined);
  if (value === undefined) {
    const near = typeof dollar === "number" ? "" : didYouMean(currency, Object.keys(dollar));
    const message = `"dollar" doesn't say what a dollar is worth in ${currency}, your currency. Add ${currency} to it.${near}`;
    return { ok: false, problems: [{ file: `${place.label}/prices.yaml`, line: read.lines.dollar ?? 1, message }] };
  }
  return {
    ok: true,
    value: { version, models: new Map(Object.entries(models)), free, dollar: value },
    lines: read.lines,
  };
}

/** What the model costs at `now` (ms UTC); `null` where nobody says. */
export async function priceOf(prices: Prices, model: string, now: number): Promise<Price | null> {
  if (prices.free.some((each) => fits(each, model))) return FREE;
  const named = prices.models.get(model) ?? longest(prices.models, model);
  return named ?? (await builtIn(model, now));
}

/** What to do about a model without a price. */
export function unpricedWords(model: string): string {
  return `I don't know what ${model} costs, so I don't ask it. Put its price into policies/prices.yaml under “models”, in dollars per million tokens: “${model}: { input: 1, output: 4 }”; or under “free”, if it runs on a machine of yours.`;
}

/**
 * Micro-dollars of a call, rounded up:
 * ⌈((in − cached) × input + cached × cachedInput + out × output) × batch ‰ ÷ 1000 ÷ 1,000,000⌉, with tokens, and rates
 * in pico-dollars a token. Whole numbers throughout, so that the same call costs the same on every machine.
 */
export function costMicros(price: Price, tokens: Tokens, batch: boolean): number {
  const rates = price.tiers.findLast(({ above }) => tokens.in > above)?.rates ?? price;
  const fresh = BigInt(tokens.in - tokens.cached) * BigInt(rates.input);
  const full = fresh + BigInt(tokens.cached) * BigInt(rates.cachedInput) + BigInt(tokens.out) * BigInt(rates.output);
  const permille = BigInt(batch ? price.batchPermille : 1000);
  const micros = (full * permille + 999_999_999n) / 1_000_000_000n;
  return micros > MOST ? Number.MAX_SAFE_INTEGER : Number(micros);
}

/** The most a call of so many tokens can cost: nothing cached, or all of it where that is dearer. */
export function mostMicros(price: Price, tokens: Omit<Tokens, "cached">, batch: boolean): number {
  const none = costMicros(price, { ...tokens, cached: 0 }, batch);
  return Math.max(none, costMicros(price, { ...tokens, cached: tokens.in }, batch));
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
const FREE: Price = { input: 0, cachedInput: 0, output: 0, tiers: [], batchPermille: 1000 };

/** Rounded up, so that no price is ever taken for less than it is; a hair of floating point is no price. */
function pico(dollarsPerMillion: number): number {
  return Math.max(0, Math.ceil(dollarsPerMillion * PICO - 1e-6));
}

function longest(models: ReadonlyMap<string, Price>, model: string): Price | undefined {
  const fitting = [...models.keys()].filter((each) => fits(each, model)).sort((a, b) => b.length - a.length);
  return models.get(fitting[0] ?? "");
}

function fits(wanted: string, model: string): boolean {
  return wanted.endsWith("*") ? model.startsWith(wanted.slice(0, -1)) : wanted === model;
}

type ListedPrice = number | { readonly base: number; readonly tiers: ReadonlyArray<{ start: number; price: number }> };

/** The list that comes with the package: loaded when it is first needed, because it is large, and never fetched anew. */
async function builtIn(model: string, now: number): Promise<Price | null> {
  const { calcPrice } = await import("@pydantic/genai-prices");
  const timestamp = new Date(now);
  const asked = { input_tokens: 1 };
  const found = calcPrice(asked, model, { timestamp }) ?? calcPrice(asked, model, { timestamp, providerId: "openai" });
  const listed = found?.model_price as Readonly<Record<string, ListedPrice | undefined>> | undefined;
  const input = listed?.input_mtok;
  // What also costs by the request can't be reserved by its tokens.
  if (!listed || input === undefined || listed.requests_kcount !== undefined) return null;
  const cached = listed.cache_read_mtok ?? input;
  const output = listed.output_mtok ?? 0;
  const ratesAt = (tokens: number): Rates => ({
    input: pico(rateAt(input, tokens)),
    cachedInput: pico(rateAt(cached, tokens)),
    output: pico(rateAt(output, tokens)),
  });
  const steps = [input, cached, output].flatMap((one) =>
    typeof one === "number" ? [] : one.tiers.map(({ start }) => start),
  );
  const tiers = [...new Set(steps)].sort((a, b) => a - b).map((above) => ({ above, rates: ratesAt(above + 1) }));
  return { ...ratesAt(0), tiers, batchPermille: 1000 };
}

function rateAt(price: ListedPrice, tokens: number): number {
  if (typeof price === "number") return price;
  return price.tiers.filter(({ start }) => tokens > start).sort((a, b) => b.start - a.start)[0]?.price ?? price.base;
}
