/**
 * A company of ten clients with its three services, the strict servers of the tests, on one virtual clock: what is ordered leaves
 * through them, what happens there comes in, and afterwards both sides are counted.
 * Before: cut.ts and faults.ts. After: the real house, with its outbox and its waits.
 */
import type { HookRequest } from "../../src/connectors/connector.ts";
import { type EffectRow, effects } from "../../src/kernel/effect.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { inHome } from "../kernel/company.ts";
import { CaldavServer } from "../support/caldav/server.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { knowCompany } from "../support/known-company.ts";
import { Office, START } from "../support/office.ts";
import { servedClient } from "../support/owing.ts";
import { SECRET, StripePlatform } from "../support/stripe/platform.ts";

export const SERVICES = ["mail", "stripe", "calendar"] as const;
export type Service = (typeof SERVICES)[number];

const CLIENTS = 10;
const MINUTE_MS = 60_000;
const MOST_MINUTES = 3 * 24 * 60;

export interface WorldParts {
  /** How far Stripe's and the calendar's clocks are ahead of ours. */
  readonly skewMs?: number;
  /** Other addresses of the same services, for lines in between. */
  readonly reroute?: (world: World) => Promise<Readonly<Record<string, string>>>;
  /** Before anything is connected. */
  readonly prepare?: (world: World) => void;
}

export class World {
  readonly clock = new VirtualClock(START);
  readonly post: PostOffice;
  readonly stripe: StripePlatform;
  readonly caldav: CaldavServer;
  office!: Office;
  /** Of each call of Stripe's, whether it was taken. */
  readonly called: boolean[] = [];
  readonly #calls: Promise<void>[] = [];

  private constructor(post: PostOffice, stripe: StripePlatform, caldav: CaldavServer) {
    this.post = post;
    this.stripe = stripe;
    this.caldav = caldav;
  }

  /** Opens it all, hands it to `work`, and closes it all, whatever happens. */
  static inOne(work: (world: World) => Promise<void>, parts: WorldParts = {}): Promise<void> {
    const { skewMs = 0, reroute, prepare } = parts;
    return inHome([], async (home) => {
      knowCompany(home);
      const now = { of: () => START };
      const post = await PostOffice.open();
      const stripe = await StripePlatform.start({ now: () => now.of() + skewMs });
      const caldav = await new CaldavServer({ skewMs }).start();
      const world = new World(post, stripe, caldav);
      now.of = () => world.clock.now();
      try {
        prepare?.(world);
        const environment = {
          ...post.environment(),
          ...stripe.environment,
          ...{ STRIPE_WEBHOOK_SECRET: SECRET, PORT: "0" },
          CALDAV_URL: caldav.url(),
          ...(await reroute?.(world)),
        };
        world.office = await Office.open({ home, clock: world.clock, environment });
        try {
          await world.rest();
          for (let nth = 0; nth < CLIENTS; nth++)
            await servedClient(world.office, `n${nth}`, { company: companyOf(nth), email: addressOf(nth) });
          await work(world);
        } finally {
          await world.office.close();
        }
      } finally {
        await Promise.all([post.stop(), stripe.down(), caldav.stop()]);
      }
    });
  }

  /** An invoice, by mail and through Stripe, and a meeting, by mail and in the calendar. */
  async order(nth: number): Promise<void> {
    const { desk } = this.office.workspace.door;
    const client = companyOf(nth);
    const params = { text: `Work ${nth}`, net: String(100 + nth) };
    const issued = await desk.order({ action: "invoice.issue", client, params, reason: "", now: true });
    if (issued.kind === "refused") throw new Error(`no invoice: ${issued.why}`);
    const day = new Date(START + (2 + Math.floor(nth / 16)) * 86_400_000).toISOString().slice(0, 10);
    const minute = 8 * 60 + (nth % 16) * 30;
    const startsAt = `${day} ${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const meeting = { meeting: "new", startsAt, minutes: "30", title: `Talk ${nth}` };
    const booked = await desk.order({ action: "meeting.book", client, params: meeting, reason: "", now: true });
    if (booked.kind === "refused") throw new Error(`no meeting: ${booked.why}`);
    await this.rest();
  }

  /** Stripe calls, at its own time; whatever comes of it shows in the records. */
  call(request: HookRequest): void {
    const { connectors, lookout } = this.office.workspace;
    const stripe = connectors.get("stripe");
    if (!stripe) throw new Error("there is no Stripe to be called by");
    const taking = lookout.take(stripe, request).then(
      (isTaken) => void this.called.push(isTaken),
      () => void this.called.push(false), // Stripe is told to come again
    );
    this.#calls.push(taking);
  }

  /** Rests although services fail: that polls fail then is what is tried. */
  async rest(): Promise<void> {
    this.clock.advance(5000);
    await this.office.workspace.untilIdle();
    if (this.#calls.length > 0) {
      await Promise.all(this.#calls.splice(0));
      await this.office.workspace.untilIdle();
    }
    const other = this.office.errors.splice(0).find((error) => !/can't be read now/.test(String(error)));
    if (other) throw other;
  }

  /** Lets minutes pass: at least so many, and then until nothing is on its way, for three days at most. */
  async untilSettled(leastMinutes = 0): Promise<void> {
    const queued = () => this.office.workspace.records.find(effects, "state = 'queued' LIMIT 1").length > 0;
    for (let minute = 0; minute < MOST_MINUTES && (minute < leastMinutes || queued()); minute++) {
      this.clock.advance(MINUTE_MS);
      await this.rest();
    }
  }

  effectsOf(service: Service): EffectRow[] {
    return this.office.workspace.records.find(effects, "connector = ? ORDER BY seq", [service]);
  }

  /** How often an effect stands outside. */
  timesDone({ connector, reference, operation }: EffectRow): number {
    const named = String(reference);
    if (connector === "mail") return this.post.sent.filter(({ raw }) => raw.includes(`<${named}>`)).length;
    if (connector === "calendar")
      return [...this.caldav.calendar.objects.values()].filter(({ uid }) => uid === named).length;
    if (connector === "stripe" && operation === "invoice") {
      const open = [...this.stripe.world.invoices.values()].filter(({ status }) => status !== "draft");
      return open.filter((one) => Object.values(one.metadata ?? {}).includes(named)).length;
    }
    return 1;
  }
}

export function companyOf(nth: number): string {
  return `Nth ${nth % CLIENTS} GmbH`;
}

export function addressOf(nth: number): string {
  return `anna@nth${nth % CLIENTS}.example`;
}

/** The addresses of a service behind lines of ours, one before each of its servers; `protocol` says which it is. */
export async function addressesBehind(
  { post, stripe, caldav }: World,
  service: Service,
  open: (port: number, protocol: "imap" | "smtp" | "stripe" | "caldav") => Promise<{ readonly port: number }>,
): Promise<Readonly<Record<string, string>>> {
  const through = async (protocol: Parameters<typeof open>[1], text: string, port: number): Promise<string> => {
    const line = await open(port, protocol);
    return text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${line.port}`);
  };
  if (service === "stripe")
    return { STRIPE_API_URL: await through("stripe", stripe.url, Number(new URL(stripe.url).port)) };
  if (service === "calendar")
    return { CALDAV_URL: await through("caldav", caldav.url(), Number(new URL(caldav.url()).port)) };
  return {
    MAIL_IMAP_URL: await through("imap", post.imapUrl(), post.imap.port),
    MAIL_SMTP_URL: await through("smtp", post.smtpUrl(), post.smtp.port),
  };
}
