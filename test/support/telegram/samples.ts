/**
 * Small things that tests of Telegram need again and again.
 */
import { GrammyError } from "grammy";

/** Code and description that a call is refused with; the text of the error where it is another one. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new Error("it was taken"),
    (caught: unknown) => caught,
  );
  return error instanceof GrammyError ? `${error.error_code} ${error.description}` : String(error);
}

/** An inline keyboard, also one that grammY's types would not let pass. */
export function keyboard(...rows: object[][]) {
  return { reply_markup: { inline_keyboard: rows as never[][] } };
}

/** A keyboard with one button. */
export function button(more: object) {
  return keyboard([{ text: "Go", ...more }]);
}

/** As much of a PNG as says how large it is. */
export function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write("89504e470d0a1a0a0000000d49484452", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
