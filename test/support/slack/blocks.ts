/**
 * What Slack takes as the blocks of a message and as a view, and how it words a refusal.
 * Left out: the block types that came with 2025 and 2026 (cards, alerts, plans, containers); they are refused here.
 */
import { accessory, actionElement, contextElement, inputElement, plain, text } from "./elements.ts";
import { richText } from "./rich-text.ts";
import { any, boolean, byType, isObject, list, object, oneOf, problem, type Rule, string } from "./rules.ts";
import type { Json, StoredFile } from "./world.ts";

const base = { type: any, "block_id?": string({ max: 255 }) };

const textOrFields: Rule = (value, at, problems) => {
  if (isObject(value) && value.text === undefined && value.fields === undefined)
    problem(problems, `${at}/type`, "must define either `text` or `fields`");
};

const cell = byType({
  raw_text: object({ type: any, text: string({ min: 1 }) }),
  raw_number: object({ type: any, value: any, text: string() }),
  rich_text: richText,
});

const common = {
  section: object(
    {
      ...base,
      "text?": text(),
      "fields?": list(text(2_000), { max: 10 }),
      "accessory?": accessory,
      "expand?": boolean,
    },
    textOrFields,
  ),
  header: object({ ...base, text: plain(150) }),
  divider: object(base),
  context: object({ ...base, elements: list(contextElement, { max: 10 }) }),
  actions: object({ ...base, elements: list(actionElement, { max: 25 }) }),
  image: object({
    ...base,
    alt_text: string({ min: 1, max: 2_000 }),
    "title?": plain(2_000),
    "image_url?": string({ max: 3_000, like: /^https?:\/\// }),
    "slack_file?": any,
  }),
  input: object({
    ...base,
    label: plain(2_000),
    element: inputElement,
    "hint?": plain(2_000),
    "optional?": boolean,
    "dispatch_action?": boolean,
  }),
  rich_text: richText,
  video: object({
    ...base,
    video_url: string({ like: /^https:\/\// }),
    thumbnail_url: string(),
    alt_text: string({ min: 1 }),
    title: plain(199),
    "title_url?": string(),
    "author_name?": string({ max: 49 }),
    "provider_name?": string(),
    "provider_icon_url?": string(),
    "description?": plain(200),
  }),
};

const inMessage = byType({
  ...common,
  markdown: object({ ...base, text: string({ min: 1, max: 12_000 }) }),
  table: object({
    ...base,
    rows: list(list(cell, { max: 20 }), { max: 100 }),
    "column_settings?": list(object({ "align?": oneOf("left", "center", "right"), "is_wrapped?": boolean }), {
      max: 20,
    }),
  }),
});

const viewBase = {
  type: any,
  blocks: list(byType(common), { min: 0, max: 100 }),
  "private_metadata?": string({ max: 3_000 }),
  "callback_id?": string({ max: 255 }),
  "external_id?": string({ max: 255 }),
};
const view = byType({
  home: object(viewBase),
  modal: object({
    ...viewBase,
    title: plain(24),
    "submit?": plain(24),
    "close?": plain(24),
    "clear_on_close?": boolean,
    "notify_on_close?": boolean,
    "submit_disabled?": boolean,
  }),
});

/** What is wrong with the blocks of a message; empty when Slack would take them. */
export function messageProblems(blocks: unknown, files: ReadonlyMap<string, StoredFile>): string[] {
  const problems: string[] = [];
  list(inMessage, { min: 0, max: 50 })(blocks, "/blocks", problems);
  if (Array.isArray(blocks)) whole(blocks.filter(isObject), "/blocks", files, problems);
  return problems;
}

/** What is wrong with a view. `expected`: the type that the method takes. */
export function viewProblems(
  value: unknown,
  { expected, appName, files }: { expected: string; appName: string; files: ReadonlyMap<string, StoredFile> },
): string[] {
  const problems: string[] = [];
  view(value, "/view", problems);
  if (!isObject(value)) return problems;
  if (value.type !== expected) problem(problems, "/view/type", `must be one of: ${expected}`);
  const blocks = Array.isArray(value.blocks) ? value.blocks.filter(isObject) : [];
  whole(blocks, "/view/blocks", files, problems);
  for (const [index, block] of blocks.entries())
    if (block.type === "input" && value.type === "modal" && value.submit === undefined)
      problem(
        problems,
        `/view/blocks/${index}/input`,
        `${appName} must define \`submit\` to use an \`input\` block in modals`,
      );
  return problems;
}

/**
 * Slack's ceiling for all text of a message, which its pages don't name: measured by others at 13,297 characters for
 * one block and about 125 less for each further one.
 */
export function tooLong(blocks: readonly Json[]): boolean {
  const containers = blocks.reduce(
    (sum, one) => sum + 1 + (Array.isArray(one.elements) && one.type === "rich_text" ? one.elements.length : 0),
    0,
  );
  return letters(blocks) + 125 * containers > 13_422;
}

function letters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + letters(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, one]) => sum + (name === "text" && typeof one === "string" ? one.length : letters(one)),
    0,
  );
}

/** What no block can see alone: ids that must differ, pictures that must exist, one focus. */
function whole(blocks: readonly Json[], at: string, files: ReadonlyMap<string, StoredFile>, problems: string[]): void {
  const ids = new Set<unknown>();
  let focused = 0;
  for (const [index, block] of blocks.entries()) {
    const here = `${at}/${index}`;
    if (block.block_id !== undefined && ids.has(block.block_id))
      problem(problems, `${here}/block_id`, `block_id "${block.block_id}" already exists`);
    ids.add(block.block_id);
    const inside = [block.elements, block.accessory, block.element].flat().filter(isObject);
    const actions = new Set<unknown>();
    for (const [place, part] of inside.entries()) {
      const point = block.elements ? `${here}/elements/${place}` : here;
      if (part.action_id !== undefined && actions.has(part.action_id))
        problem(problems, `${point}/action_id`, `\`action_id\` "${part.action_id}" already exists for another action`);
      actions.add(part.action_id);
      if (part.focus_on_load === true) focused += 1;
      if (part.type === "image") picture(part, point, files, problems);
    }
    if (block.type === "image") picture(block, here, files, problems);
  }
  if (focused > 1) problem(problems, at, "only one element may have `focus_on_load`");
  if (blocks.filter((one) => one.type === "table").length > 1) problem(problems, at, "only one table is allowed");
}

function picture(part: Json, at: string, files: ReadonlyMap<string, StoredFile>, problems: string[]): void {
  if ((part.image_url === undefined) === (part.slack_file === undefined))
    problem(problems, at, "must define either `image_url` or `slack_file`");
  if (typeof part.image_url === "string" && /^https?:\/\/(localhost|127\.|10\.|192\.168\.|\[)/.test(part.image_url))
    problem(problems, `${at}/image_url`, "downloading image failed");
  if (part.slack_file === undefined) return;
  const { id, url } = isObject(part.slack_file) ? part.slack_file : {};
  const found = [...files.values()].find((one) => one.id === id || (typeof url === "string" && url.includes(one.id)));
  if (!found?.completed || !found.type.startsWith("image/"))
    problem(problems, `${at}/slack_file`, "invalid slack file");
}
