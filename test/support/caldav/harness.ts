/**
 * The strict calendar server, the owner's hand at it, and connectors to it that know no records: for tests of the connector by
 * itself, and for the contract that all connectors keep. Stopped and started, the server is where it was.
 */
import type { Compared } from "../../../src/connectors/calendar/difference.ts";
import type { Expected, Moved } from "../../../src/connectors/calendar/standing.ts";
import { CalendarServerConnector } from "../../../src/connectors/calendar-server/connector.ts";
import type { Agreed } from "../../../src/connectors/calendar-server/writing.ts";
import type { Access } from "../../../src/connectors/oauth/access.ts";
import type { Delivery } from "../../../src/kernel/delivery.ts";
import { BusyTimes } from "../../../src/lib/busy.ts";
import { isMeetingUid } from "../../../src/lib/calendar-event.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";
import { caldavConfig } from "../../../src/lib/service-address.ts";
import { OwnersHand } from "./owner.ts";
import { type CaldavOptions, CaldavServer } from "./server.ts";

export const NOW = Date.UTC(2026, 10, 24, 9);
export const AT = Date.UTC(2026, 10, 26, 9);
export const UID = "g_1@vale.example";
export const PUT = { uid: UID, title: "Check-in: Acme", startsAt: AT, minutes: 30, sequence: 2 };

export class CaldavHarness {
  readonly server: CaldavServer;
  readonly owner: OwnersHand;
  readonly clock = new VirtualClock(NOW);
  readonly busy = new BusyTimes();
  /** What the records would say: which meetings are expected there, what was agreed on, what is compared. */
  expected: readonly Expected[] = [];
  compared: readonly Compared[] = [];
  readonly agreed = new Map<string, Agreed>();
  /** What the connector has put on record about itself. */
  readonly marks = new Map<string, string>();
  /** What the connector has reported and was recorded. */
  readonly changes: Moved[] = [];
  zone = "Europe/Berlin";
  /** How many requests there had been when the records were asked what they expect. */
  askedAfter = 0;
  /** When the records decided on what is expected there. */
  putAt = NOW;
  readonly #connectors: CalendarServerConnector[] = [];

  private constructor(options: CaldavOptions) {
    this.server = new CaldavServer(options);
    this.owner = new OwnersHand(this.server.calendar);
  }

  /** A server that is up. */
  static async start(options: CaldavOptions = {}): Promise<CaldavHarness> {
    const harness = new CaldavHarness(options);
    await harness.server.start();
    return harness;
  }

  /** A connector as after a start: it remembers nothing. */
  connector(
    given: { readonly url?: string; readonly timeoutMs?: number; readonly signIn?: Access } = {},
  ): CalendarServerConnector {
    const access = caldavConfig(given.url ?? this.server.url());
    if (!access) throw new Error("no such address");
    const connector = new CalendarServerConnector({
      access,
      signIn: given.signIn ?? null,
      clock: this.clock,
      zone: this.zone,
      ownAddress: "robin@vale.example",
      busy: this.busy,
      marks: { get: <T>(_: string, [, name]: readonly unknown[] = []) => this.#mark(String(name)) as T | undefined },
      expected: (since) => {
        this.askedAfter = this.server.requests.length;
        return this.expected.filter(() => since <= this.putAt);
      },
      changed: (_, __, found) => void this.changes.push(found),
      agreed: (uid, since) => (since <= this.putAt ? this.agreed.get(uid) : undefined) ?? { kind: "never" },
      isOurs: (uid) => isMeetingUid(uid, "robin@vale.example"),
      compared: () => this.compared,
      timeoutMs: given.timeoutMs ?? 20_000,
    });
    this.#connectors.push(connector);
    // What was done is on record before another connector asks.
    const perform = connector.perform.bind(connector);
    connector.perform = async (delivered) => {
      const receipt = await perform(delivered);
      if (receipt.kind === "done") this.#agree(delivered);
      return receipt;
    };
    return connector;
  }

  #agree({ operation, payload }: Delivery): void {
    const { uid, startsAt, minutes } = payload as unknown as typeof PUT;
    this.agreed.set(uid, operation === "remove" ? { kind: "removed" } : { kind: "put", startsAt, minutes });
  }

  /** The records expect the meeting at this time, as after a put that was performed. */
  expects(startsAt = AT, minutes = 30): void {
    this.expected = [{ meeting: "g_1", uid: UID, startsAt, minutes }];
    this.agreed.set(UID, { kind: "put", startsAt, minutes });
  }

  /** Polls, records and settles; answers what was reported. */
  async poll(connector: CalendarServerConnector): Promise<readonly Moved[]> {
    const before = this.changes.length;
    const run = (_: string, [, name, value]: readonly unknown[] = []) => {
      this.marks.set(String(name), String(value));
      return 1;
    };
    for (const report of await connector.poll()) {
      report.record({ run } as never);
      await report.settle?.();
    }
    return this.changes.slice(before);
  }

  #mark(name: string): { value: string } | undefined {
    const value = this.marks.get(name);
    return value === undefined ? undefined : { value };
  }

  /** The busy times after a look, `2026-11-25T09:00–10:00`. */
  async busyTimes(connector: CalendarServerConnector): Promise<string[]> {
    await this.poll(connector);
    return this.busy.spans.map(({ from, to }) => `${iso(from)}–${iso(to).slice(11)}`);
  }

  async stop(): Promise<void> {
    for (const connector of this.#connectors) await connector.close();
    await this.server.stop();
  }
}

export function delivery(operation: "put" | "remove", payload: Readonly<Record<string, unknown>> = PUT): Delivery {
  return { key: "i_1.0.1", operation, payload: payload as Delivery["payload"], reference: UID, at: NOW };
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}
