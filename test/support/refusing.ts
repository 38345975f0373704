/**
 * A connector around another that takes nothing which is to leave: its server says no. All else goes on as before.
 */
import type { Connector } from "../../src/connectors/connector.ts";

export function refusing(inner: Connector): Connector {
  return {
    name: inner.name,
    version: inner.version,
    open: () => inner.open(),
    check: () => inner.check(),
    poll: () => inner.poll(),
    watch: (onChange) => inner.watch(onChange),
    lookup: (delivery) => inner.lookup(delivery),
    perform: async () => ({ kind: "hard", why: "the server said no" }),
  };
}
