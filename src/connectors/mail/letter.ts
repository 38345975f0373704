/**
 * What an action lets out as a letter becomes bytes: the same for the same effect, so that a second try, a copy filed later
 * and a look at what was sent all speak of one mail. Shared by every mail connector.
 * Before: the outbox claimed the effect. After: a connector delivers the bytes.
 */
import type { Plain } from "../../kernel/event.ts";
import { composeMail, type OutgoingFile } from "./compose.ts";
import type { MailAddress } from "./mail.ts";
import { replyThread } from "./reply.ts";

/** The payload of the operation "send". */
export type Letter = Plain & {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly attachments?: readonly Plain[];
};

export interface LetterParts {
  readonly from: MailAddress;
  /** The bytes of what goes with a letter; the same for the same attachment. */
  readonly attach: (attachment: Plain) => Promise<OutgoingFile>;
}

/** The letter as RFC 5322 bytes. Throws an error that says what is wrong with it. */
export async function letterBytes(letter: Letter, sentAt: number, { from, attach }: LetterParts): Promise<Buffer> {
  const person = (address: string): MailAddress => ({ name: "", address });
  return await composeMail({
    ...letter,
    ...replyThread({ messageId: letter.inReplyTo, inReplyTo: [], references: letter.references }),
    from,
    to: letter.to.map(person),
    cc: letter.cc.map(person),
    sentAt,
    attachments: await Promise.all((letter.attachments ?? []).map((one) => attach(one))),
  });
}
