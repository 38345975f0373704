/**
 * Why a service could not be asked, in the four ways that differ in what is to be done about it.
 * Before: a connector of a service. After: outages.ts, which decides whether the owner is told.
 */

/**
 * `unreachable`: it may come back by itself. `refused`: it doesn't let us in, and only the owner can mend that.
 * `limited`: it asks for patience. `changed`: it doesn't speak as expected, so nothing it says can be trusted.
 */
export type ServiceTrouble = "unreachable" | "refused" | "limited" | "changed";

/** `message`: for the owner, what happened and what to do, without secrets. */
export class ServiceError extends Error {
  readonly trouble: ServiceTrouble;
  /** How long it asks to be left alone, in milliseconds, where it says so. */
  readonly retryAfterMs: number | null;

  constructor(trouble: ServiceTrouble, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.trouble = trouble;
    this.retryAfterMs = retryAfterMs;
  }
}
