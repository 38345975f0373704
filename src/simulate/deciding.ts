/**
 * What the owner does with a card, by the stated rule. The owner may call anybody, and so knows what was meant by a message;
 * of the workspace only what stands on the card.
 * Before: owner.ts. After: desk.ts.
 */
import type { Waiting } from "../projections/queue.ts";
import type { Meaning } from "./voices.ts";
import type { Uttered, World } from "./world.ts";

export type Choice = { readonly unforeseen?: true; readonly holds?: true } & (
  | { readonly kind: "approve" }
  | { readonly kind: "settle"; readonly set: Readonly<Record<string, string>> }
  | { readonly kind: "reject"; readonly reason: string }
);

const APPROVE: Choice = { kind: "approve" };

export function decide(waiting: Waiting, world: World): Choice {
  const { action, card } = waiting;
  const said = card.quote ? saidIn(card.quote.text, world, waiting.client) : undefined;
  switch (action) {
    case "owner.ask":
      return answer(said, waiting);
    case "complaint.raise": {
      const set = complaintSettled(said, waiting);
      // A notice that is accepted lets their mail go on by itself.
      return { kind: "settle", set, ...(set.outcome === "end" ? {} : { holds: true }) };
    }
    case "feedback.record":
      return feedback(waiting, said);
    case "payment.match":
      return payment(waiting, world);
    case "client.open":
    case "scope.merge":
      return said?.client === null ? { kind: "reject", reason: "No client of mine." } : APPROVE;
    case "contact.sort":
    case "deliverable.send":
    case "fact.learn":
    case "invoice.remind":
    case "invoice.issue":
    case "milestone.close":
    case "effect.retry":
    // Of somebody whose mail is held: the house's own letters, looked at.
    case "meeting.offer":
    case "meeting.invite":
    case "deliverable.nudge":
    case "letter.send":
      return APPROVE;
    case "meeting.book":
      return card.choices?.[0] ? { kind: "settle", set: card.choices[0].set } : APPROVE;
    default:
      return { ...APPROVE, unforeseen: true };
  }
}

/** The message that a card quotes. */
function saidIn(text: string, world: World, company: string | null): Uttered | undefined {
  const party = company === null ? undefined : world.partyOf(company);
  return world.saidWith(text, party?.index ?? null) ?? world.saidWith(text, null);
}

/** How the workspace calls what was meant. */
const CLASSES: Readonly<Record<Meaning, string>> = {
  approve: "approval",
  change: "change",
  ambiguous: "unsure",
  question: "question",
  schedule: "scheduling",
  payment: "payment",
  complaint: "complaint",
  leaving: "leaving",
  "out-of-office": "out-of-office",
  thanks: "thanks",
  "standing-wish": "standing-wish",
};

/** A question is answered; of what the workspace could not understand, the owner says what it is. */
function answer(said: Uttered | undefined, { card }: Waiting): Choice {
  if (!said || said.client === null) return APPROVE;
  const german = /[äöüß]|\b(?:und|nicht|wir|ich|bitte)\b/i.test(said.text);
  const reply = german
    ? "Danke für Ihre Nachricht. Ja, das geht; nehmen Sie, was für Sie einfacher ist.\n\nViele Grüße"
    : "Thank you for asking. Yes, that is possible; choose whatever is easier for you.\n\nBest regards";
  if (said.meaning === "question" && card.fields?.includes("reply")) return { kind: "settle", set: { reply } };
  const meant = said.truly ?? said.meaning;
  const classes = CLASSES[meant as Meaning];
  const offered = card.choices?.find((choice) => choice.set.classes === classes);
  if (offered) return { kind: "settle", set: offered.set };
  // What weighs and was taken for something else is put right; other things that were understood need no word.
  const weighs = ["approve", "change", "complaint", "leaving"].includes(meant);
  const understood = !weighs && !card.choices && !/^What does .* want\?/.test(card.title);
  return understood || !card.fields?.includes("classes") ? APPROVE : { kind: "settle", set: { classes } };
}

function complaintSettled(said: Uttered | undefined, { card }: Waiting): Readonly<Record<string, string>> {
  const end = card.choices?.find((choice) => choice.set.outcome === "end");
  if (said?.meaning === "leaving" && end) return end.set;
  const german = /[äöüß]|\b(?:und|nicht|wir|ich)\b/i.test(said?.text ?? "");
  const reply = german
    ? "Das tut mir leid, und es war mein Fehler. Ich rufe Sie noch heute an.\n\nViele Grüße"
    : "I am sorry, that was my mistake. I will call you today.\n\nBest regards";
  return { reply };
}

/** Which deliverable, and what they meant by it. */
function feedback({ card }: Waiting, said: Uttered | undefined): Choice {
  const meant = said?.truly ?? said?.meaning;
  const verdict = meant === "change" ? "changes" : "accepted";
  const choice = card.choices?.find(
    (one) => (said?.about && one.label.startsWith(said.about)) || one.set.verdict === verdict,
  );
  if (choice) return { kind: "settle", set: choice.set };
  if (meant !== undefined && meant !== "approve" && meant !== "change" && meant !== "ambiguous")
    return { kind: "reject", reason: "They meant something else." };
  return APPROVE;
}

/** Looks at the account and at the paper: whose money it is. */
function payment({ card }: Waiting, world: World): Choice {
  const sums = card.rows.map((row) => row.after).join("\n");
  const row = world.bank.rows.find(
    (one) =>
      one.invoice !== null && card.title.includes(one.payer) && (sums.includes(one.reference) || one.reference === ""),
  );
  const choice = card.choices?.find((one) => row?.invoice && one.label.includes(row.invoice));
  if (choice) return { kind: "settle", set: choice.set };
  const none = card.choices?.find((one) => one.set.invoice === "none");
  if (row) return APPROVE;
  return none ? { kind: "settle", set: none.set } : { ...APPROVE, unforeseen: true };
}
