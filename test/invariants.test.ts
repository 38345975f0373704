/**
 * Invariants that belong to no single room: effects have reasons (3), scopes are walls (7), trust is never laundered (8),
 * and nothing personal stands open in the ledger.
 */
import { expect, test } from "vitest";
import { effects, releasedBy } from "../src/kernel/effect.ts";
import type { LedgerEvent } from "../src/kernel/event.ts";
import { intents, submitIntent } from "../src/kernel/intent.ts";
import { houseLabel, joinLabels, type Label, outsideLabel, ownerLabel } from "../src/kernel/label.ts";
import type { AccessRequest } from "../src/kernel/verdict.ts";
import { mails } from "../src/records/mail.ts";
import {
  clientAsks,
  contactOf,
  deskOf,
  dropInquiry,
  hire,
  inHome,
  inOffice,
  JURGEN,
  letter,
  NORA,
  openClient,
  write,
} from "./kernel/company.ts";
import type { Office } from "./support/office.ts";

/** A day with an answer, an edit, a correction, a rejection and a message that is filed silently. */
async function day(office: Office): Promise<void> {
  await openClient(office, 0);
  const question = await clientAsks(office);
  await office.edit(question, { reply: "On Friday, honestly." });
  await office.rest();
  await office.approve(question);
  await office.rest();
  await deskOf(office).order({
    action: "record.correct",
    client: "Whitfield",
    params: { field: "name", value: "Nora W.", reason: "short" },
    now: true,
  });
  dropInquiry(office, 1);
  await office.rest();
  await office.reject(office.code(/Krämer/), "no time");
  await office.rest();
}

function causes(office: Office, event: LedgerEvent): LedgerEvent[] {
  const chain: LedgerEvent[] = [];
  for (
    let at: LedgerEvent | undefined = event;
    at;
    at = at.causation === null ? undefined : office.workspace.ledger.byId(at.causation)
  )
    chain.push(at);
  return chain;
}

test("every effect goes back to a verdict, the owner's approval, an intent, and the message it began with", () =>
  inOffice(async (office) => {
    await day(office);
    const performed = office.events("effect.performed");
    expect(performed).toHaveLength(2);
    for (const event of performed) {
      const types = causes(office, event).map((one) => one.type);
      expect(types.slice(0, 3)).toEqual(["effect.performed", "verdict.given", "proposal.approved"]);
      expect(types).toEqual(expect.arrayContaining(["intent.submitted", "run.ended"]));
      expect(types.at(-1)).toBe("mail.received");
      expect(new Set(causes(office, event).map((one) => one.workflow)).size).toBe(1);
    }
  }));

test("no effect was released but by a verdict that lets it happen; no verdict but on an intent", () =>
  inOffice(async (office) => {
    await day(office);
    const events = office.events();
    const submitted = new Set(
      events.filter((event) => event.type === "intent.submitted").map((event) => event.data.intent),
    );
    const released = events
      .filter((event) => event.type === "verdict.given")
      .flatMap((event) => {
        expect(submitted).toContain(event.data.intent);
        if (event.data.kind !== "execute") expect(releasedBy(event)).toEqual([]);
        return releasedBy(event).map((one) => one.effect);
      });
    const onRecord = office.workspace.records.find(effects, "1 = 1").map((effect) => effect.id);
    expect(released.sort()).toEqual(onRecord.sort());
    for (const event of events.filter((one) => one.type.startsWith("effect.")))
      expect(onRecord).toContain(event.data.effect);
  }));

