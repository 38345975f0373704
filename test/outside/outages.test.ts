/**
 * A service that can't be asked: what passes by itself is told after an hour, what only the owner can mend at once, each once;
 * and what is approved meanwhile waits instead of becoming one question after the other.
 */
import { expect, test } from "vitest";
import { ServiceError, type ServiceTrouble } from "../../src/connectors/service-error.ts";
import type { Receipt } from "../../src/kernel/delivery.ts";
import { effects } from "../../src/kernel/effect.ts";
import { INQUIRY, letter } from "../journeys/letters.ts";
import { instead } from "../support/around.ts";
import { Office } from "../support/office.ts";

interface Place {
  readonly office: Office;
  /** Null: it works. */
  trouble: ServiceTrouble | null;
  /** What sending answers instead. */
  receipt: Receipt | null;
  tries: number;
}

async function within(work: (place: Place) => Promise<void>): Promise<void> {
  const state: Omit<Place, "office"> = { trouble: null, receipt: null, tries: 0 };
  const office = await Office.open({
    around: (inner) =>
      inner.name === "mail"
        ? instead(inner, {
            poll: async () => {
              if (state.trouble) throw new ServiceError(state.trouble, `the server said ${state.trouble}`);
              return inner.poll();
            },
            perform: async (delivery) => {
              state.tries++;
              return state.receipt ?? inner.perform(delivery);
            },
          })
        : inner,
  });
  try {
    await work(Object.assign(state, { office }));
  } finally {
    await office.close();
  }
}

/** Rests although polls fail: that is what is tried here. */
async function rest({ office }: Place): Promise<void> {
  await office.workspace.untilIdle();
  const other = office.errors.splice(0).find((error) => !/can't be read now/.test(String(error)));
  if (other) throw other;
}

function told({ office }: Place): string[] {
  return office.shown.filter(({ card }) => card.kind === "notice").map(({ card }) => card.title);
}

async function hours(place: Place, count: number): Promise<void> {
  for (let quarter = 0; quarter < count * 4; quarter++) {
    place.office.clock.advance(15 * 60_000);
    await rest(place);
  }
}

test("what can't be reached is told after an hour, once, and once more when it works again", () =>
  within(async (place) => {
    place.trouble = "unreachable";
    await rest(place);
    expect(told(place)).toEqual([]);
    await hours(place, 3);
    expect(told(place)).toEqual(["Your mail can't be reached."]);
    place.trouble = null;
    await hours(place, 1);
    expect(told(place)).toEqual(["Your mail can't be reached.", "Your mail works again."]);
  }));

test("what passes within the hour is not told at all, and yet stands in the status", () =>
  within(async (place) => {
    place.trouble = "limited";
    await rest(place);
    const { answers } = place.office.workspace.door;
    expect(answers.status().underWay).toEqual([
      "Your mail asks me to wait, again and again, since Tue 24 Nov, 10:00. What is for it waits.",
    ]);
    place.office.clock.advance(30 * 60_000);
    await rest(place);
    place.trouble = null;
    await hours(place, 2);
    expect(told(place)).toEqual([]);
    expect(answers.status().underWay).toEqual([]);
  }));

test("a refusal is told at once, and not again after a restart", () =>
  within(async (place) => {
    place.trouble = "refused";
    await rest(place);
    expect(told(place)).toEqual(["Your mail doesn't let me in."]);
    await place.office.restart();
    await hours(place, 3);
    expect(told(place)).toHaveLength(1);
  }));

test("a service that answers otherwise than expected is paused until the owner says resume", () =>
  within(async (place) => {
    place.trouble = "changed";
    await rest(place);
    expect(told(place)).toEqual(["Your mail doesn't answer as expected."]);
    expect(place.office.events("pause.set").map(({ data }) => data.what)).toEqual(["connector:mail"]);
  }));

test("what is approved while it is down waits, is tried by nobody, and leaves when it is back", () =>
  within(async (place) => {
    const { office } = place;
    office.drop("a", letter(INQUIRY));
    await rest(place);
    place.trouble = "unreachable";
    await rest(place);
    await office.approve(office.code(/answer Nora/));
    await hours(place, 5);
    expect(place.tries).toBe(0);
    expect(office.sent()).toEqual([]);
    place.trouble = null;
    await hours(place, 1);
    expect(office.sent()).toHaveLength(1);
    expect(told(place)).toEqual(["Your mail can't be reached.", "Your mail works again."]);
  }));

test.each(["unreachable", "refused", "rate-limited"])(
  "where only sending fails (%s), one effect uses up its tries and is asked about; the others wait without a card",
  (failure) =>
    within(async (place) => {
      const { office } = place;
      for (let nth = 0; nth < 5; nth++)
        office.drop(
          `m${nth}`,
          letter({
            ...INQUIRY,
            id: `many-${nth}@client.example`,
            from: `Client ${nth} <client${nth}@firm${nth}.example>`,
          }),
        );
      await rest(place);
      place.receipt = { kind: "soft", failure, why: "nothing is taken" };
      const codes = new Set(
        office.shown.flatMap(({ card, code }) => (code && /^Open /.test(card.title) ? [code] : [])),
      );
      for (const code of codes) await office.approve(code);
      await hours(place, 12);
      const cards = office.shown.filter(({ card }) => /^Send the mail again/.test(card.title));
      expect(codes.size).toBe(5);
      expect(new Set(cards.map(({ code }) => code)).size).toBe(1);
      place.receipt = null;
      // The owner sends the one again: it gets through, and the others follow at once.
      await office.approve(office.code(/^Send the mail again/));
      await rest(place);
      const states = office.workspace.records
        .find(effects, "connector = 'mail' ORDER BY seq")
        .map(({ state }) => state);
      expect(states.filter((state) => state === "performed")).toHaveLength(5);
      expect(office.sent()).toHaveLength(5);
    }),
);
