/**
 * `npm run bench:faults -- [--only NAME] [--json FILE]`: each fault of each service lasts twenty minutes of a working day, while things
 * happen there and are ordered here. Afterwards both sides are counted: what came in is on record once, what was to leave is done
 * once, or asked about; and the owner sees hardly more cards than on a calm day.
 * Before: the command line. After: fault-list.ts, outside-world.ts.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { meetingUid } from "../../src/lib/calendar-event.ts";
import { invoices } from "../../src/records/invoice.ts";
import { meetings } from "../../src/records/meeting.ts";
import { FAULTS, type Fault } from "./fault-list.ts";
import { addressOf, SERVICES, World } from "./outside-world.ts";

const { values: options } = parseArgs({ options: { only: { type: "string" }, json: { type: "string" } } });
/** So many letters, payments and changes of the calendar come in, and so many invoices and meetings are ordered. */
const EACH = 6;
const LASTS_MINUTES = 20;
const AFTER_MINUTES = 90;

interface Tried {
  readonly service: string;
  readonly fault: string;
  readonly cameIn: number;
  readonly recordedOnce: number;
  readonly effects: number;
  readonly once: number;
  readonly asked: number;
  readonly twice: number;
  readonly lost: number;
  readonly cards: number;
  readonly callsRefused: number;
}

const only = new RegExp(options.only ?? "");
const faults = FAULTS.filter(({ service, name }) => only.test(`${service}: ${name}`));
const WIDTHS = columnsFor(faults);
say(["service", "fault", "came in once", "left once", "asked", "twice", "lost", "cards", "calls refused"]);
const calm = await tried({ service: "mail", name: "a calm day" });
say(cells(calm));
const all = [calm];
for (const fault of faults) {
  const one = await tried(fault);
  say(cells(one));
  all.push(one);
}
process.stdout.write(`\n${summary(all.slice(1))}\n`);
if (options.json) writeFileSync(options.json, `${JSON.stringify(all, null, 2)}\n`);
if (all.some((one) => one.twice + one.lost > 0 || one.recordedOnce < one.cameIn)) process.exitCode = 1;

async function tried(fault: Fault): Promise<Tried> {
  let found: Tried | null = null;
  await World.inOne(async (world) => {
    for (let nth = 0; nth < EACH; nth++) await world.order(nth);
    await world.untilSettled(3);
    const since = world.office.workspace.ledger.head()?.seq ?? 0;
    const calls = world.called.length;
    await fault.begin?.(world);
    if (fault.atStart) await world.office.restart();
    const happened = happenings(world);
    for (let nth = EACH; nth < 2 * EACH; nth++) await world.order(nth);
    await minutes(world, LASTS_MINUTES);
    await fault.end?.(world);
    await fault.mend?.(world);
    await world.untilSettled(AFTER_MINUTES);
    found = counted(world, fault, happened, since, calls);
  }, fault.parts);
  await fault.close?.();
  if (!found) throw new Error(`${fault.name} was not tried to its end`);
  return found;
}

interface Happened {
  readonly letters: readonly string[];
  readonly invoices: readonly string[];
  readonly meetings: readonly string[];
}

/** Letters come, invoices are paid in Stripe, and the owner deletes meetings in the calendar. */
function happenings({ post, stripe, caldav, office }: World): Happened {
  const { records } = office.workspace;
  const letters = Array.from({ length: EACH }, (_, nth) => {
    const messageId = `thanks-${nth}@nth.example`;
    post.deliver({ from: `Anna <${addressOf(nth)}>`, subject: `Thanks ${nth}`, text: "Thank you!", messageId });
    return messageId;
  });
  const issued = records.find(invoices, "TRUE ORDER BY number").slice(0, EACH);
  for (const { number } of issued) stripe.people.pays(number);
  const booked = records.find(meetings, "state = 'booked' ORDER BY starts_at").slice(0, EACH);
  for (const { id } of booked) {
    const uid = meetingUid(id, "robin@vale.example");
    const [name] = [...caldav.calendar.objects].find(([, one]) => one.uid === uid) ?? [];
    if (name === undefined) throw new Error("a meeting doesn't stand in the calendar");
    caldav.calendar.delete(name);
  }
  return { letters, invoices: issued.map(({ id }) => id), meetings: booked.map(({ id }) => id) };
}

