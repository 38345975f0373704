/**
 * How the billing agent reads a line about money, and how it puts one to the owner.
 */
export interface MailOnRecord {
  id: string;
  from: { name: string; address: string }[];
  written: string;
}

export interface Evidence {
  class: string;
  sentence: string;
}

/** They say that it is paid or will be: the bank's data will show it. */
const PAYS =
  /\b(?:paid|transferred|wired|remitted|settled|(?:have|has) sent|payment (?:is|was|has been|went) (?:made|sent|done|out|on its way)|(?:will|'ll|shall|going to) (?:pay|transfer|settle)|on its way|(?:transfer|payment|money|funds|amount)[^.!?]{0,40} (?:is|was|has been|went|has) (?:now |just )?(?:done|made|sent|executed|out|through|released|left)|transfer executed|(?:made|sent|released|executed) (?:\w+ )?the (?:transfer|money|payment|amount)|payment run|left our account)\b|(?:überwiesen|bezahlt|gezahlt|beglichen|angewiesen|unterwegs|losgeschickt|abgeschickt|abgegangen|ausgeführt|(?:zahlung|überweisung)[^.!?]{0,40} erfolgt|überweisung[^.!?]{0,40} (?:ist |sind )?(?:raus|erledigt|durch)|zahllauf|(?:zahlung|betrag|geld)[^.!?]{0,40} (?:freigegeben|raus|durch))|\b(?:überweisen|überweise|zahlen|zahle|begleichen) (?:wir|ich|es|sie|die)\b/iu;
/** Something about it isn't settled, whatever else they say. */
const DOUBTS =
  /\?|\b(?:not|n't|no|wrong|incorrect|mistake|error|dispute|too (?:high|much)|refund|discount|instal?ments?|twice|double|only|unable|delay(?:ed)?|extension|later|but|however|why|nicht|kein\w*|falsch|fehler\w*|stimmt|zu hoch|zu viel|erstatt\w*|rückerstatt\w*|rabatt|skonto|raten\w*|doppelt|nur|erst|später|aufschub|aber|jedoch|warum)\b/iu;
/** "Sorry for the delay": said of what is settled now. */
const APOLOGY = /nur zur (?:kenntnis|info\w*)|(?:sorry|apolog\w+|entschuldig\w+|verzeih\w+)[^.!?,;]{0,60}[.!,;]?/giu;

/** Whether a message about a payment needs nobody: it says that it is paid, and leaves nothing open. */
export function isSettled(written: string): boolean {
  const text = written.replace(/[’`]/g, "'");
  return PAYS.test(text) && !DOUBTS.test(text.replace(APOLOGY, " "));
}

const SAYS: Readonly<Record<string, string>> = {
  complaint: "is unhappy",
  leaving: "seems to want to stop",
  change: "asks for a change",
  question: "asks",
  request: "asks for something",
  scheduling: "writes about a date",
  "standing-wish": "wants this from now on",
  approval: "says yes",
  payment: "writes about a payment",
};

/** The question to the owner, with the sentence that matters. */
export function questionOf(mail: MailOnRecord, classes: readonly string[], evidence: readonly Evidence[]): string {
  const [sender] = mail.from;
  const who = sender?.name || sender?.address || "Somebody";
  const kind = Object.keys(SAYS).find((name) => classes.includes(name));
  if (!kind) return `What does ${who} want?`;
  const sentence = evidence
    .find((one) => one.class === kind)
    ?.sentence.replace(/\s+/g, " ")
    .trim();
  const said = sentence ? `: “${sentence.length > 160 ? `${sentence.slice(0, 159)}…` : sentence}”` : ".";
  return `${who} ${SAYS[kind]}${said} What shall I answer?`;
}
