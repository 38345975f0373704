/**
 * Every mail of ours has a copy in the folder of sent mail. One that could not be filed when it left is filed later; which
 * ones those are, the ledger says. And once a night it is compared: what should lie there and doesn't.
 * Before: connector.ts. After: sent.ts; a difference becomes a card.
 */
import type { Clock } from "../../lib/clock.ts";
import type { Difference, Report } from "../connector.ts";
import { type Letter, type LetterParts, letterBytes } from "../mail/letter.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";
import type { Mailbox } from "./mailbox.ts";
import { fileCopy, filedSince, filesItself, isInSent } from "./sent.ts";

export const FILE_COPY = "file-copy";

/** A letter that left, as it is on record. */
export interface LetterOnRecord {
  readonly effect: string;
  readonly scope: string;
  readonly letter: Letter;
  /** When it was decided: the date it bears. */
  readonly at: number;
  readonly leftAt: number;
}

export interface OnRecord {
  /** What left after this event; `through`: up to where was looked. */
  performedAfter(seq: number): { readonly through: number; readonly letters: readonly LetterOnRecord[] };
  performedSince(at: number): readonly LetterOnRecord[];
}

export interface CopiesParts {
  readonly mailbox: Mailbox;
  readonly marks: MarkReader;
  readonly onRecord: OnRecord;
  readonly letters: LetterParts;
  readonly clock: Clock;
}

const CONNECTOR = "mail";
const MARK = "copies";
const DAY_MS = 86_400_000;
const COMPARED_MS = 30 * DAY_MS;
/** The mark moves on over what is no mail only now and then: it needn't be written at every poll. */
const UNSEEN = 500;
/** How long a server that files by itself is waited for. */
const BY_ITSELF_MS = 5 * 60_000;

export class Copies {
  readonly #parts: CopiesParts;
  /** Filed by this process already. */
  readonly #filed = new Set<string>();

  constructor(parts: CopiesParts) {
    this.#parts = parts;
  }

  /** Files one as it leaves. */
  async file(messageId: string, bytes: Buffer): Promise<void> {
    await this.#parts.mailbox.use((turn) => fileCopy(turn, messageId, bytes));
    this.#filed.add(messageId);
  }

  /** Files what is missing since the last time; nothing is ever sent by this. */
  async fileMissing(): Promise<readonly Report[]> {
    const { marks, onRecord } = this.#parts;
    const stands = markOf(marks, CONNECTOR, MARK);
    // Before the beginning, mail was filed by whatever sent it then.
    const { through, letters } = onRecord.performedAfter(stands === null ? Number.POSITIVE_INFINITY : Number(stands));
    for (const one of letters) if (!(await this.#isFiled(one))) return [];
    if (stands !== null && letters.length === 0 && through - Number(stands) < UNSEEN) return [];
    const record: Report["record"] = (transaction) => setMark(transaction, CONNECTOR, MARK, String(through));
    return [{ record, settle: async () => this.#filed.clear() }];
  }

  /** Sees to its copy; false: it is too early to tell. */
  async #isFiled({ letter, at, leftAt }: LetterOnRecord): Promise<boolean> {
    const { mailbox, letters, clock } = this.#parts;
    if (this.#filed.has(letter.messageId)) return true;
    const bytes = await letterBytes(letter, at, letters);
    return await mailbox.use(async (turn) => {
      const waits = filesItself(turn) && clock.now() - leftAt < BY_ITSELF_MS;
      if (waits) return await isInSent(turn, letter.messageId);
      await fileCopy(turn, letter.messageId, bytes);
      return true;
    });
  }

  /** What left within the last month and has no copy. */
  async missing(now: number): Promise<readonly Difference[]> {
    const { onRecord, mailbox } = this.#parts;
    const letters = onRecord.performedSince(now - COMPARED_MS);
    if (letters.length === 0) return [];
    return await mailbox.use(async (turn) => {
      // By the server's days, and however far its clock is off.
      const filed = await filedSince(turn, now - COMPARED_MS - 7 * DAY_MS);
      const missing: Difference[] = [];
      for (const one of letters) {
        const there = filed.has(one.letter.messageId) || (await isInSent(turn, one.letter.messageId));
        if (!there) missing.push(missingCopy(one, turn.sent ?? ""));
      }
      return missing;
    });
  }
}

function missingCopy({ effect, scope, letter, at }: LetterOnRecord, folder: string): Difference {
  const to = letter.to.join(", ");
  return {
    kind: "sent-copy",
    key: `sent-copy:${effect}`,
    scope,
    about: `The copy of “${letter.subject}” to ${to}`,
    ours: "sent, so a copy should lie there",
    theirs: `no copy in “${folder}”`,
    restore: { connector: CONNECTOR, operation: FILE_COPY, reference: null, payload: { ...letter, sentAt: at } },
    found: { effect },
  };
}
