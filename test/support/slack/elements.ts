/**
 * The parts of Block Kit that stand inside blocks: text, options, confirmations, buttons, menus, inputs, and rich text.
 * Limits are those of the platform's reference pages.
 */
import { any, boolean, byType, integer, isObject, list, object, oneOf, problem, type Rule, string } from "./rules.ts";

const type = any;
const id = string({ max: 255 });
const style = oneOf("primary", "danger");
const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export function plain(max = 3_000): Rule {
  return byType({ plain_text: object({ type, text: string({ min: 1, max }), "emoji?": boolean }) });
}

export function text(max = 3_000): Rule {
  const words = string({ min: 1, max });
  return byType({
    plain_text: object({ type, text: words, "emoji?": boolean }),
    mrkdwn: object({ type, text: words, "verbatim?": boolean }),
  });
}

const confirm = object({
  "title?": plain(100),
  text: text(300),
  "confirm?": plain(30),
  "deny?": plain(30),
  "style?": style,
});

const acting = { type, "action_id?": id };
const confirmable = { ...acting, "confirm?": confirm };
const field = { ...acting, "focus_on_load?": boolean };
const written = {
  ...field,
  "placeholder?": plain(150),
  "dispatch_action_config?": object({
    "trigger_actions_on?": list(oneOf("on_enter_pressed", "on_character_entered")),
  }),
};
const menu = { ...field, "confirm?": confirm, "placeholder?": plain(150) };

function option(words: Rule): Rule {
  return object({
    text: words,
    "value?": string({ max: 150 }),
    "description?": plain(75),
    "url?": string({ max: 3_000 }),
  });
}

/** What is chosen at first must be one of the options, letter by letter. */
const known: Rule = (value, at, problems) => {
  if (!isObject(value)) return;
  const groups = Array.isArray(value.option_groups) ? value.option_groups.filter(isObject) : [];
  const offered = [value.options, ...groups.map((group) => group.options)].flat().map((one) => JSON.stringify(one));
  for (const chosen of [value.initial_option, value.initial_options].flat())
    if (chosen !== undefined && !offered.includes(JSON.stringify(chosen)))
      problem(problems, `${at}/initial_option`, "must match one of the provided options");
};

const eitherOptions: Rule = (value, at, problems) => {
  if (isObject(value) && (value.options === undefined) === (value.option_groups === undefined))
    problem(problems, at, "must define either `options` or `option_groups`");
  known(value, at, problems);
};

const listed = option(plain(75));
const groups = list(object({ label: plain(75), options: list(listed, { max: 100 }) }), { max: 100 });
const choices = list(option(text(75)), { max: 10 });
const several = { "max_selected_items?": integer({ min: 1 }) };
const filter = object({
  "include?": list(oneOf("im", "mpim", "private", "public")),
  "exclude_external_shared_channels?": boolean,
  "exclude_bot_users?": boolean,
});
const some = list(string());

const button = object({
  ...confirmable,
  text: plain(75),
  "value?": string({ max: 2_000 }),
  "url?": string({ max: 3_000, like: /^[a-z][a-z0-9+.-]*:/i }),
  "style?": style,
  "accessibility_label?": string({ max: 75 }),
});

const image = object({
  type,
  alt_text: string({ min: 1, max: 2_000 }),
  "image_url?": string({ max: 3_000, like: /^https?:\/\// }),
  "slack_file?": any,
});

const menus = {
  static_select: object(
    { ...menu, "options?": list(listed, { max: 100 }), "option_groups?": groups, "initial_option?": any },
    eitherOptions,
  ),
  multi_static_select: object(
    { ...menu, ...several, "options?": list(listed, { max: 100 }), "option_groups?": groups, "initial_options?": any },
    eitherOptions,
  ),
  external_select: object({ ...menu, "initial_option?": listed, "min_query_length?": integer() }),
  users_select: object({ ...menu, "initial_user?": string() }),
  multi_users_select: object({ ...menu, ...several, "initial_users?": some }),
  channels_select: object({ ...menu, "initial_channel?": string(), "response_url_enabled?": boolean }),
  multi_channels_select: object({ ...menu, ...several, "initial_channels?": some }),
  conversations_select: object({
    ...menu,
    "initial_conversation?": string(),
    "default_to_current_conversation?": boolean,
    "response_url_enabled?": boolean,
    "filter?": filter,
  }),
};

const pickers = {
  datepicker: object({ ...menu, "initial_date?": string({ like: DAY }) }),
  timepicker: object({ ...menu, "initial_time?": string({ like: TIME }), "timezone?": string() }),
  datetimepicker: object({
    ...field,
    "confirm?": confirm,
    "initial_date_time?": integer({ min: 1_000_000_000, max: 9_999_999_999 }),
  }),
  checkboxes: object({ ...field, "confirm?": confirm, options: choices, "initial_options?": any }, known),
  radio_buttons: object({ ...field, "confirm?": confirm, options: choices, "initial_option?": any }, known),
};

const inputs = {
  plain_text_input: object({
    ...written,
    "initial_value?": string({ max: 3_000 }),
    "multiline?": boolean,
    "min_length?": integer({ max: 3_000 }),
    "max_length?": integer({ min: 1, max: 3_000 }),
  }),
  email_text_input: object({ ...written, "initial_value?": string() }),
  url_text_input: object({ ...written, "initial_value?": string() }),
  number_input: object({
    ...written,
    is_decimal_allowed: boolean,
    "initial_value?": string(),
    "min_value?": string(),
    "max_value?": string(),
  }),
  file_input: object({ ...acting, "filetypes?": some, "max_files?": integer({ min: 1, max: 10 }) }),
};

const overflow = object({ ...confirmable, options: list(listed, { max: 5 }) });

export const contextElement = byType({ image, plain_text: text(), mrkdwn: text() });
export const actionElement = byType({ button, overflow, ...menus, ...pickers });
export const accessory = byType({ button, overflow, image, ...menus, ...pickers });
export const inputElement = byType({ ...inputs, ...menus, ...pickers });
