/**
 * How a complaint or a notice is told: what they say, and what stands with them now.
 */
export interface MailOnRecord {
  id: string;
  from: { name: string; address: string }[];
  written: string;
}

/** What stands with a client, as it is read. */
export interface Standing {
  held: boolean;
  health: { reasons: string[] } | null;
  invoices: { open: number; overdue: number; sum: string };
  work: { engagement: string; title: string; open: number; late: number }[];
  wroteBefore: string | null;
}

/** The two sentences of the card, and why it comes at once. */
export function raised(
  mail: MailOnRecord,
  kind: "complaint" | "leaving",
  evidence: string | undefined,
  standing: Standing,
): { question: string; reason: string } {
  const [sender] = mail.from;
  const who = sender?.name || sender?.address || "Somebody";
  const words = shortened(evidence ?? mail.written);
  const says = kind === "leaving" ? `${who} wants to stop` : `${who} is unhappy`;
  return {
    question: `${says}${words ? `: “${words}”` : "."} ${now(standing)}`,
    reason:
      kind === "leaving"
        ? "How it ends is yours to say; until then nothing leaves to them by itself."
        : "How to answer is yours to say; until then nothing leaves to them by itself.",
  };
}

/** `Now: 2 invoices of 3,570.00 EUR are open, one overdue; “Monthly package” has 3 tasks left; before this they wrote on Tue 3 Nov.` */
function now({ invoices, work, wroteBefore }: Standing): string {
  const late =
    invoices.overdue === 0
      ? ""
      : invoices.overdue === invoices.open
        ? " and overdue"
        : `, ${invoices.overdue} of them overdue`;
  const money =
    invoices.open === 0
      ? "no invoice is open"
      : `${invoices.open === 1 ? "an invoice" : `${invoices.open} invoices`} of ${invoices.sum} ${invoices.open === 1 ? "is" : "are"} open${late}`;
  const under = work.slice(0, 2).map(({ title, open, late: overdue }) => {
    const left = `“${title}” has ${open === 1 ? "a task" : `${open} tasks`} left`;
    return overdue > 0 ? `${left}, ${overdue} of them late` : left;
  });
  const before = wroteBefore === null ? "this is their first message" : `before this they wrote on ${wroteBefore}`;
  return `Now: ${[money, ...(under.length > 0 ? under : ["no work is under way"]), before].join("; ")}.`;
}

function shortened(text: string, length = 200): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= length
    ? line
    : `${Array.from(line.slice(0, length - 1))
        .join("")
        .trim()}…`;
}