test("every verdict keeps its complete request, the rules that decided it, and the digest of those rules", () =>
  inOffice(async (office) => {
    await day(office);
    const verdicts = office.events("verdict.given");
    expect(new Set(verdicts.map((event) => event.data.kind))).toEqual(new Set(["execute", "ask"]));
    for (const event of verdicts) {
      const { rules, policy, reviewed } = event.data;
      expect(rules).not.toEqual([]);
      expect(policy).toMatch(/^[\da-f]{64}$/);
      expect(typeof reviewed).toBe("boolean");
      const words = office.words(event);
      expect(words.because).toHaveLength((rules as string[]).length);
      const intent = office.workspace.records.get(intents, String(event.data.intent));
      const actions = office.events("intent.submitted").find((one) => one.data.intent === intent?.id)?.data.actions;
      const requests = words.requests as AccessRequest[];
      expect(requests.map((request) => request.action)).toEqual(actions);
      for (const request of requests) {
        expect(request.principal.id).toMatch(/^(intake|deliverable|owner|kernel)$/);
        expect(request.resource).toMatchObject({ type: "Client", id: intent?.scope });
        expect(Object.keys(request.attributes).sort()).toEqual(["language", "stage"]);
        for (const name of [
          "outward",
          "reversible",
          "untrusted",
          "personal",
          "crossClient",
          "knownAddress",
          "quietHours",
          "held",
        ])
          expect(typeof request.context[name], name).toBe("boolean");
      }
    }
  }));

test("what was asked and what was done then are the same request, but for having been reviewed", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const [asked, done] = office
      .events("verdict.given")
      .filter((event) => event.data.kind === "ask" || event.data.reviewed);
    expect([asked?.data.reviewed, done?.data.reviewed]).toEqual([false, true]);
    expect(office.words(done).requests).toEqual(office.words(asked).requests);
    expect(done?.data.policy).toBe(asked?.data.policy);
  }));

test("a run's answers stand in the journal that its end is bound to", () =>
  inOffice(async (office) => {
    await day(office);
    for (const event of office.events("run.ended")) {
      expect(event.data).toMatchObject({ outcome: "done", depth: 1 });
      expect(event.data.journal).toMatch(/^[\da-f]{64}$/);
    }
  }));

/** An agent that tries to look over the wall: whatever id stands in the message, it asks for that mail. */
const SPY = `
  async "mail.received@1"(event, context) {
    const own = await context.read("mail", { id: event.data.mail });
    const wanted = own.written.trim();
    const [mail, asked, client, contact] = [
      await context.read("mail", { id: wanted }),
      await context.ask("message", { mail: wanted }),
      await context.read("client"),
      await context.read("contact"),
    ];
    const found = JSON.stringify({ mail, asked, client, contact });
    await context.intend({ steps: [{ action: "owner.ask", params: { mail: event.data.mail, question: found } }], reason: "spying", evidence: [] });
  },
`;

test("a run sees its own client only: another client's mail, given by its very id, doesn't exist", () =>
  inHome(["policies", "agents"], (home) =>
    inOffice(
      async (office) => {
        await openClient(office, 0);
        await openClient(office, 1);
        const [secret] = office.workspace.records.find(mails, "scope = ?", [contactOf(office, NORA).scopes]);
        office.drop("spy.eml", letter({ from: `J <${JURGEN}>`, id: "spy@test", text: secret?.id ?? "?" }));
        await office.rest();
        const wished = office
          .events("intent.submitted")
          .filter((event) => event.data.principal === "agent:spy")
          .at(-1);
        const [step] = office.words(wished).steps as Array<{ params: { question: string } }>;
        const found = JSON.parse(step?.params.question ?? "{}") as { mail: unknown; asked: unknown };
        expect(found).toMatchObject({ mail: null, asked: null });
        expect(step?.params.question).toContain("Krämer");
        expect(step?.params.question).not.toMatch(/Nora|Whitfield|pottery/i);
        expect(wished?.label.scopes).toEqual([contactOf(office, JURGEN).scopes]);
      },
      {
        home: hired(home, {
          name: "spy",
          wakes: ["mail.received@1"],
          may: ["owner.ask"],
          reads: ["mail", "client", "contact"],
          script: SPY,
        }),
      },
    ),
  ));