async function minutes(world: World, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    world.clock.advance(55_000);
    await world.rest();
  }
}

function counted(world: World, fault: Fault, happened: Happened, since: number, calls: number): Tried {
  const { office } = world;
  const events = office.events().filter(({ seq }) => seq > since);
  const times = (type: string, of: (event: (typeof events)[number]) => unknown, what: unknown) =>
    events.filter((event) => event.type === type && of(event) === what).length;
  const recorded = [
    ...happened.letters.map((id) => times("mail.received", (event) => office.words(event).messageId, id)),
    ...happened.invoices.map((id) => times("payment.matched", (event) => event.data.invoice, id)),
    ...happened.meetings.map((id) => times("meeting.cancelled", (event) => event.data.meeting, id)),
  ];
  const effects = SERVICES.flatMap((service) => world.effectsOf(service).filter(({ seq }) => seq > since));
  // What was called off is taken out of the calendar again.
  const done = effects.map((effect) => ({
    effect,
    times: effect.operation === "remove" ? 1 : world.timesDone(effect),
  }));
  const performed = done.filter(({ effect }) => effect.state === "performed");
  return {
    service: fault.service,
    fault: fault.name,
    cameIn: recorded.length,
    recordedOnce: recorded.filter((count) => count === 1).length,
    effects: effects.length,
    once: performed.filter((one) => one.times === 1).length,
    asked: effects.filter(({ state }) => state === "uncertain" || state === "failed").length,
    twice: done.filter((one) => one.times > 1).length + recorded.filter((count) => count > 1).length,
    lost: performed.filter((one) => one.times === 0).length + effects.filter(({ state }) => state === "queued").length,
    cards: events.filter(({ type }) => type === "proposal.opened" || type === "notice.posted").length,
    callsRefused: world.called.slice(calls).filter((isTaken) => !isTaken).length,
  };
}

function columnsFor(list: readonly Fault[]): readonly number[] {
  return [8, Math.max(10, ...list.map(({ name }) => name.length)), 12, 9, 5, 5, 4, 5, 0];
}

function cells(one: Tried): readonly string[] {
  return [
    one.fault === "a calm day" ? "" : one.service,
    one.fault,
    `${one.recordedOnce} of ${one.cameIn}`,
    `${one.once} of ${one.effects}`,
    ...[one.asked, one.twice, one.lost].map(String),
    one.fault === "a calm day" ? String(one.cards) : signed(one.cards - calm.cards),
    one.callsRefused > 0 ? String(one.callsRefused) : "",
  ];
}

function say(row: readonly string[]): void {
  process.stdout.write(
    `${row
      .map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0))
      .join("  ")
      .trimEnd()}\n`,
  );
}

function summary(tries: readonly Tried[]): string {
  const sum = (of: (one: Tried) => number) => tries.reduce((total, one) => total + of(one), 0);
  const most = Math.max(0, ...tries.map((one) => one.cards - calm.cards));
  return (
    `${tries.length} faults: ${sum((one) => one.recordedOnce)} of ${sum((one) => one.cameIn)} things came in once, ` +
    `${sum((one) => one.once)} of ${sum((one) => one.effects)} left once, ${sum((one) => one.asked)} were asked about, ` +
    `${sum((one) => one.twice)} twice, ${sum((one) => one.lost)} lost; at most ${most} cards more than on a calm day.`
  );
}

function signed(count: number): string {
  return count > 0 ? `+${count}` : String(count);
}
