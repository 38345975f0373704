/**
 * What any surface must do, tried by its owner's hand: the same scenarios on console, Slack and Telegram. A fourth surface is one
 * folder under src/surfaces, one hand under test/support/chats, and one line in surface.test.ts.
 */
import { describe, expect, test } from "vitest";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { clients } from "../../src/records/client.ts";
import { allIsWell, letter } from "../journeys/letters.ts";
import { Company, type CompanyOptions, type SurfaceName } from "../support/chats/company.ts";
import type { Hand } from "../support/chats/hand.ts";
import { START } from "../support/office.ts";

const INQUIRY = /Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield/;

export interface SurfaceUnderTest {
  readonly name: SurfaceName;
  /** Messages stay and are rewritten; a terminal only goes on. */
  readonly lasting: boolean;
  readonly options?: Partial<CompanyOptions>;
}

export function surfaceSuite(surface: SurfaceUnderTest): void {
  const { name, lasting } = surface;

  async function withInquiry(work: (company: Company, hand: Hand) => Promise<void>): Promise<void> {
    const company = await Company.open({ surfaces: [name], ...surface.options });
    try {
      await company.receive(String(sampleMails(START)[0]?.raw));
      await work(company, company.hand(name));
      allIsWell(company.office);
    } finally {
      await company.close();
    }
  }

  const tapped = (company: Company, type: string) =>
    company.office.events(type).map((event) => ({ surface: event.data.surface, actor: event.actor.split(":")[1] }));

  describe(`${name}`, () => {
    test("a request is one card that says what, to whom, why and how it is undone; approved, it leaves once", () =>
      withInquiry(async (company, hand) => {
        const card = await hand.card(INQUIRY);
        for (const words of ["Stage", "lead", "onboarding", "nora@whitfield-ceramics.example", "Why I ask", "Undo"])
          expect(card.text).toContain(words);
        expect(card.text).toContain("We need a new website"); // what they wrote
        expect(card.text).toContain("thank you for your message"); // what would leave, whole
        expect(card.text).not.toMatch(/[pimce]_[0-9a-f]{8}|\{"/);
        await hand.tap(INQUIRY, "Approve");
        expect(company.office.sent()).toHaveLength(1);
        expect(company.office.workspace.records.find(clients, "stage = 'onboarding'")).toHaveLength(1);
        expect(tapped(company, "proposal.approved")).toEqual([{ surface: name, actor: name }]);
        expect(hand.screen()).toMatch(/✅ Approved/);
        if (!lasting) return;
        await company.until("the outcome", () => /✅ Approved .*Sent\./s.test(hand.all(INQUIRY).at(0)?.text ?? ""));
        expect(hand.all(INQUIRY).flatMap((seen) => seen.buttons)).toEqual([]);
      }));

    test("a card that was approved twice sends once, and the second time says who won", () =>
      withInquiry(async (company, hand) => {
        await hand.tap(INQUIRY, "Approve");
        const code = String(company.office.events("proposal.opened")[0]?.data.code);
        await hand.say(`approve ${code}`);
        await company.until("the answer", () => /That is over/.test(hand.screen()));
        expect(company.office.sent()).toHaveLength(1);
        expect(company.office.events("proposal.approved")).toHaveLength(1);
      }));

    test("an edit sends nothing: it is shown with what it changed, and approved as it is then", () =>
      withInquiry(async (company, hand) => {
        await hand.rewrite(INQUIRY, "Hello Nora,\nTuesday at ten suits me well.\nRobin");
        expect(company.office.sent()).toHaveLength(0);
        const card = await hand.card(/Tuesday at ten suits me well/);
        expect(card.text).toMatch(/changed since/i);
        await hand.tap(/Tuesday at ten suits me well/, "Approve");
        expect(company.office.sent()[0]).toContain("Tuesday at ten suits me well.");
        expect(company.office.events("proposal.revised")[0]?.data).toMatchObject({ why: "edited", surface: name });
      }));

    test("a no is recorded with its reason, in the owner's words", () =>
      withInquiry(async (company, hand) => {
        await hand.reject(INQUIRY, "I have no time before May");
        const [no] = company.office.events("proposal.rejected");
        expect(company.office.words(no).reason).toContain("I have no time before May");
        expect(company.office.sent()).toEqual([]);
        if (lasting) expect((await hand.card(/Rejected.*no time before May/s)).buttons).toEqual([]);
      }));

    test("what was put away comes back by itself, and can be approved then", () =>
      withInquiry(async (company, hand) => {
        await hand.tap(INQUIRY, "Later");
        if (lasting) await hand.tap(INQUIRY, "Tomorrow");
        expect(company.office.events("proposal.postponed")).toHaveLength(1);
        if (lasting) expect((await hand.card(/Put away until Wed 25 Nov, 09:00/)).buttons).not.toContain("Approve");
        company.office.clock.advance(26 * 3_600_000);
        await company.rest();
        expect(company.office.events("proposal.returned")).toHaveLength(1);
        await hand.tap(INQUIRY, "Approve");
        expect(company.office.sent()).toHaveLength(1);
        if (lasting) expect(hand.all(INQUIRY).flatMap((seen) => seen.buttons)).toEqual([]);
      }));

    test("“I'll do it myself” withdraws the request, and nothing leaves", () =>
      withInquiry(async (company, hand) => {
        await hand.tap(INQUIRY, "I'll do it myself");
        expect(company.office.events("proposal.withdrawn")[0]?.data).toMatchObject({ why: "owner-does-it" });
        expect(company.office.sent()).toEqual([]);
        if (lasting) expect((await hand.card(/Left to you/)).buttons).toEqual([]);
      }));

    test("“why?” tells the whole story in sentences", () =>
      withInquiry(async (company, hand) => {
        await hand.tap(INQUIRY, "Why?");
        await company.until("the story", () => /You were asked/.test(hand.screen()));
        expect(hand.screen()).toMatch(/Nora Whitfield <nora@whitfield-ceramics\.example> wrote/);
        expect(company.office.events("proposal.approved")).toEqual([]);
      }));

    test("questions in words are answered where they were asked, and decide nothing", () =>
      withInquiry(async (company, hand) => {
        const answers: ReadonlyArray<readonly [string, RegExp]> = [
          ["queue", /1 waiting for you/],
          ["status", /1 waits for you/],
          ["who", /intake \(version \d+\)/],
          ["rules", /Happens without asking/],
          ["verify", /The ledger is whole: \d+ events/],
          ["cost", /No model is set up/],
          ["help", /approve CODE/],
          ["sing a song", /did not understand|can't tell|don't know/i],
        ];
        for (const [line, words] of answers) {
          await hand.say(line);
          await company.until(`the answer to “${line}”`, () => words.test(hand.screen()));
        }
        expect(company.office.events("proposal.approved")).toEqual([]);
        expect(company.office.sent()).toEqual([]);
      }));

    test("during a pause cards still come, what is approved is held, and “resume” lets it go", () =>
      withInquiry(async (company, hand) => {
        await hand.say("pause");
        await company.until("the pause", () => /Paused/.test(hand.screen()));
        await hand.tap(INQUIRY, "Approve");
        expect(company.office.sent()).toEqual([]);
        if (lasting) await hand.card(/Held by a pause/);
        await company.receive(
          letter({
            from: "Ben <ben@other.example>",
            subject: "Offer?",
            text: "Hello,\nI run Other Ltd and need a new website. Could you make us an offer?\nBen",
          }),
        );
        await hand.card(/answer Ben/);
        await hand.say("resume");
        await company.until("the mail", () => company.office.sent().length === 1);
      }));

    test("a restart between any two steps loses nothing and repeats nothing", () =>
      withInquiry(async (company, hand) => {
        await company.restart();
        await company.rest();
        await hand.rewrite(INQUIRY, "Hello Nora, after the restart.");
        await company.restart();
        await company.rest();
        await hand.tap(/Hello Nora, after the restart/, "Approve");
        await company.restart();
        await company.rest();
        expect(company.office.sent()).toHaveLength(1);
        if (lasting) expect(hand.all(INQUIRY).filter((seen) => /✅ Approved/.test(seen.text))).toHaveLength(1);
      }));

    test("the digest comes once a day, names what waits and carries the head of the ledger", () =>
      withInquiry(async (company, hand) => {
        company.office.clock.advance(24 * 3_600_000);
        await company.rest();
        const digest = await hand.card(/Your day/);
        expect(digest.text).toMatch(/1 waiting for you/);
        expect(digest.text).toMatch(/Ledger.*\d+ events, [0-9a-f]{16}/);
      }));
  });
}
