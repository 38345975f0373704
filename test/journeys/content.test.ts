/**
 * A client accepts a piece of work: a case study is drafted for the owner, which names nobody who has not agreed, with a model
 * or without.
 */
import { expect, test } from "vitest";
import { deskOf, inOffice } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { ENGAGEMENT, fallsDue, part, planFor } from "../support/planned.ts";
import { ScriptedModels } from "../support/scripted-models.ts";
import { allIsWell, cards, INQUIRY, receive, withClient } from "./letters.ts";

/** They accept what was sent; `mail`: in a message of theirs. */
async function accepts(office: Office, scope: string, key: string, mail: string | null = null): Promise<void> {
  const deliverable = part(key);
  const about = { deliverable, version: 1, file: "f_1" };
  await fallsDue(office, "deliverable.sent", scope, `deliverable:${deliverable}`, about);
  await fallsDue(office, "feedback.recorded", scope, `deliverable:${deliverable}`, {
    deliverable,
    mail,
    verdict: "accepted",
    // It is the content agent that is looked at here.
    for: "content",
  });
}

async function withWork(office: Office): Promise<string> {
  const scope = await withClient(office);
  await planFor(office, scope, [
    { key: "one", title: "Landing page for Whitfield Ceramics" },
    { key: "two", title: "Nora's price list" },
  ]);
  return scope;
}

const words = (office: Office) =>
  office.words(office.events("content.drafted").at(-1)) as { title: string; text: string };

test("finished work becomes a draft of what was done, without a name in it; one a month, and no card", () =>
  inOffice(async (office) => {
    const scope = await withWork(office);
    const before = office.shown.length;
    await accepts(office, scope, "one");
    expect(words(office)).toEqual({
      title: "Monthly package: how it went",
      text: expect.stringMatching(
        /^A client came to us with a task: Monthly package\.[\s\S]*- Landing page\n[\s\S]*it took a week\./,
      ),
    });
    expect(office.events("content.drafted")[0]?.data).toMatchObject({ draft: `${ENGAGEMENT}/2026-11`, named: false });
    await accepts(office, scope, "two");
    expect(office.events("content.drafted")).toHaveLength(1);
    expect(cards(office, before)).toEqual([]);
    expect(office.events("verdict.given").filter(({ data }) => data.kind === "deny")).toEqual([]);
    allIsWell(office);
  }));

test("with their consent on record the draft names them", () =>
  inOffice(async (office) => {
    const scope = await withWork(office);
    const params = { evidence: "her mail of today" };
    await deskOf(office).order({ action: "consent.record", client: scope, params, now: true });
    await accepts(office, scope, "one");
    expect(words(office).text).toMatch(/^Whitfield Ceramics Ltd came to us/);
    expect(words(office).text).toContain("- Landing page for Whitfield Ceramics");
    expect(office.events("content.drafted")[0]?.data.named).toBe(true);
  }));

test.each([
  ["a model tells it better", "We built a page that sells what a small pottery makes.", /^We built a page/],
  ["a model that names them is not gone by", "We built a page for Whitfield Ceramics.", /^A client came to us/],
  ["nor one that names a person", "Nora was very happy with it.", /^A client came to us/],
])("%s", (_, drafted, kept) =>
  inOffice(
    async (office) => {
      const scope = await withWork(office);
      await receive(office, {
        from: INQUIRY.from,
        subject: "Re: Website",
        text: "Thank you so much!",
        id: "t@w.example",
      });
      await accepts(office, scope, "one", String(office.events("mail.received").at(-1)?.data.mail));
      expect(words(office).text).toMatch(kept);
      expect(office.events("content.drafted")[0]?.data.named).toBe(false);
    },
    { models: new ScriptedModels({ draft: () => drafted }) },
  ),
);
