/**
 * How the Bot API says no: a code and a description, word for word as the real server writes them.
 */

/** Answered as `{ok: false, error_code, description, parameters?}`. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, number>> | null;

  constructor(code: number, description: string, parameters: Readonly<Record<string, number>> | null = null) {
    super(description);
    this.name = "Refusal";
    this.code = code;
    this.parameters = parameters;
  }
}

/** A 400, the usual kind. */
export function badRequest(what: string): Refusal {
  return new Refusal(400, `Bad Request: ${what}`);
}

export function forbidden(what: string): Refusal {
  return new Refusal(403, `Forbidden: ${what}`);
}
