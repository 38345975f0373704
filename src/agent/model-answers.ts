/**
 * What a script may ask of a model: `judge`, `draft`, `extract`. The script says what it wants to know and about which
 * message; the message's words and the memory are added here, each as what it is. The answer costs something, so it is
 * durable; without one the script is told why, and goes on without.
 * Before: answering.ts. After: the seam (model/model.ts).
 */
import { z } from "zod";
import type { LedgerEvent } from "../kernel/event.ts";
import { houseLabel, joinLabels, type Label } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";
import type { Recalled } from "../memory/memory.ts";
import type { Asker, Models, Part, Reply, Unanswered } from "../model/model.ts";
import type { MailWords } from "../records/mail.ts";
import { troubleIn, withoutClosing } from "./draft-check.ts";
import type { Answer } from "./journal.ts";
import { givenBy, mailPart, memoryParts } from "./prompt-parts.ts";

/** What one run has at hand for such a question. */
export interface AskingParts {
  readonly models: Models | undefined;
  /** The run's scope, merges followed. */
  readonly scope: string;
  readonly agent: string;
  readonly run: string;
  readonly event: LedgerEvent | undefined;
  /** A message of this scope; refuses where the agent may read none. */
  readonly mail: (id: string) => { readonly words: MailWords; readonly label: Label } | null;
  /** What the memory of this scope holds for a question; `null`: the agent reads no memory. */
  readonly recall: (question: string) => Promise<Recalled | null>;
  readonly others: () => readonly string[];
}

export type Asking = "judge" | "draft" | "extract";

const text = z.string().trim().min(1).max(4000);
const about = z.string().min(1);
const forms = {
  judge: z.strictObject({ question: text, options: z.array(text).min(2).max(40), about }),
  draft: z.strictObject({
    instruction: text,
    about,
    language: z.string().max(40).optional(),
    /** `article`: no letter, but a text that is told by the instruction alone. */
    as: z.enum(["letter", "article"]).default("letter"),
  }),
  extract: z.strictObject({
    instruction: text,
    fields: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.enum(["text", "number", "date", "yesno"])),
    about,
  }),
} as const;

const FIELDS = {
  text: z.string().nullable(),
  number: z.number().nullable(),
  date: z.iso.date().nullable(),
  yesno: z.boolean().nullable(),
} as const;

const LETTER = `Write the body of a mail that answers the message, and nothing else: no subject, no closing formula, no signature. A short greeting may stand in front.
Say only what follows from the standing instructions and from what is known. Promise no date, price or discount that does not stand there. Leave no gaps such as [Name], name no other client, and put in no links, addresses or account numbers.`;

const ARTICLE = `Write the text and nothing else: no heading, no greeting, no signature. Say only what the instruction says and what the message bears out. Name no client, person, product or place, put in no links, addresses or sums, and leave no gaps such as [Name].`;

export function isAsking(what: Json | undefined): what is Asking {
  return what === "judge" || what === "draft" || what === "extract";
}

/** Asks. Throws where the script's input is not of the form; what a model can't or won't answer is a value. */
export async function askModel(
  what: Asking,
  input: Json,
  parts: AskingParts,
): Promise<Answer & { readonly durable?: boolean }> {
  const parsed = forms[what].safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `context.ask("${what}"): ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "another form was expected"}`,
    );
  }
  const { models } = parts;
  const own = houseLabel(parts.scope);
  if (!models?.has(what === "judge" ? "judge" : "draft"))
    return { value: { ok: false, why: "no-model", says: "No model is set." }, label: own };
  const mail = parts.mail(parsed.data.about);
  if (!mail) return { value: { ok: false, why: "no-such-mail", says: "There is no such message here." }, label: own };
  const message = mailPart(mail.words, mail.label);
  const asker: Asker = {
    scope: parts.scope,
    agent: parts.agent,
    run: parts.run,
    workflow: parts.event?.workflow ?? null,
    causation: parts.event?.id ?? null,
  };
  if (what === "judge") return judged(models, forms.judge.parse(input), [message], asker, mail.label);
  if (what === "extract") return extracted(models, forms.extract.parse(input), [message], asker, mail.label);
  return drafted(models, forms.draft.parse(input), { ...parts, mail, message, asker });
}

async function judged(
  models: Models,
  { question, options }: z.infer<typeof forms.judge>,
  parts: readonly Part[],
  asker: Asker,
  label: Label,
) {
  const said = part("what to decide", question, asker);
  const reply = await models.judge({ parts: [said, ...parts], options, asker });
  if (reply.kind === "unanswered") return unanswered(reply, label);
  const { choice, sure, why } = reply.value;
  if (!options.includes(choice))
    return answered(reply, label, { ok: false, why: "unusable", says: "It chose what was not offered." });
  return answered(reply, label, { ok: true, value: choice, sure, reason: why });
}

async function extracted(
  models: Models,
  { instruction, fields }: z.infer<typeof forms.extract>,
  parts: readonly Part[],
  asker: Asker,
  label: Label,
) {
  const shape = Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, FIELDS[kind]]));
  const said = part("what to read out", `${instruction}\nWhat the message doesn't say is null.`, asker);
  const reply = await models.extract({ parts: [said, ...parts], schema: z.strictObject(shape), name: "fields", asker });
  if (reply.kind === "unanswered") return unanswered(reply, label);
  return answered(reply, label, { ok: true, value: reply.value as Json });
}

async function drafted(
  models: Models,
  { instruction, language, as }: z.infer<typeof forms.draft>,
  about: Omit<AskingParts, "mail"> & {
    readonly mail: { readonly words: MailWords; readonly label: Label };
    readonly message: Part;
    readonly asker: Asker;
  },
) {
  const { mail, message, asker } = about;
  const recalled = await about.recall(`${mail.words.subject}\n${mail.words.written}`.trim().slice(0, 2000));
  const label = recalled ? joinLabels(mail.label, recalled.label) : mail.label;
  const write = `${instruction}\n${as === "letter" ? LETTER : ARTICLE}${language ? `\nWrite in this language: ${language}.` : "\nWrite in the language of the message."}`;
  const parts = [part("what to write", write, asker), ...(recalled ? memoryParts(recalled) : []), message];
  const reply = await models.draft({ parts, asker });
  if (reply.kind === "unanswered") return unanswered(reply, label);
  const letter = withoutClosing(reply.value);
  const trouble = troubleIn(letter, { others: about.others(), given: givenBy(recalled) });
  if (trouble) return answered(reply, label, { ok: false, why: "unusable", says: trouble.says });
  const leantOn = {
    instructions: recalled?.instructions.length ?? 0,
    facts: recalled?.facts.length ?? 0,
    earlier: (recalled?.episodes.length ?? 0) + (recalled?.summaries.length ?? 0),
  };
  return answered(reply, label, { ok: true, value: letter, leantOn });
}

function part(name: string, words: string, asker: Asker): Part {
  return { kind: "instructions", name, text: words, label: houseLabel(asker.scope) };
}

function answered<T>(reply: Extract<Reply<T>, { kind: "answered" }>, label: Label, value: Json) {
  return { value, label: joinLabels(label, reply.label), durable: true };
}

/** Money may have been spent on it, and a script that is run again must hear the same: kept like an answer. */
function unanswered({ why, detail }: Unanswered, label: Label) {
  return { value: { ok: false, why, says: detail }, label, durable: true };
}
