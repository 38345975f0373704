/** Buttons, menus and fields as a client handles them: which there are, what a choice sends, what a form holds. */
import { isObject } from "./rules.ts";
import type { Json } from "./world.ts";

/** Something that can be tapped or filled, with the block it stands in. */
export interface Control {
  readonly label: string;
  readonly id: string;
  readonly type: string;
  readonly block: Json;
  readonly element: Json;
}

/** A label, an action id, or a pattern or question for either. */
export type Matcher = string | RegExp | ((control: Control) => boolean);
export type Choice = string | readonly string[];

/** Everything in these blocks that sends an action when it is touched. */
export function controls(blocks: readonly Json[] | null): Control[] {
  const found: Control[] = [];
  for (const block of blocks ?? []) {
    const parts = block.type === "actions" ? block.elements : block.type === "section" ? block.accessory : undefined;
    const input = block.type === "input" && block.dispatch_action === true ? block.element : undefined;
    for (const element of [parts, input].flat())
      if (isObject(element) && typeof element.action_id === "string") found.push(control(block, element));
  }
  return found;
}

/** The fields of a form. */
export function fields(blocks: readonly Json[]): Control[] {
  return blocks
    .filter((one) => one.type === "input" && isObject(one.element))
    .map((one) => control(one, one.element as Json));
}

function control(block: Json, element: Json): Control {
  const words = isObject(block.label) ? block.label : (element.text ?? element.placeholder);
  const label = isObject(words) ? String(words.text) : String(element.action_id);
  return { label, id: String(element.action_id), type: String(element.type), block, element };
}

/** The one control that is meant; throws when there is none, or more than one. */
export function only(all: readonly Control[], matcher: Matcher, where: string): Control {
  const hits =
    typeof matcher === "string"
      ? [all.filter((one) => one.label === matcher), all.filter((one) => one.id === matcher)].find(
          (few) => few.length > 0,
        )
      : all.filter((one) =>
          typeof matcher === "function" ? matcher(one) : matcher.test(one.label) || matcher.test(one.id),
        );
  const [hit, second] = hits ?? [];
  const names = all.map((one) => `“${one.label}” (${one.id})`).join(", ") || "nothing to tap";
  if (!hit) throw new Error(`${where} has no ${String(matcher)} now: ${names}.`);
  if (second) throw new Error(`${where} has more than one ${String(matcher)}: ${names}.`);
  return hit;
}

/** What a tap sends for this control. */
export function acted({ block, element, type }: Control, choice?: Choice): Json {
  const base = { action_id: element.action_id, block_id: block.block_id, type };
  if (type === "button")
    return {
      ...base,
      text: element.text,
      ...(element.value === undefined ? {} : { value: element.value }),
      ...(element.style === undefined ? {} : { style: element.style }),
    };
  return { ...base, ...held(element, choice) };
}

/** The state of all controls and fields: what is filled in, else what stood there at first. */
export function state(blocks: readonly Json[], filled: ReadonlyMap<string, Choice> = new Map()): Json {
  const values: Record<string, Json> = {};
  for (const block of blocks) {
    const parts = block.type === "input" ? block.element : block.type === "actions" ? block.elements : block.accessory;
    for (const element of [parts].flat()) {
      if (!isObject(element) || typeof element.action_id !== "string") continue;
      const type = String(element.type);
      if (type === "button" || type === "overflow" || type === "image") continue;
      const id = String(block.block_id);
      const value = { type, ...held(element, filled.get(id)) };
      values[id] = { ...values[id], [element.action_id]: value };
    }
  }
  return values;
}

function held(element: Json, choice?: Choice): Json {
  const type = String(element.type);
  const one = typeof choice === "string" ? choice : choice?.[0];
  const many = typeof choice === "string" ? [choice] : choice;
  if (type.endsWith("_input")) return { value: (one === "" ? null : one) ?? element.initial_value ?? null };
  if (type === "datepicker") return { selected_date: one ?? element.initial_date ?? null };
  if (type === "timepicker") return { selected_time: one ?? element.initial_time ?? null };
  if (type === "datetimepicker")
    return { selected_date_time: one === undefined ? (element.initial_date_time ?? null) : Number(one) };
  if (type === "users_select") return { selected_user: one ?? element.initial_user ?? null };
  if (type === "channels_select") return { selected_channel: one ?? element.initial_channel ?? null };
  if (type === "conversations_select") return { selected_conversation: one ?? element.initial_conversation ?? null };
  if (type === "multi_users_select") return { selected_users: many ?? element.initial_users ?? [] };
  if (type === "checkboxes" || type === "multi_static_select")
    return { selected_options: many?.map((each) => option(element, each)) ?? element.initial_options ?? [] };
  return { selected_option: one === undefined ? (element.initial_option ?? null) : option(element, one) };
}

/** The option that is shown under these words, or carries this value; throws when a client would not offer it. */
function option(element: Json, wanted: string): Json {
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isObject) : [];
  const all = [element.options, ...groups.map((one) => one.options)].flat().filter(isObject);
  const found = all.find((one) => one.value === wanted || (isObject(one.text) && one.text.text === wanted));
  const offered = all.map((one) => (isObject(one.text) ? one.text.text : one.value)).join(", ");
  if (!found) throw new Error(`There is no option “${wanted}” in ${element.action_id}: ${offered}.`);
  return found;
}

/** What a client says by itself before anything is sent, by block. */
export function complaints(blocks: readonly Json[], values: Json): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { block, element, id, type } of fields(blocks)) {
    const key = String(block.block_id);
    const group = values[key];
    const value =
      isObject(group) && isObject(group[id]) ? Object.entries(group[id]).find(([name]) => name !== "type")?.[1] : null;
    const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
    if (empty) {
      if (block.optional !== true) found[key] = "Please complete this required field.";
      continue;
    }
    if (typeof value !== "string") continue;
    const { min_length: min, max_length: max } = element;
    if (typeof min === "number" && value.length < min) found[key] = `Please use at least ${min} characters.`;
    if (value.length > (typeof max === "number" ? max : 3_000)) found[key] = "This is too long.";
    if (type === "number_input" && !/^-?\d+(\.\d+)?$/.test(value)) found[key] = "Please enter a number.";
    if (type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) found[key] = "Please enter an email address.";
  }
  return found;
}

/** A payload with some of it changed, deeply; lists are changed item by item. */
export function merged(base: Json, over: Json): Json {
  const out: Json = structuredClone(base);
  for (const [name, value] of Object.entries(over)) {
    const before = out[name];
    if (Array.isArray(before) && Array.isArray(value))
      out[name] = value.map((one, index) =>
        isObject(one) && isObject(before[index]) ? merged(before[index], one) : one,
      );
    else out[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return out;
}
