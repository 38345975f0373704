/**
 * Forms as Slack shows them: a modal with inputs, and what was typed into it put together again. A value that is longer
 * than an input may hold stands in several inputs, cut where a reader would; block ids say what stood between them.
 */
import type { types } from "@slack/bolt";
import type { Form, FormField, Place } from "../surface.ts";
import { type Block, plain, sections } from "./blocks.ts";
import { literal, oneLine, shortened, split } from "./text.ts";

const FORM_CALLBACK = "atelier_form";
const PAGES_CALLBACK = "atelier_pages";

/** What a modal remembers of where it came from. */
export interface FormMemory {
  readonly token: string;
  readonly kind: Form["kind"];
  readonly place: Place | null;
}

const TITLE_ROOM = 24;
const INPUT_ROOM = 3_000;
/** Less than an input may hold, so that there is room to write. */
const PIECE_ROOM = 2_400;
const CHOICE_ROOM = 75;
const MOST_CHOICES = 100;
const MOST_BLOCKS = 100;
/** Slack refuses a view of more than 250 KB. */
const VIEW_BYTES = 230_000;
const SEND_BLOCK = "send";
const SEND_ACTION = "send";
const INPUT_ACTION = "value";

/** The modal for a form; `null` where its values are too long for one, so that it can only be said. */
export function formView(form: Form, place: Place | null): types.ModalView | null {
  const memory: FormMemory = { token: form.token, kind: form.kind, place };
  const blocks: Block[] = form.fields.flatMap((field, index) => fieldBlocks(field, index));
  if (form.sendable) blocks.push(sendBlock());
  const view: types.ModalView = {
    type: "modal",
    callback_id: FORM_CALLBACK,
    private_metadata: JSON.stringify(memory),
    title: plain(shortened(oneLine(form.title), TITLE_ROOM) || "Edit"),
    submit: plain(form.kind === "reject" ? "Reject" : form.kind === "edit" || form.kind === "say" ? "Save" : "Go on"),
    close: plain("Cancel"),
    blocks,
  };
  return blocks.length > MOST_BLOCKS || bytesOf(view) > VIEW_BYTES ? null : view;
}

/** A text to be read, in a modal; `whole` says whether all of it is there. */
export function pagesView(title: string, text: string): { readonly view: types.ModalView; readonly whole: boolean } {
  const words = literal(text).trim() || "(no words)";
  let [shown, rest] = [words, ""];
  // No view holds more characters than bytes.
  for (let room = Math.min(words.length * 5, VIEW_BYTES); ; room = Math.floor(room * 0.7)) {
    [shown, rest] = split(words, Math.max(room, 1));
    const blocks = sections(shown);
    if (rest !== "")
      blocks.push(...sections(`… ${[...rest].length.toLocaleString("en-US")} more characters don't fit here.`));
    const view: types.ModalView = {
      type: "modal",
      callback_id: PAGES_CALLBACK,
      title: plain(shortened(oneLine(title), TITLE_ROOM) || "The whole text"),
      close: plain("Close"),
      blocks,
    };
    if (blocks.length <= MOST_BLOCKS && bytesOf(view) <= VIEW_BYTES) return { view, whole: rest === "" };
  }
}

/** What a submitted view holds of an input. */
interface StateValue {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value: string } | null | undefined;
  readonly selected_options?: ReadonlyArray<{ readonly value: string }> | undefined;
}
export interface SubmittedView {
  readonly private_metadata: string;
  readonly blocks: ReadonlyArray<{ readonly block_id?: string | undefined }>;
  readonly state: { readonly values: Readonly<Record<string, Readonly<Record<string, StateValue>>>> };
}

/** What was filled in, by field name; `null` where the view isn't one of ours. */
export function readForm(view: SubmittedView): {
  readonly memory: FormMemory;
  readonly values: Record<string, string>;
  readonly send: boolean;
  /** Where Slack shows what is wrong with a field. */
  readonly blockOf: (field: string) => string | undefined;
} | null {
  const memory = readMemory(view.private_metadata);
  if (!memory) return null;
  const values: Record<string, string> = {};
  const first = new Map<string, string>();
  // In the order of the blocks: JSON objects needn't keep theirs.
  for (const { block_id: id } of view.blocks) {
    const named = id === undefined ? null : readBlockId(id);
    if (id === undefined || named === null) continue;
    const state = view.state.values[id]?.[INPUT_ACTION];
    const value = state?.selected_option?.value ?? state?.value ?? "";
    const before = values[named.field];
    values[named.field] = before ? (value ? before + named.gap + value : before) : value;
    if (!first.has(named.field)) first.set(named.field, id);
  }
  const send = view.state.values[SEND_BLOCK]?.[SEND_ACTION]?.selected_options?.length === 1;
  return { memory, values, send, blockOf: (field) => first.get(field) ?? [...first.values()][0] };
}

