/**
 * Whether the models that were named can be asked: is there a price for each, does the server answer, does it know the key.
 * Asking for the list of models costs nothing. Before: doctor.ts.
 */
import { type Prices, priceOf, unpricedWords } from "../policy/prices.ts";

export interface ModelFinding {
  readonly ok: boolean;
  readonly says: string;
}

const PATIENCE_MS = 5000;

/** One finding for the server, and one for each model without a price. `names`: all that may be asked. */
export async function checkModels(parts: {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly names: readonly string[];
  readonly prices: Prices;
  /** Ms UTC. */
  readonly now: number;
}): Promise<readonly ModelFinding[]> {
  const names = [...new Set(parts.names)];
  const findings: ModelFinding[] = [await reached(parts.baseUrl, parts.apiKey, names)];
  for (const name of names)
    if (!(await priceOf(parts.prices, name, parts.now))) findings.push({ ok: false, says: unpricedWords(name) });
  return findings;
}

async function reached(baseUrl: string, apiKey: string, names: readonly string[]): Promise<ModelFinding> {
  const { host } = new URL(baseUrl);
  try {
    const answer = await fetch(`${baseUrl.replace(/\/$/, "")}/models`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 401 || answer.status === 403)
      return { ok: false, says: `${host} doesn't accept the key: check OPENAI_API_KEY` };
    // Some servers have no list; that they answer is enough.
    return { ok: answer.status < 500, says: `${names.join(", ")}, at ${host}, which answers with ${answer.status}` };
  } catch {
    return { ok: false, says: `${host} can't be reached: what needs a model is put to you meanwhile` };
  }
}
