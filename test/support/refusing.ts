/**
 * A connector around another that takes nothing which is to leave: its server says no. All else goes on as before.
 */
import type { Connector } from "../../src/connectors/connector.ts";
import { instead } from "./around.ts";

export function refusing(inner: Connector): Connector {
  return instead(inner, { perform: async () => ({ kind: "hard", why: "the server said no" }) });
}
