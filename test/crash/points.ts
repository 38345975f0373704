/**
 * Crash points: every place at which a process may die, numbered in the order in which a life passes them.
 * Before: a company that runs with these hooks in its database, connectors, surface and files (life.ts, files.ts).
 * After: enumerator.ts, which keeps what lies on the disk at such a point.
 */
import type { Connector, Report } from "../../src/connectors/connector.ts";
import type { Probe } from "../../src/store/database.ts";
import type { Surface } from "../../src/surfaces/surface.ts";

/** `statement`: inside a transaction. `commit`: its boundary. `outside`: around a call that leaves. `file`: a step on the disk. */
export type PointKind = "statement" | "commit" | "outside" | "file";

export interface Point {
  readonly number: number;
  readonly kind: PointKind;
  readonly name: string;
}

export class Points {
  readonly all: Point[] = [];
  readonly #onPoint: (point: Point) => void;

  /** `onPoint` is called at each point, before anything goes on. */
  constructor(onPoint: (point: Point) => void) {
    this.#onPoint = onPoint;
  }

  pass(kind: PointKind, name: string): void {
    const point = { number: this.all.length + 1, kind, name };
    this.all.push(point);
    this.#onPoint(point);
  }

  readonly probe: Probe = (at) => {
    if (at === "before commit" || at === "after commit") this.pass("commit", at);
    else this.pass("statement", at.replace(/\s+/g, " ").slice(0, 60));
  };

  connector(inner: Connector): Connector {
    const call = <T>(name: string, work: () => Promise<T>) => this.#outside(`${inner.name}.${name}`, work);
    const settling = (report: Report): Report => {
      const { record, settle } = report;
      return settle ? { record, settle: () => call("settle", () => settle()) } : report;
    };
    return {
      name: inner.name,
      version: inner.version,
      operations: inner.operations,
      open: async () => (await call("open", () => inner.open())).map(settling),
      check: () => inner.check(),
      poll: async () => (await call("poll", () => inner.poll())).map(settling),
      watch: (onChange) => inner.watch(onChange),
      perform: (delivery) => call("perform", () => inner.perform(delivery)),
      lookup: (delivery) => call("lookup", () => inner.lookup(delivery)),
    };
  }

  surface(inner: Surface): Surface {
    return { ...inner, post: (message) => this.#outside("surface.post", () => inner.post(message)) };
  }

  async #outside<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.pass("outside", `before ${name}`);
    try {
      return await work();
    } finally {
      this.pass("outside", `after ${name}`);
    }
  }
}