function hired(home: string, agent: Parameters<typeof hire>[1]): string {
  hire(home, agent);
  return home;
}

test("new senders, who come from all scopes, are read in the owner's own room only", () =>
  inHome(["policies", "agents"], (home) =>
    inOffice(
      async (office) => {
        office.drop("1.eml", letter({ from: "a@one.example", id: "1@one", text: "Hello" }));
        await office.rest();
        const failed = office.events("run.ended").filter((event) => event.data.outcome === "failed");
        expect(failed).toHaveLength(1);
      },
      {
        home: hired(home, {
          name: "curious",
          wakes: ["mail.received@1"],
          may: [],
          reads: ["senders"],
          script: `async "mail.received@1"(event, context) { await context.read("senders"); },`,
        }),
      },
    ),
  ));

test("an answer can't go to a contact of another client, whoever edits it in; the card says whose they are", () =>
  inOffice(async (office) => {
    await openClient(office, 1);
    dropInquiry(office, 0);
    await office.rest();
    const code = office.code(/Whitfield/);
    for (const changes of [{ to: JURGEN }, { to: `${NORA}, ${JURGEN}` }, { cc: JURGEN.toUpperCase() }]) {
      const outcome = await office.edit(code, changes as Record<string, string>);
      expect(outcome.kind).toBe("refused");
      expect(JSON.stringify(outcome)).toContain("Krämer");
    }
    const ordered = await deskOf(office).order({
      action: "mail.answer",
      client: "Nora",
      params: { to: JURGEN, text: "Hello" },
      now: true,
    });
    expect(ordered.kind).toBe("refused");
    await office.rest();
    expect(office.sent()).toHaveLength(1);
  }));

test("a mail of another client can't be answered or filed from here", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const other = await openClient(office, 1);
    const [mail] = office.workspace.records.find(mails, "scope = ? AND direction = 'in'", [other.id]);
    for (const [action, more] of [
      ["mail.answer", { to: NORA, text: "Hello" }],
      ["message.classify", { classes: ["thanks"] as unknown as string }],
    ] as const) {
      const ordered = await deskOf(office).order({
        action,
        client: client.id,
        params: { mail: mail?.id ?? "", ...more },
        now: true,
      });
      expect(ordered, action).toEqual({ kind: "refused", why: "That mail belongs to another client." });
    }
    expect(office.sent()).toHaveLength(2);
  }));

/** Submits an answer to Nora with the label given, as if an agent had read that; answers the verdict. */
async function verdictOn(office: Office, label: Label, reply = "Hello"): Promise<LedgerEvent | undefined> {
  const { scopes } = contactOf(office, NORA);
  const [mail] = office.workspace.records.find(mails, "scope = ? AND direction = 'in'", [scopes]);
  const submitted = await write(office, (transaction) =>
    submitIntent(transaction, {
      steps: [{ action: "mail.answer", params: { mail: mail?.id ?? "", to: [NORA], text: reply } }],
      reason: "a test",
      evidence: [],
      key: `test ${office.events().length}`,
      about: null,
      scope: scopes,
      principal: "agent:intake",
      actor: "agent:intake@1",
      label,
      run: null,
      causation: undefined,
      workflow: undefined,
    }),
  );
  await office.rest();
  return office.events("verdict.given").find((event) => event.data.intent === submitted?.data.intent);
}

test("what carries another client's label never leaves, and not even the owner is offered it", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const other = await openClient(office, 1);
    const shown = office.shown.length;
    const both = joinLabels(houseLabel(client.id), outsideLabel(other.id));
    const verdict = await verdictOn(office, both);
    expect(verdict?.data.kind).toBe("deny");
    expect(office.shown).toHaveLength(shown);
    expect((await verdictOn(office, houseLabel(client.id)))?.data.kind).toBe("ask");
  }));

