/** One request, asked twice: what executes, what is asked, what is denied, and why. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessRequest, Verdict } from "../../src/kernel/verdict.ts";
import { loadPolicies, type PolicySource } from "../../src/policy/load.ts";
import { accessTo, actions, edit, folderOf, request, shapes, shippedCopy, shippedFolder } from "./shelf.ts";

const shipped = loadPolicies({ folder: shippedFolder, label: "policies", ...shapes });
const access = accessTo({ policies: () => shipped });

const accessOf = (source: PolicySource) => {
  const policies = loadPolicies(source);
  return accessTo({ policies: () => policies });
};
const withRules = (text: string) => accessOf(folderOf({ "rules.cedar": text }));
const idsOf = (verdict: Verdict) => verdict.because.map((rule) => rule.id);

describe("the shipped rules", () => {
  test.each([
    ["intake", "message.classify", "execute", ["intake-sorts-mail"]],
    ["intake", "mail.answer", "ask", ["answers-need-you"]],
    ["intake", "client.open", "ask", ["clients-are-yours-to-open"]],
    ["intake", "contact.sort", "ask", ["intake-suggests-who-is-who"]],
    ["intake", "scope.merge", "ask", ["intake-suggests-who-is-who"]],
    ["intake", "owner.ask", "ask", ["anybody-may-ask-you"]],
    ["intake", "effect.retry", "ask", ["unnamed-outward-is-asked"]],
    ["intake", "record.correct", "deny", ["only-you-correct-records"]],
    ["billing", "message.classify", "deny", ["nothing-permits-it"]],
    ["billing", "client.open", "deny", ["nothing-permits-it"]],
    ["billing", "mail.answer", "ask", ["answers-need-you"]],
    ["intake", "milestone.close", "deny", ["nothing-permits-it"]],
    ["intake", "invoice.refund", "ask", ["refunds-need-you"]],
    ["billing", "invoice.issue", "ask", ["unclear-invoices-need-you"]],
    ["billing", "invoice.credit", "ask", ["credit-notes-need-you"]],
    ["billing", "invoice.refund", "ask", ["refunds-need-you"]],
    ["billing", "payment.match", "ask", ["other-payments-are-asked"]],
    ["billing", "payment.record", "deny", ["only-you-enter-payments"]],
    ["billing", "contract.record", "ask", ["contracts-are-agreed-by-you"]],
    ["billing", "contract.change", "deny", ["contracts-are-yours-to-change"]],
    ["billing", "milestone.close", "deny", ["nothing-permits-it"]],
    ["deliverable", "deliverable.send", "ask", ["deliverables-need-you"]],
    ["deliverable", "letter.send", "execute", ["letters-of-the-plan-leave"]],
    ["deliverable", "meeting.offer", "execute", ["times-are-offered"]],
    ["deliverable", "meeting.book", "ask", ["other-times-are-asked"]],
    ["deliverable", "feedback.record", "ask", ["other-feedback-is-asked"]],
    ["deliverable", "milestone.close", "ask", ["other-closings-are-asked"]],
    ["deliverable", "plan.revise", "ask", ["changed-plans-are-put-to-you"]],
    ["deliverable", "payment.match", "deny", ["nothing-permits-it"]],
    ["health", "mail.hold", "execute", ["health-holds-mail"]],
    ["health", "mail.release", "deny", ["you-let-mail-go-on"]],
    ["health", "complaint.raise", "ask", ["complaints-are-yours"]],
    ["outreach", "outreach.send", "ask", ["outreach-needs-you"]],
    ["outreach", "basis.record", "deny", ["grounds-are-yours"]],
    ["content", "content.draft", "execute", ["content-keeps-drafts"]],
    ["content", "consent.record", "deny", ["grounds-are-yours"]],
    ["owner", "record.correct", "ask", ["you-may-do-everything"]],
    ["owner", "invoice.refund", "ask", ["you-may-do-everything"]],
    ["owner", "mail.answer", "ask", ["you-may-do-everything"]],
  ] as const)("%s wanting %s gets %s", (agent, action, kind, because) => {
    const verdict = access.judge(request(agent, action), false);
    expect({ kind: verdict.kind, because: idsOf(verdict) }).toEqual({ kind, because });
    // What is asked executes once it has been seen; what is denied stays denied.
    expect(access.judge(request(agent, action), true).kind).toBe(kind === "deny" ? "deny" : "execute");
  });

  const closing = { confirmed: true, clear: true, allAccepted: true, yours: false, allSent: true, due: true };
  test.each([
    ["billing", "invoice.issue", { complete: true }, "execute", "billing-issues-invoices"],
    ["billing", "invoice.issue", { complete: true, agreedCents: 2 }, "ask", "invoice-as-agreed"],
    ["billing", "invoice.issue", { complete: true, held: true }, "ask", "held-mail-waits"],
    ["billing", "invoice.remind", { level: 2, houseText: true }, "execute", "billing-reminds"],
    ["billing", "invoice.remind", { level: 3, houseText: true }, "ask", "last-reminders-need-you"],
    ["billing", "invoice.remind", { level: 1, houseText: false }, "ask", "reminders-in-your-words"],
    ["billing", "payment.match", { exact: true }, "execute", "exact-payments-are-matched"],
    ["deliverable", "meeting.book", { offered: true }, "execute", "offered-times-are-booked"],
    ["deliverable", "milestone.close", { ...closing, by: "acceptance" }, "execute", "clear-acceptance-closes"],
    [
      "deliverable",
      "milestone.close",
      { ...closing, by: "acceptance", clear: false },
      "ask",
      "other-closings-are-asked",
    ],
    [
      "deliverable",
      "milestone.close",
      { ...closing, by: "acceptance", confirmed: false },
      "ask",
      "other-closings-are-asked",
    ],
    [
      "deliverable",
      "milestone.close",
      { ...closing, by: "acceptance", allAccepted: false },
      "ask",
      "other-closings-are-asked",
    ],
    ["deliverable", "milestone.close", { ...closing, by: "plan" }, "execute", "the-plan-closes"],
    ["deliverable", "milestone.close", { ...closing, by: "plan", due: false }, "ask", "other-closings-are-asked"],
    ["deliverable", "milestone.close", { ...closing, by: "plan", allSent: false }, "ask", "other-closings-are-asked"],
    ["deliverable", "milestone.close", { ...closing, by: "owner" }, "deny", "your-word-is-yours"],
    ["deliverable", "letter.send", { held: true }, "ask", "held-mail-waits"],
    ["deliverable", "plan.revise", { adds: true }, "execute", "wishes-become-your-tasks"],
    ["deliverable", "plan.revise", { adds: true, movesPromised: true }, "ask", "changed-plans-are-put-to-you"],
    ["outreach", "outreach.send", { held: true }, "ask", "held-mail-waits"],
  ] as const)("%s wanting %s with %o gets %s by %s", (agent, action, context, kind, because) => {
    const verdict = access.judge(request(agent, action, context), false);
    expect(verdict.kind).toBe(kind);
    expect(idsOf(verdict)).toContain(because);
  });

  test("what belongs to another client never leaves, not even with the owner's approval", () => {
    for (const agent of ["intake", "owner"]) {
      const verdict = access.judge(request(agent, "mail.answer", { crossClient: true }), true);
      expect(verdict.kind).toBe("deny");
      expect(idsOf(verdict)).toEqual(["clients-stay-apart"]);
    }
  });

  test("the card hears every reason in the rules' own words", () => {
    const verdict = access.judge(request("intake", "effect.retry", { knownAddress: false, quietHours: true }), false);
    expect(verdict.kind).toBe("ask");
    expect(verdict.because).toEqual([
      { id: "new-addresses-need-you", because: "it goes to an address that is not on record" },
      { id: "quiet-hours-are-quiet", because: "nothing leaves by itself in your quiet hours" },
    ]);
  });

  test("outside text with private data and no way back is asked, even where a rule lets the action be done alone", () => {
    const source = shippedCopy();
    edit(
      source,
      "mail.cedar",
      `@id("unnamed`,
      `@id("retry-alone") permit (principal == Agent::"intake", action == Action::"effect.retry", resource);\n@id("unnamed`,
    );
    const bold = accessOf(source);
    const tainted = { untrusted: true, personal: true, reversible: false };
    expect(bold.judge(request("intake", "effect.retry"), false).kind).toBe("execute");
    expect(idsOf(bold.judge(request("intake", "effect.retry", tainted), false))).toEqual(["outside-text-needs-you"]);
    expect(bold.judge(request("intake", "effect.retry", { ...tainted, reversible: true }), false).kind).toBe("execute");
  });
});

describe("asked is never inferred from the rules that matched", () => {
  test("a forbid with an exception for reviewed, but no permit behind it, is a deny", () => {
    const judge = withRules(`@id("no") forbid (principal, action, resource) unless { context.reviewed };`);
    const verdict = judge.judge(request("intake", "mail.answer"), false);
    expect(verdict.kind).toBe("deny");
    expect(idsOf(verdict)).toEqual(["nothing-permits-it"]);
  });

  test("a permit that holds only unseen is an execute, and gone once reviewed", () => {
    const judge = withRules(`@id("odd") permit (principal, action, resource) unless { context.reviewed };`);
    expect(judge.judge(request("intake", "mail.answer"), false).kind).toBe("execute");
    expect(judge.judge(request("intake", "mail.answer"), true).kind).toBe("deny");
  });

  test("a second forbid that ignores reviewed denies, and is the one that is named", () => {
    const judge = withRules(`
      @id("may") permit (principal, action, resource);
      @id("see-first") forbid (principal, action, resource) unless { context.reviewed };
      @id("never") @because("never") forbid (principal, action == Action::"mail.answer", resource);`);
    expect(judge.judge(request("intake", "mail.answer"), false)).toMatchObject({
      kind: "deny",
      because: [{ id: "never", because: "never" }],
    });
    expect(judge.judge(request("intake", "message.classify"), false).kind).toBe("ask");
  });
});

describe("what can't be judged is denied", () => {
  const overflow = "context.recipients * 9223372036854775807 > 0";

  test("a forbid that can't be worked out denies instead of being skipped", () => {
    const judge = withRules(
      `@id("may") permit (principal, action, resource);\n\n@id("limit")\nforbid (principal, action == Action::"mail.answer", resource) when { ${overflow} };`,
    );
    const verdict = judge.judge(request("intake", "mail.answer", { recipients: 7 }), false);
    expect(verdict.kind).toBe("deny");
    expect(idsOf(verdict)).toEqual(["evaluation-error"]);
    expect(verdict.because[0]?.because).toMatch(
      /the rule "limit" \(policies\/rules\.cedar:3\) could not be worked out/,
    );
    expect(judge.judge(request("intake", "mail.answer", { recipients: 0 }), false).kind).toBe("execute");
  });

  test.each([
    ["first", "!context.reviewed"],
    ["second", "context.reviewed"],
  ])("an error in the %s question alone denies", (_, guard) => {
    const judge = withRules(
      `@id("may") permit (principal, action, resource);\n@id("limit") forbid (principal, action == Action::"mail.answer", resource) when { ${guard} && ${overflow} };`,
    );
    for (const reviewed of [false, true]) {
      const verdict = judge.judge(request("intake", "mail.answer", { recipients: 7 }), reviewed);
      expect(idsOf(verdict)).toEqual(["evaluation-error"]);
    }
  });

  test.each([
    ["an unknown agent", { principal: { type: "Agent", id: "stranger" } }, "unknown-agent"],
    ["an agent with an empty name", { principal: { type: "Agent", id: "" } }, "unknown-agent"],
    ["an agent that calls itself owner", { principal: { type: "Agent", id: "owner" } }, "unknown-agent"],
    ["an owner with another id", { principal: { type: "Owner", id: "intake" } }, "unknown-agent"],
    ["an unknown action", { action: "mail.forward" }, "unknown-action"],
    ["a group instead of an action", { action: "filing" }, "unknown-action"],
    ["the wrong kind of resource", { resource: { type: "Workspace", id: "w" } }, "evaluation-error"],
    ["a missing attribute", { attributes: { stage: "lead" } }, "evaluation-error"],
    ["a context without what the action gives", { context: {} }, "evaluation-error"],
  ] satisfies [string, Partial<AccessRequest>, string][])("%s is denied", (_, change, id) => {
    for (const reviewed of [false, true]) {
      const verdict = access.judge({ ...request("intake", "message.classify"), ...change }, reviewed);
      expect(verdict.kind).toBe("deny");
      expect(idsOf(verdict)).toEqual([id]);
      expect(verdict.because[0]?.because).toBeTruthy();
    }
  });

  test.each([
    ["a fraction", { classes: 1.5 }],
    ["not a number", { classes: Number.NaN }],
    ["a number too large to be exact", { classes: 2 ** 60 }],
    ["a text for a number", { classes: "1" }],
    ["a number for yes or no", { untrusted: 0 }],
    ["something no rule can know", { surprise: true }],
  ])("%s in the context is denied, naming it", (_, context) => {
    const verdict = access.judge(request("intake", "message.classify", context), true);
    expect(idsOf(verdict)).toEqual(["evaluation-error"]);
    expect(verdict.because[0]?.because).toContain(`"${Object.keys(context)[0]}"`);
  });

  test("policies that throw when they are asked for deny", () => {
    const broken = accessTo({
      policies: () => {
        throw new Error("gone");
      },
    });
    expect(broken.judge(request("intake", "message.classify"), true)).toMatchObject({
      kind: "deny",
      because: [{ id: "evaluation-error", because: expect.stringContaining("gone") }],
    });
  });

  test("a caller can't claim that the owner has seen it", () => {
    const verdict = access.judge(request("intake", "mail.answer", { reviewed: true }), false);
    expect(verdict.kind).toBe("ask");
  });
});

describe("the digest of a verdict", () => {
  const answer = request("intake", "mail.answer");
  const digestAfter = (file: string, before: string, after: string) => {
    const source = shippedCopy();
    edit(source, file, before, after);
    return accessOf(source).judge(answer, false).digest;
  };
  const original = access.judge(answer, false).digest;

  test("is the same when it is asked again, and when it is asked as reviewed", () => {
    expect(access.judge(answer, false).digest).toBe(original);
    expect(access.judge(answer, true).digest).toBe(original);
  });

  test("is untouched by an edit of a rule that took no part", () => {
    expect(digestAfter("clients.cedar", "only you make a client", "you alone make a client")).toBe(original);
    expect(digestAfter("safety.cedar", "context.quietHours", "context.quietHours && context.untrusted")).toBe(original);
    expect(digestAfter("mail.cedar", "// Mail:", "// Letters:")).toBe(original);
  });

  test("changes with the forbid that asked, the words it gave, and the permit that allows", () => {
    const edited = [
      digestAfter("mail.cedar", "an answer goes out in your name", "it is signed by you"),
      digestAfter(
        "mail.cedar",
        `action == Action::"mail.answer", resource)\nunless { context.reviewed }`,
        `action == Action::"mail.answer", resource)\nunless { context.reviewed || context.recipients > 7 }`,
      ),
      digestAfter(
        "mail.cedar",
        `@id("intake-drafts-answers")`,
        `@id("intake-drafts-answers") @because("it knows the thread")`,
      ),
    ];
    expect(new Set([original, ...edited]).size).toBe(4);
  });

  test("changes when the forbid behind a deny changes", () => {
    const correct = request("intake", "record.correct");
    const source = shippedCopy();
    edit(source, "owner.cedar", "the books are corrected by you alone", "hands off");
    expect(accessOf(source).judge(correct, false).digest).not.toBe(access.judge(correct, false).digest);
  });
});

describe("for any request", () => {
  const anyRequest = fc
    .record({
      agent: fc.constantFrom(...shapes.agents, "owner", "stranger", ""),
      action: fc.constantFrom(...actions.map((each) => each.name), "mail.forward", "outward", "everything"),
      flags: fc.record({
        outward: fc.boolean(),
        reversible: fc.boolean(),
        untrusted: fc.boolean(),
        personal: fc.boolean(),
        crossClient: fc.boolean(),
        knownAddress: fc.boolean(),
        quietHours: fc.boolean(),
        held: fc.boolean(),
      }),
      /** What the action gives beside: mostly what would let it be done alone. */
      given: fc.record({
        yes: fc.boolean(),
        text: fc.constantFrom("text", "acceptance", "plan", "owner"),
        count: fc.constantFrom(1, 3),
      }),
      stage: fc.string(),
      extra: fc.constantFrom<Record<string, boolean>>({}, { reviewed: true }),
    })
    .map(({ agent, action, flags, given, stage, extra }) => {
      const own = Object.entries(actions.find((each) => each.name === action)?.context ?? {}).map(
        ([name, type]) => [name, { Boolean: given.yes, String: given.text, Long: given.count }[type]] as const,
      );
      const context = { ...Object.fromEntries(own), ...flags, ...extra };
      return request(agent, action, context, { stage, language: "en" });
    });

  // Written by hand from what the job says, not from the rules, so that a rule that permits too much is caught.
  const anybodyAlone = ["fact.learn", "outreach.end"];
  const alone: Record<string, readonly string[]> = {
    intake: [
      "message.classify",
      "contact.sort",
      "read.mail",
      "read.client",
      "read.contact",
      "read.senders",
      "read.memory",
      "read.deliverables",
      "read.taker",
    ],
    billing: [
      "invoice.issue",
      "invoice.remind",
      "payment.match",
      "payment.ignore",
      "offer.follow-up",
      "offer.close",
      "read.mail",
      "read.offers",
      "read.contract",
      "read.payments",
      "read.receivables",
    ],
    deliverable: [
      "letter.send",
      "deliverable.nudge",
      "meeting.offer",
      "meeting.book",
      "meeting.invite",
      "meeting.lapse",
      "obligation.record",
      "obligation.close",
      "feedback.record",
      "milestone.close",
      "plan.revise",
      "plan.renew",
      "read.mail",
      "read.client",
      "read.contact",
      "read.memory",
      "read.plan",
      "read.deliverables",
      "read.meeting",
      "read.promises",
      "read.letter",
    ],
    health: [
      "mail.hold",
      "health.alert",
      "engagement.end",
      "read.mail",
      "read.client",
      "read.standing",
      "read.outreach",
    ],
    outreach: ["read.mail", "read.client", "read.outreach"],
    content: ["content.draft", "read.drafts", "read.mail", "read.memory"],
  };
  const outward = actions.filter((each) => each.group === "outward").map((each) => each.name);
  const anybodyReviewed = [
    "owner.ask",
    "file.sort",
    "bank.layout",
    "difference.settle",
    "fact.change",
    "fact.end",
    "lesson.learn",
    ...outward,
  ];
  const reviewedBeside: Record<string, readonly string[]> = {
    intake: ["client.open", "scope.merge"],
    billing: ["contract.record", "engagement.start"],
    deliverable: [],
    health: ["complaint.raise"],
    outreach: [],
    content: [],
  };
  const permittedTo = (who: string, reviewed: boolean): readonly string[] => {
    if (who === "owner") return reviewed ? actions.map((each) => each.name) : [];
    const own = alone[who];
    if (!own) return [];
    return [...anybodyAlone, ...own, ...(reviewed ? [...anybodyReviewed, ...(reviewedBeside[who] ?? [])] : [])];
  };

  test("nothing outside an agent's permits executes, reviewed or not", () => {
    fc.assert(
      fc.property(anyRequest, fc.boolean(), (wanted, reviewed) => {
        const verdict = access.judge(wanted, reviewed);
        if (verdict.kind !== "execute") return;
        expect(permittedTo(wanted.principal.id, reviewed)).toContain(wanted.action);
        const leaves = actions.find((each) => each.name === wanted.action)?.group === "outward";
        if (leaves) expect(wanted.context.crossClient).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("ask means exactly: not unseen, but once seen; and every verdict names a rule", () => {
    fc.assert(
      fc.property(anyRequest, (wanted) => {
        const unseen = access.judge(wanted, false);
        const seen = access.judge(wanted, true);
        expect(unseen.because.length).toBeGreaterThan(0);
        if (unseen.kind === "ask") expect(seen.kind).toBe("execute");
        if (unseen.kind === "deny") expect(seen.kind).toBe("deny");
        expect(seen.kind).not.toBe("ask");
      }),
      { numRuns: 300 },
    );
  });
});
