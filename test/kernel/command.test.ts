/**
 * Invariants 4 and 11: an approval binds to what was shown, and only the owner decides.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { approve, askAgain, edit, postpone, reject, takeOver } from "../../src/kernel/command.ts";
import type { Outcome } from "../../src/kernel/decision.ts";
import { intents } from "../../src/kernel/intent.ts";
import { markShown } from "../../src/kernel/notice.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { undo } from "../../src/kernel/undo.ts";
import { clients } from "../../src/records/client.ts";
import { type Office, OWNER, START } from "../support/office.ts";
import {
  addRules,
  clientAsks,
  contactOf,
  deskOf,
  dropInquiry,
  inHome,
  inOffice,
  letter,
  NORA,
  openClient,
  rewrite,
  write,
} from "./company.ts";

const HOUR_MS = 3_600_000;

/** The inquiry's card is in front of the owner; its code. */
async function asked(office: Office): Promise<string> {
  dropInquiry(office, 0);
  await office.rest();
  return office.code(/as a client/);
}

function proposalOf(office: Office, code: string) {
  const [row] = office.workspace.records.find(proposals, "code = ?", [code]);
  if (!row) throw new Error(`no proposal ${code}`);
  return row;
}

async function correct(office: Office, client: string, field: string, value: string): Promise<void> {
  const outcome = await deskOf(office).order({
    action: "record.correct",
    client,
    params: { field, value, reason: "a typo" },
    now: true,
  });
  expect(outcome.kind).toBe("approved");
}

function voided(outcome: Outcome, why: "overtaken" | "unseen" | "edited") {
  if (outcome.kind !== "shown") throw new Error(`expected the card again, but it was ${JSON.stringify(outcome)}`);
  expect(outcome.why).toBe(why);
  return outcome;
}

test("an edit after the card was shown voids an approval of the old card, and shows what changed", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    const edited = await office.edit(code, { text: "Thank you. I will call you tomorrow." });
    const { card, revision } = voided(edited, "edited");
    expect(revision).toBe(2);
    expect(card.changed?.map((row) => row.label)).toEqual(["Text"]);
    expect(card.changed?.[0]?.after).toBe("Thank you. I will call you tomorrow.");
    voided(await office.approve(code, 1), "unseen");
    await office.rest();
    expect(office.sent()).toHaveLength(0);
    expect((await office.approve(code, 2)).kind).toBe("approved");
    await office.rest();
    expect(office.sent().join()).toContain("I will call you tomorrow.");
  }));

test("an edit is judged by policy again and never sends by itself", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    await office.edit(code, { text: "Thank you." });
    await office.rest();
    expect(office.sent()).toHaveLength(0);
    expect(proposalOf(office, code).state).toBe("open");
  }));

test("both versions of an edited card are kept, with where it was edited and what it changed", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    await office.edit(code, { text: "Thank you." });
    const [opened] = office.events("proposal.opened");
    const [revised] = office.events("proposal.revised");
    expect(JSON.stringify(office.words(opened))).not.toContain("Thank you.");
    expect(JSON.stringify(office.words(revised))).toContain("Thank you.");
    expect(revised?.actor).toBe(OWNER);
    expect(revised?.data).toMatchObject({ why: "edited", surface: "console", shownAt: expect.any(Number) });
    expect(office.words(revised).card).toMatchObject({ changed: [{ label: "Text", after: "Thank you." }] });
  }));

test("a decision keeps the surface, the revision, when it was shown and when it was decided", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    office.clock.advance(60_000);
    await office.approve(code);
    const [decided] = office.events("proposal.approved");
    expect(decided?.actor).toBe(OWNER);
    expect(decided?.data).toMatchObject({ surface: "console", revision: 1 });
    expect(Number(decided?.at) - Number(decided?.data.shownAt)).toBe(60_000);
    expect(decided?.data.binding).toBe(proposalOf(office, code).binding);
  }));

