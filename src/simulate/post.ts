/**
 * Mail as people's programs write it: RFC 5322, with the original quoted below, a signature, or neither.
 * Before: behaviour.ts, noise.ts, owner.ts. After: the folders of the home (ground.ts).
 */

export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface Post {
  readonly from: Address;
  readonly to: Address;
  readonly subject: string;
  readonly text: string;
  /** Without angle brackets. */
  readonly id: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly answers?: Original;
  readonly headers?: readonly string[];
  readonly attached?: { readonly name: string; readonly bytes: Buffer };
}

/** The mail that is answered. */
export interface Original {
  readonly id: string;
  readonly references: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly at: number;
}

/** How somebody's program looks: what it puts around the words. */
export interface Habit {
  readonly quotes: "below" | "none" | "outlook";
  readonly signature: string | null;
}

/** The bytes of a message. */
export function written(post: Post): Buffer {
  const text = post.text.replace(/\r?\n/g, "\r\n");
  const top = [
    `From: ${mailbox(post.from)}`,
    `To: ${mailbox(post.to)}`,
    `Subject: ${word(post.subject)}`,
    `Date: ${new Date(post.at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${post.id}>`,
    ...(post.answers
      ? [
          `In-Reply-To: <${post.answers.id}>`,
          `References: ${[...post.answers.references, post.answers.id].map((id) => `<${id}>`).join(" ")}`,
        ]
      : []),
    ...(post.headers ?? []),
    "MIME-Version: 1.0",
  ];
  const plain = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text, ""];
  if (!post.attached) return Buffer.from([...top, ...plain].join("\r\n"));
  const edge = `=_${post.id.replace(/[^a-z\d]/gi, "").slice(0, 40)}`;
  return Buffer.from(
    [
      ...top,
      `Content-Type: multipart/mixed; boundary="${edge}"`,
      "",
      `--${edge}`,
      ...plain.slice(0, -1),
      `--${edge}`,
      `Content-Type: application/octet-stream; name="${post.attached.name}"`,
      `Content-Disposition: attachment; filename="${post.attached.name}"`,
      "Content-Transfer-Encoding: base64",
      "",
      ...(post.attached.bytes.toString("base64").match(/.{1,76}/g) ?? []),
      `--${edge}--`,
      "",
    ].join("\r\n"),
  );
}

/** The words with what the program puts around them. */
export function dressed(words: string, habit: Habit, original: Original | undefined, language: "en" | "de"): string {
  const parts = [words];
  if (habit.signature) parts.push(`-- \n${habit.signature}`);
  if (original && habit.quotes !== "none") parts.push(quoted(original, habit.quotes, language));
  return parts.join("\n\n");
}

function quoted(original: Original, how: "below" | "outlook", language: "en" | "de"): string {
  const day = new Date(original.at).toISOString().slice(0, 10);
  const time = new Date(original.at).toISOString().slice(11, 16);
  const text = original.text.trim();
  if (how === "outlook")
    return language === "de"
      ? `Von: ${original.from}\nGesendet: ${day} ${time}\nBetreff: ${original.subject}\n\n${text}`
      : `From: ${original.from}\nSent: ${day} ${time}\nSubject: ${original.subject}\n\n${text}`;
  const head =
    language === "de"
      ? `Am ${day} um ${time} schrieb ${original.from}:`
      : `On ${day}, at ${time}, ${original.from} wrote:`;
  return `${head}\n\n${text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")}`;
}

/** The subject of an answer. */
export function answering(subject: string, language: "en" | "de"): string {
  return /^(?:re|aw):/i.test(subject) ? subject : `${language === "de" ? "AW" : "Re"}: ${subject}`;
}

function mailbox({ name, address }: Address): string {
  if (name === "") return address;
  return `${/^[\w .'-]*$/.test(name) ? name : word(name, true)} <${address}>`;
}

function word(text: string, always = false): string {
  if (/^[\x20-\x7e]*$/.test(text) && !always) return text;
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, "\\$&")}"`;
  // Split by characters, so that no encoded word cuts one in two.
  const pieces: string[] = [];
  let piece = "";
  for (const character of text) {
    if (Buffer.byteLength(piece + character) > 40) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece].map((one) => `=?utf-8?B?${Buffer.from(one).toString("base64")}?=`).join("\r\n ");
}