function fieldBlocks(field: FormField, index: number): Block[] {
  const value = field.value.toWellFormed().replace(/\r\n?/g, "\n");
  if (field.kind === "choice" && fitsMenu(field)) return [menuBlock(field, value)];
  return cut(value).map(({ gap, text }, part, all) => ({
    type: "input",
    block_id: blockId(field.name, index, part, gap),
    label: plain(labelOf(field, part, all.length)),
    // A part may be emptied; the first one keeps the whole from being empty by mistake.
    optional: field.optional === true || part > 0,
    element: {
      type: "plain_text_input",
      action_id: INPUT_ACTION,
      multiline: field.kind === "text",
      max_length: INPUT_ROOM,
      ...(text === "" ? {} : { initial_value: text }),
    },
  }));
}

function menuBlock(field: FormField, value: string): Block {
  const options = (field.choices ?? []).map((choice) => ({ text: plain(choice), value: choice }));
  const chosen = options.find((option) => option.value === value);
  return {
    type: "input",
    block_id: blockId(field.name, 0, 0, ""),
    label: plain(labelOf(field, 0, 1)),
    optional: field.optional === true,
    element: {
      type: "static_select",
      action_id: INPUT_ACTION,
      options,
      ...(chosen ? { initial_option: chosen } : {}),
    },
  };
}

function sendBlock(): Block {
  return {
    type: "input",
    block_id: SEND_BLOCK,
    optional: true,
    label: plain("When you save"),
    hint: plain("Without it, saving makes a new card to approve."),
    element: {
      type: "checkboxes",
      action_id: SEND_ACTION,
      options: [{ text: plain("Save and send"), value: "send" }],
    },
  };
}

/** A menu holds up to 100 choices of up to 75 characters; more is typed. */
function fitsMenu({ choices = [] }: FormField): boolean {
  const fits = choices.every((choice) => choice !== "" && choice.length <= CHOICE_ROOM);
  return choices.length > 0 && choices.length <= MOST_CHOICES && fits;
}

function labelOf(field: FormField, part: number, parts: number): string {
  const label = shortened(oneLine(field.label), 200) || oneLine(field.name) || "Value";
  return parts === 1 ? label : `${label} (part ${part + 1} of ${parts})`;
}

/** The value in parts, each with the blanks that stood before it: Slack may trim what an input holds. */
function cut(value: string): Array<{ readonly gap: string; readonly text: string }> {
  const parts: Array<{ gap: string; text: string }> = [];
  let gap = "";
  for (let rest = value; rest !== ""; ) {
    const [piece, tail] = rest.length <= PIECE_ROOM ? [rest, ""] : split(rest, PIECE_ROOM);
    const text = tail === "" ? piece : piece.replace(/[ \n]{1,40}$/, "");
    parts.push({ gap, text });
    gap = piece.slice(text.length);
    rest = tail;
  }
  return parts.length === 0 ? [{ gap: "", text: "" }] : parts;
}

/** `field.text.0.1.n` : the field, a number that keeps ids apart, the part, and the blanks before it. */
function blockId(field: string, index: number, part: number, gap: string): string {
  const code = [...gap].map((sign) => (sign === "\n" ? "n" : "s")).join("");
  return `field.${encodeURIComponent(field).replaceAll(".", "%2E")}.${index}.${part}.${code}`;
}

function readBlockId(id: string): { readonly field: string; readonly gap: string } | null {
  const [, field = "", code = ""] = /^field\.([^.]+)\.\d+\.\d+\.([ns]*)$/.exec(id) ?? [];
  if (field === "") return null;
  return { field: decodeURIComponent(field), gap: code.replaceAll("n", "\n").replaceAll("s", " ") };
}

function readMemory(text: string): FormMemory | null {
  try {
    const { token, kind, place } = JSON.parse(text) as Partial<FormMemory>;
    return typeof token === "string" && typeof kind === "string" ? { token, kind, place: place ?? null } : null;
  } catch {
    return null;
  }
}

function bytesOf(view: object): number {
  return Buffer.byteLength(JSON.stringify(view));
}
