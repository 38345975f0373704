/** What Stripe answers instead of an object. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { readonly type: string; readonly message: string; readonly code?: string; readonly param?: string };
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { readonly type?: string; readonly code?: string; readonly param?: string } = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.body = { type: "invalid_request_error", message, ...more };
    this.headers = headers;
  }
}

export function missing(what: string, id: string, param = "id"): Refusal {
  return new Refusal(param === "id" ? 404 : 400, `No such ${what}: '${id}'`, { code: "resource_missing", param });
}