test("text from outside stays from outside: from the mail through run, intent, verdict and card", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    const [mail] = office.events("mail.received");
    expect(mail?.label.trust).toBe("outside");
    const made = office.events().filter((event) => event.workflow === mail?.workflow);
    expect(new Set(made.map((event) => event.type))).toEqual(
      new Set([
        "mail.received",
        "run.started",
        "run.ended",
        "intent.submitted",
        "verdict.given",
        "proposal.opened",
        "message.classified",
      ]),
    );
    for (const event of made) expect(event.label, event.type).toEqual(mail?.label);
    for (const event of office.events("verdict.given"))
      for (const { context } of office.words(event).requests as AccessRequest[]) expect(context.untrusted).toBe(true);
  }));

test("only the owner's approval lowers the guard, and only for what was approved and follows from it", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const code = await clientAsks(office);
    const trusted = office.events().filter((event) => event.label.trust === "owner");
    const following = trusted.filter((event) =>
      causes(office, event)
        .slice(1)
        .some((one) => one.type === "effect.performed"),
    );
    expect(trusted.filter((event) => !following.includes(event)).map((event) => event.type)).toEqual([
      "proposal.approved",
      "verdict.given",
      "client.opened",
      "effect.performed",
    ]);
    // The letter that was approved holds a promise, which is noted: its words are the owner's own.
    expect(following.map((event) => event.type).sort()).toEqual(
      ["run.started", "run.ended", "intent.submitted", "verdict.given", "obligation.made"].sort(),
    );
    for (const event of trusted.filter((one) => !following.includes(one)))
      expect(event.data.kind === undefined || event.data.reviewed === true, event.type).toBe(true);
    await office.edit(code, { reply: "On Friday." });
    await deskOf(office).later(code, office.clock.now() + 1000);
    const revised = office.events("proposal.revised");
    expect(revised.map((event) => event.label.trust)).toEqual(["outside"]);
  }));

test("a label only ever grows: all scopes, the lower trust, all marks, whatever the order", () => {
  const labels = [
    houseLabel("workspace"),
    ownerLabel("c_1"),
    outsideLabel("c_2"),
    outsideLabel("c_1", ["unauthenticated"]),
    houseLabel("c_2"),
  ];
  for (const a of labels)
    for (const b of labels) {
      const joined = joinLabels(a, b);
      expect(joined).toEqual(joinLabels(b, a));
      expect(joinLabels(joined, a)).toEqual(joined);
      for (const one of [a, b]) {
        expect(joined.scopes).toEqual(expect.arrayContaining([...one.scopes]));
        expect(joined.marks ?? []).toEqual(expect.arrayContaining([...(one.marks ?? [])]));
        if (one.trust === "outside") expect(joined.trust).toBe("outside");
      }
      if (a.trust === "owner" && b.trust === "owner") expect(joined.trust).toBe("owner");
    }
});

test("nothing personal stands open in the ledger: no name, address, subject or word of anybody", () =>
  inOffice(async (office) => {
    await day(office);
    office.drop(
      "new.eml",
      letter({
        from: "Grace Hopper <grace@navy.example>",
        id: "nanosecond@navy.example",
        subject: "Lunch",
        text: "Here is the wire.",
      }),
    );
    await office.rest();
    office.clock.advance(86_400_000);
    await office.rest();
    expect(JSON.stringify(office.shown.at(-1)?.card)).toBeTruthy();
    const sealed = /"private":"(personal|books):[\w+/=.:-]+"/g;
    const words =
      /nora|whitfield|krämer|kraemer|jürgen|robin|pottery|orgel|friday|honestly|no time|grace|hopper|navy|nanosecond|c81f0a52|Hello/i;
    for (const row of office.workspace.database.tuples("SELECT type, actor, scope, subject, label, data FROM events")) {
      const open = JSON.stringify(row.map((value) => String(value).replace(sealed, "")));
      expect(words.exec(open)?.[0], open).toBeUndefined();
    }
  }));