test("a record that changed after it was shown voids the approval: the corrected name is shown", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const code = await clientAsks(office);
    await correct(office, "Whitfield", "company", "Whitfield & Daughters");
    const { card, revision } = voided(await office.approve(code), "overtaken");
    expect(revision).toBe(2);
    expect(JSON.stringify(card)).toContain("Whitfield & Daughters");
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("a record that is neither shown nor used voids nothing", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const code = await clientAsks(office);
    await correct(office, "Whitfield", "need", "a shop, and a newsletter");
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("an unrelated mail, even of the same client, voids nothing", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const code = await clientAsks(office);
    dropInquiry(office, 1);
    office.drop("2.eml", letter({ from: `Nora <${NORA}>`, id: "thanks@test", text: "Thank you for the call!" }));
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("a rule that took part and was changed since voids the approval, and the card says what changed", () =>
  inHome(["policies"], (home) =>
    inOffice(
      async (office) => {
        const code = await asked(office);
        rewrite(join(home, "policies", "clients.cedar"), (text) =>
          text.replace("only you make a client of somebody who writes", "clients are made by you"),
        );
        expect(office.workspace.charter.reload().ok).toBe(true);
        const { card } = voided(await office.approve(code), "overtaken");
        expect(card.why).toContain("Clients are made by you.");
        expect(card.changed?.map((row) => row.label)).toEqual(["Why I ask"]);
      },
      { home },
    ),
  ));

test("an unrelated edit of the rules and of their layout leaves an approval valid", () =>
  inHome(["policies"], (home) =>
    inOffice(
      async (office) => {
        const code = await asked(office);
        rewrite(join(home, "policies", "mail.cedar"), (text) =>
          text.replace("putting a message where it belongs changes nothing outside", "sorting is harmless"),
        );
        rewrite(join(home, "policies", "clients.cedar"), (text) => `// a remark\n\n${text}`);
        expect(office.workspace.charter.reload().ok).toBe(true);
        expect((await office.approve(code)).kind).toBe("approved");
      },
      { home },
    ),
  ));

test("the condition of a rule that took part is part of what was approved, not only its words", () =>
  inHome(["policies"], (home) =>
    inOffice(
      async (office) => {
        const code = await asked(office);
        rewrite(join(home, "policies", "mail.cedar"), (text) =>
          text.replace(
            '@id("answers-need-you")\n@because("an answer goes out in your name")\nforbid (principal is Agent',
            '@id("answers-need-you")\n@because("an answer goes out in your name")\nforbid (principal',
          ),
        );
        expect(office.workspace.charter.reload().ok).toBe(true);
        voided(await office.approve(code), "overtaken");
      },
      { home },
    ),
  ));

test("what the rules forbid meanwhile is refused and withdrawn, not asked again", () =>
  inHome(["policies"], (home) =>
    inOffice(
      async (office) => {
        const code = await asked(office);
        addRules(
          home,
          "more.cedar",
          `@id("no-new-clients") @because("the books are full") forbid (principal, action == Action::"client.open", resource);`,
        );
        expect(office.workspace.charter.reload().ok).toBe(true);
        const outcome = await office.approve(code);
        expect(outcome.kind).toBe("refused");
        expect(JSON.stringify(outcome)).toContain("the books are full");
        expect(proposalOf(office, code).state).toBe("withdrawn");
        expect(office.events("proposal.approved")).toHaveLength(0);
        await office.rest();
        expect(office.sent()).toHaveLength(0);
      },
      { home },
    ),
  ));

test("time alone voids nothing: what was shown in quiet hours is approved in the morning, and the other way round", () =>
  inOffice(async (office) => {
    office.clock.moveTo(START + 12.5 * HOUR_MS); // 22:30 in Berlin
    const code = await asked(office);
    office.clock.advance(10 * HOUR_MS);
    expect((await office.approve(code)).kind).toBe("approved");
    dropInquiry(office, 1);
    await office.rest();
    const other = office.code(/as a client/);
    expect(other).not.toBe(code);
    office.clock.advance(14 * HOUR_MS);
    expect((await office.approve(other)).kind).toBe("approved");
  }));

test("a card that this surface has never shown can't be approved there, whatever revision is claimed", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    const elsewhere = deskOf(office, "elsewhere");
    voided(await elsewhere.approve(code), "unseen"); // the answer shows it
    expect((await elsewhere.approve(code)).kind).toBe("approved");
  }));

test("a claimed revision is no proof that it was shown", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    const outcome = await write(office, (transaction) =>
      approve(transaction, office.workspace.charter.authority, {
        code,
        surface: "elsewhere",
        actor: OWNER,
        revision: 1,
      }),
    );
    voided(outcome, "unseen");
    expect(proposalOf(office, code).state).toBe("open");
  }));

