/**
 * The threads that agents' scripts run in, one set for all offices of a test worker: starting them anew for each office took more
 * of the processor than what was tested. Each office has a lease of its own, and gives up its own runs when it closes.
 */
import { type Guests, Sandbox } from "../../src/agent/sandbox.ts";

const SANDBOX = new Sandbox();

export function sharedGuests(): Guests {
  return SANDBOX.lease();
}
