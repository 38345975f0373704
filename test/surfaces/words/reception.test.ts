/**
 * A line typed at the prompt, answered: the decision is carried out by the desk, the reply is for reading.
 */
import { expect, test } from "vitest";
import { sampleMails } from "../../../src/connectors/mail-folder/samples.ts";
import { hear, type Reply } from "../../../src/surfaces/console/reception.ts";
import { Office, START } from "../../support/office.ts";

async function withInquiry(work: (office: Office, say: (line: string) => Promise<Reply>) => Promise<void>) {
  const office = await Office.open();
  try {
    office.drop("1.eml", sampleMails(START)[0]?.raw ?? "");
    await office.rest();
    const look = { width: 80, colour: false, zone: "Europe/Berlin" };
    await work(office, (line) => hear({ ...office.workspace.door.reception(), look: () => look }, line));
  } finally {
    await office.close();
  }
}

test("questions are answered in words, and nothing is decided by asking", () =>
  withInquiry(async (office, say) => {
    const answers: ReadonlyArray<readonly [string, RegExp]> = [
      ["what is waiting?", /Whitfield[\s\S]*1 waiting for you/],
      ["status", /1 waits for you/],
      ["who", /intake[\s\S]*Nora Whitfield \(lead\)/],
      ["rules", /You are asked first/],
      ["verify", /The ledger is whole: \d+ events/],
      ["help", /approve CODE/],
      [`why ${office.code(/client/)}`, /You were asked/],
      [`trace ${office.code(/client/)}`, /proposal\.opened/],
    ];
    for (const [line, words] of answers)
      expect(await say(line)).toMatchObject({ ok: true, text: expect.stringMatching(words) });
    expect(office.events("proposal.approved")).toEqual([]);
  }));

test("an approval is said, carried out with the next turns, and over the second time", () =>
  withInquiry(async (office, say) => {
    const code = office.code(/client/);
    expect(await say(`approve ${code.toLowerCase()}`)).toMatchObject({
      ok: true,
      text: expect.stringMatching(/Approved/),
    });
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(await say(`approve ${code}`)).toMatchObject({ ok: false, text: expect.stringMatching(/That is over/) });
    expect(office.sent()).toHaveLength(1);
  }));

test("an edit shows the card again and sends nothing; a rejection needs a reason", () =>
  withInquiry(async (office, say) => {
    const code = office.code(/client/);
    expect(await say(`edit ${code} text="Hello Nora, next week."`)).toMatchObject({
      ok: true,
      text: expect.stringMatching(/Nothing leaves before you approve[\s\S]*Hello Nora, next week\./),
    });
    expect(await say(`reject ${code}`)).toMatchObject({ ok: false });
    expect(await say(`reject ${code} because no time`)).toMatchObject({
      ok: true,
      text: expect.stringMatching(/Rejected/),
    });
    await office.rest();
    expect(office.sent()).toEqual([]);
  }));

test("a pause names what it holds, and resume says what is still held", () =>
  withInquiry(async (_, say) => {
    expect(await say("pause agent:intake")).toMatchObject({
      ok: true,
      text: expect.stringMatching(/the agent “intake”/),
    });
    expect(await say("pause client:whitfield")).toMatchObject({ ok: true });
    expect(await say("resume agent:intake")).toMatchObject({
      ok: true,
      text: expect.stringMatching(/Still paused: .*Whitfield/),
    });
    expect(await say("pause agent:intak")).toMatchObject({
      ok: false,
      text: expect.stringMatching(/did you mean “intake”/),
    });
    expect((await say("status")).text).toMatch(/Paused: (Nora )?Whitfield/);
  }));

test("words that could mean several things decide nothing", () =>
  withInquiry(async (office, say) => {
    const code = office.code(/client/);
    for (const line of [`approve ${code} tomorrow`, `approve ${code} and ABCD`, "yes", "approve"])
      expect(await say(line)).toMatchObject({ ok: false });
    expect(office.events("proposal.approved")).toEqual([]);
  }));