test("a second surface that still shows an older revision can't approve the newer one", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    await write(office, (transaction) => markShown(transaction, "phone", proposalOf(office, code)));
    await office.edit(code, { text: "Something else." });
    await office.rest();
    const phone = (revision?: number) =>
      write(office, (transaction) =>
        approve(transaction, office.workspace.charter.authority, {
          code,
          surface: "phone",
          actor: OWNER,
          ...(revision === undefined ? {} : { revision }),
        }),
      );
    voided(await phone(), "unseen");
    voided(await phone(1), "unseen");
    voided(await phone(2), "unseen");
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("a proposal approved twice sends one email, and the second is told who won", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    const outcomes = await Promise.all([office.approve(code), office.approve(code)]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["approved", "over"]);
    await office.rest();
    expect(await office.approve(code)).toMatchObject({ kind: "over", state: "approved" });
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(office.events("proposal.approved")).toHaveLength(1);
  }));

test("approving what was rejected, and rejecting what was approved, is told who won", () =>
  inOffice(async (office) => {
    const first = await asked(office);
    expect((await office.reject(first, "not my kind of work")).kind).toBe("rejected");
    expect(await office.approve(first)).toMatchObject({ kind: "over", state: "rejected" });
    expect(await office.edit(first, { text: "Yes" })).toMatchObject({ kind: "over", state: "rejected" });
    await office.rest();
    expect(office.sent()).toHaveLength(0);
    expect(office.workspace.records.get(clients, contactOf(office, NORA).scopes)?.stage).toBe("lead");
    expect(office.words(office.events("proposal.rejected")[0]).reason).toBe("not my kind of work");
    dropInquiry(office, 1);
    await office.rest();
    const second = office.code(/as a client/);
    await office.approve(second);
    expect(await office.reject(second, "too late")).toMatchObject({ kind: "over", state: "approved" });
  }));

test("only the owner decides: an agent, a connector and the kernel itself are refused everything", () =>
  inOffice(async (office) => {
    const open = await asked(office);
    const { authority } = office.workspace.charter;
    dropInquiry(office, 1);
    await office.rest();
    const approved = office.code(/as a client/);
    expect(approved).not.toBe(open);
    await office.approve(approved);
    const head = () => office.workspace.ledger.head()?.seq;
    const before = head();
    for (const actor of ["agent:intake@1", "connector:mail", "kernel", "owner", "", "Owner:console:local"]) {
      const hand = { code: open, surface: "console", actor };
      const done = { ...hand, code: approved };
      const outcomes = [
        await write(office, (transaction) => approve(transaction, authority, { ...hand, revision: 1 })),
        await write(office, (transaction) => reject(transaction, authority, { ...hand, reason: "no" })),
        await write(office, (transaction) => edit(transaction, authority, { ...hand, changes: { text: "Hi" } })),
        await write(office, (transaction) => takeOver(transaction, authority, hand)),
        await write(office, (transaction) => postpone(transaction, { ...hand, until: START + HOUR_MS })),
        await write(office, (transaction) => askAgain(transaction, authority, hand)),
        await write(office, (transaction) => undo(transaction, authority, done)),
      ];
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array(7).fill("refused"));
    }
    expect(head()).toBe(before);
    expect(proposalOf(office, open).state).toBe("open");
  }));

test("the owner takes a card over: it is the owner's decision on record, and nothing leaves", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    expect((await deskOf(office).takeOver(code)).kind).toBe("withdrawn");
    await office.rest();
    const [event] = office.events("proposal.withdrawn");
    expect(event).toMatchObject({ actor: OWNER, label: { trust: "owner" } });
    expect(event?.data).toMatchObject({
      why: "owner-does-it",
      surface: "console",
      revision: 1,
      shownAt: expect.any(Number),
    });
    expect(office.sent()).toHaveLength(0);
    expect(proposalOf(office, code).state).toBe("withdrawn");
    expect(office.workspace.records.find(intents, "state = 'withdrawn'")).toHaveLength(1);
  }));

test("an unknown code is answered with the open ones that are closest", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    const last = code.at(-1) === "A" ? "B" : "A";
    expect(await office.approve(`${code.slice(0, -1)}${last}`)).toEqual({
      kind: "unknown",
      code: `${code.slice(0, -1)}${last}`,
      near: [code],
    });
    expect((await office.approve(` ${code.toLowerCase()} `)).kind).toBe("approved");
  }));

test("an edit that doesn't fit is refused in words and changes nothing", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    for (const changes of [{ txet: "Hello" }, { to: "not an address" }, { text: "" }, { addresses: "x@y.example" }])
      expect((await office.edit(code, changes as Record<string, string>)).kind).toBe("refused");
    expect(proposalOf(office, code).revision).toBe(1);
    expect(JSON.stringify(await office.edit(code, { txet: "Hello" }))).toContain("did you mean “text”");
  }));
