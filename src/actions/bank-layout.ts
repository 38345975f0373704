/**
 * bank.layout: a bank's file has columns that nobody knows, and the owner says once which is what. From then on every file with
 * these columns is read so, the one that lies there first. What can be guessed from the cells is filled in.
 * Before: connectors/bank-folder has met such a file. After: the file is read.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { submitIntent } from "../kernel/intent.ts";
import { houseLabel } from "../kernel/label.ts";
import type { Transaction } from "../kernel/writer.ts";
import { idFrom } from "./agreed.ts";
import { defineAction, optionalList, refused } from "./define.ts";

const BANK_LAYOUT = "bank.layout";

const name = z.string().trim().default("");
const params = z.strictObject({
  file: z.string().min(1),
  columns: z.array(z.string()).min(1),
  /** Its first lines, to look at. */
  sample: optionalList(z.string()),
  date: name,
  amount: name,
  payer: name,
  reference: name,
  order: z.enum(["day", "month"], "expected day or month").default("day"),
});

export const bankLayout: ActionContract = defineAction({
  name: BANK_LAYOUT,
  group: "question",
  resource: "Workspace",
  sentence: "ask you how a bank's file is to be read",
  context: {},
  produces: ["bank.layout-learned@1"],
  editable: ["date", "amount", "payer", "reference", "order"],
  form: [
    { name: "date", label: "Column of the day", kind: "line" },
    { name: "amount", label: "Column of the sum (below zero where money goes out)", kind: "line" },
    { name: "payer", label: "Column of who paid", kind: "line", optional: true },
    { name: "reference", label: "Column of what for", kind: "line", optional: true },
    { name: "order", label: "In dates such as 03/04, what comes first", kind: "choice", choices: ["day", "month"] },
  ],
  params,
  key: ({ columns }) => `${BANK_LAYOUT}:${columns.join("|")}`,
  prepare(layout, _scope, _view) {
    const { file, columns, sample, date, amount, payer, reference, order } = layout;
    const wrong = [date, amount, payer, reference].filter((one) => one !== "" && !columns.includes(one));
    if (wrong.length > 0)
      return refused(`There is no column “${wrong[0]}”. The file has: ${columns.filter(Boolean).join(", ")}.`);
    const missing = [
      ...(date ? [] : ["the day"]),
      ...(amount ? [] : ["the sum"]),
      ...(payer || reference ? [] : ["who paid, or what for"]),
    ];
    const told = (column: string) => column || "not said yet";
    return {
      kind: "prepared",
      resource: { type: "Workspace", id: "workspace" },
      attributes: {},
      context: {},
      title: `How do I read your bank's file “${file}”?`,
      rows: [
        { label: "Its columns", after: columns.filter(Boolean).join(", ") },
        ...sample.map((line, index) => ({ label: index === 0 ? "Its first lines" : "", after: line })),
        { label: "The day", after: told(date) },
        { label: "The sum", after: told(amount) },
        { label: "Who paid", after: told(payer) },
        { label: "What for", after: told(reference) },
        { label: "Dates", after: order === "day" ? "the day comes first" : "the month comes first" },
        ...(missing.length > 0 ? [{ label: "Still to say", after: `${missing.join(", ")}: use Edit` }] : []),
      ],
      undo: "Nothing was entered yet; payments that are read wrongly can be struck.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: {},
    };
  },
  decide({ columns, date, amount, payer, reference, order }, scope, _view, key) {
    if (!date || !amount || !(payer || reference)) return [];
    const layout = idFrom("b", key);
    return [
      {
        type: "bank.layout-learned",
        scope,
        subject: `layout:${layout}`,
        data: { layout },
        private: { columns, date, amount, payer, reference, order },
      },
    ];
  },
});

/** A file that could not be read, as its connector saw it. */
export interface UnknownFile {
  readonly file: string;
  readonly columns: readonly string[];
  readonly sample: readonly (readonly string[])[];
}

/** Asks the owner, once for the same columns. */
export function askLayout(transaction: Transaction, { file, columns, sample }: UnknownFile): void {
  const params = {
    file,
    columns,
    sample: sample.map((line) => line.join(" | ").slice(0, 200)),
    ...guessed(columns, sample),
  };
  submitIntent(transaction, {
    steps: [{ action: BANK_LAYOUT, params: JSON.parse(JSON.stringify(params)) }],
    reason: "I don't know this bank's columns. Say once which is what, and I read every such file by myself.",
    evidence: [],
    key: `${BANK_LAYOUT}:${columns.join("|")}`,
    about: null,
    scope: "workspace",
    principal: "agent:house",
    actor: "kernel",
    label: houseLabel("workspace"),
    run: null,
    causation: undefined,
    workflow: undefined,
  });
}

const DAY = /^(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})/;
const SUM = /^[-+(]?\s?(?:[A-Z]{3}|[€$£])?\s?\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}\)?-?\s?(?:[A-Z]{3}|[€$£])?$/;

/** What the cells show: days look like days, sums like sums; of the rest the first two with words in them. */
function guessed(columns: readonly string[], sample: UnknownFile["sample"]) {
  const cells = (index: number) => sample.map((line) => (line[index] ?? "").trim()).filter((cell) => cell !== "");
  const all = (index: number, looks: RegExp) =>
    cells(index).length > 0 && cells(index).every((cell) => looks.test(cell));
  const usable = columns.flatMap((column, index) => (column === "" ? [] : [{ column, index }]));
  const date = usable.find(({ index }) => all(index, DAY));
  const amount = usable.find(({ index }) => all(index, SUM));
  const words = usable.filter((one) => one !== date && one !== amount && all(one.index, /\p{L}{3}/u));
  return {
    date: date?.column ?? "",
    amount: amount?.column ?? "",
    payer: words[0]?.column ?? "",
    reference: words[1]?.column ?? "",
  };
}
