/**
 * A connector around another: what is given here stands in its place, all else goes on as before.
 */
import type { Connector } from "../../src/connectors/connector.ts";

export function instead(inner: Connector, other: Partial<Connector>): Connector {
  return {
    name: inner.name,
    version: inner.version,
    operations: inner.operations,
    open: () => inner.open(),
    check: () => inner.check(),
    poll: () => inner.poll(),
    watch: (onChange) => inner.watch(onChange),
    perform: (delivery) => inner.perform(delivery),
    lookup: (delivery) => inner.lookup(delivery),
    ...(inner.unsettled ? { unsettled: () => inner.unsettled?.() ?? false } : {}),
    ...(inner.reconcile ? { reconcile: async () => (await inner.reconcile?.()) ?? [] } : {}),
    ...(inner.hook ? { hook: inner.hook } : {}),
    close: async () => inner.close?.(),
    ...other,
  };
}
