/** Forms and pages as modals: within Slack's limits, and put together again as they were. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { formView, pagesView, readForm } from "../../../src/surfaces/slack/forms.ts";
import { homeView, strangersView } from "../../../src/surfaces/slack/home.ts";
import type { Form, FormField } from "../../../src/surfaces/surface.ts";
import { viewProblems } from "../../support/slack/blocks.ts";
import { state } from "../../support/slack/forms.ts";
import type { Json } from "../../support/slack/world.ts";

const place = { room: "C1", thread: "1700000000.000100" };

test("a long text comes back from the form exactly as it was", () => {
  const line = fc.constantFrom(
    "Dear Anna,",
    "",
    "  indented",
    "word ".repeat(300),
    "x".repeat(5_000),
    "😀".repeat(900),
    "a & b",
  );
  const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, (value) => {
      const view = checked(formOf([{ name: "1.text", label: "Text", value, kind: "text" }]));
      expect(filledIn(view).values["1.text"]).toBe(value);
    }),
    { numRuns: 150 },
  );
});

test("whatever a form asks for, Slack takes it", () => {
  const field: fc.Arbitrary<FormField> = fc.record(
    {
      name: fc.stringMatching(/^[a-z0-9._]{1,20}$/),
      label: fc.string({ maxLength: 400 }),
      value: fc.string({ maxLength: 6_000 }),
      kind: fc.constantFrom("text", "line", "choice"),
      choices: fc.uniqueArray(fc.string({ maxLength: 90 }), { maxLength: 110 }),
      optional: fc.boolean(),
    },
    { requiredKeys: ["name", "label", "value", "kind"] },
  );
  const form = fc.record({
    kind: fc.constantFrom<Form["kind"]>("edit", "reject", "amount", "order"),
    token: fc.stringMatching(/^[a-z0-9]{1,16}$/),
    title: fc.string({ maxLength: 60 }),
    fields: fc.uniqueArray(field, { minLength: 1, maxLength: 8, selector: ({ name }) => name }),
    sendable: fc.boolean(),
  });
  fc.assert(fc.property(form, (one) => void checked(one)));
});

test("what is emptied or added in one part of a long text stays so in the whole", () => {
  const value = `${"a".repeat(2_390)}\n\n${"b".repeat(2_300)}\n${"c".repeat(100)}`;
  const view = checked(formOf([{ name: "text", label: "Text", value, kind: "text" }]));
  const [first, second, third] = view.blocks.map((one) => String(one.block_id));
  const changed = filledIn(view, { [first ?? ""]: "Hello", [second ?? ""]: "", [third ?? ""]: "Bye" });
  expect(changed.values.text).toBe("Hello\nBye");
});

test("choices stand in a menu, and what was chosen comes back", () => {
  const choices = ["cash", "bank transfer"];
  const view = checked(formOf([{ name: "how", label: "How", value: "cash", kind: "choice", choices }]));
  expect(view.blocks[0]).toMatchObject({ element: { type: "static_select" } });
  expect(filledIn(view).values.how).toBe("cash");
});

test("“Save and send” is offered only where it is possible, and is off at first", () => {
  const fields: FormField[] = [{ name: "text", label: "Text", value: "Hi", kind: "text" }];
  expect(checked(formOf(fields)).blocks).toHaveLength(1);
  const view = checked({ ...formOf(fields), sendable: true });
  expect(filledIn(view).send).toBe(false);
  expect(filledIn(view, { send: ["send"] }).send).toBe(true);
});

test("a form remembers its card and its place", () => {
  const view = checked(formOf([{ name: "reason", label: "Why not?", value: "", kind: "text" }]));
  expect(filledIn(view).memory).toEqual({ token: "tok-1", kind: "edit", place });
});

test("a text too long for any form makes none", () => {
  const field: FormField = { name: "text", label: "Text", value: "x".repeat(400_000), kind: "text" };
  expect(formView(formOf([field]), place)).toBeNull();
});

test("a view of somebody else is not read as a form", () => {
  expect(readForm({ private_metadata: "", blocks: [], state: { values: {} } })).toBeNull();
  expect(readForm({ private_metadata: "{}", blocks: [], state: { values: {} } })).toBeNull();
});

test("pages hold a long text whole, and say when they can't", () => {
  const text = "A line of the letter.\n".repeat(5_000);
  const { view, whole } = pagesView("The whole letter to Anna Berg", text);
  expect(whole).toBe(true);
  expect(problems(view, "modal")).toEqual([]);
  expect(shownText(view)).toBe(text.trim());
  const huge = pagesView("x", "😀 & ".repeat(100_000));
  expect(huge.whole).toBe(false);
  expect(problems(huge.view, "modal")).toEqual([]);
  expect(shownText(huge.view)).toMatch(/… [\d,]+ more characters don't fit here\.$/);
});

test("App Home shows what waits with links, what runs, what is at risk, the spend and the pause switch", () => {
  const home = {
    waiting: Array.from({ length: 40 }, (_, index) => ({
      title: `Card ${index}`,
      client: "Acme",
      link: "https://a.test/1",
    })),
    running: ["intake reads a mail"],
    atRisk: ["Acme has not been answered for 3 days"],
    spend: "$0.42 this month",
    paused: [],
  };
  const view = homeView(home);
  expect(problems(view, "home")).toEqual([]);
  const shown = JSON.stringify(view);
  for (const words of [
    "Waiting for you (40)",
    "Acme: Card 0",
    "… and 20 more",
    "intake reads",
    "3 days",
    "$0.42",
    '"pause#0"',
  ])
    expect(shown).toContain(words);
  expect(JSON.stringify(homeView({ ...home, paused: ["everything"] }))).toContain('"resume#0"');
  expect(problems(strangersView(), "home")).toEqual([]);
});

function formOf(fields: readonly FormField[]): Form {
  return { kind: "edit", token: "tok-1", title: "Edit the answer to Anna Berg", fields, sendable: false };
}

type View = Json & { readonly blocks: Json[] };

function checked(form: Form): View {
  const view = formView(form, place);
  if (!view) throw new Error("The form is too long.");
  expect(problems(view, "modal")).toEqual([]);
  return view as unknown as View;
}

function problems(view: object, expected: string): string[] {
  return viewProblems(view, { expected, appName: "Atelier", files: new Map() });
}

function filledIn(view: View, values: Readonly<Record<string, string | readonly string[]>> = {}) {
  const held = state(view.blocks, new Map(Object.entries(values)));
  for (const [id, value] of Object.entries(values)) if (value === "") held[id] = { value: { value: null } };
  const blocks = view.blocks.map((one) => ({ block_id: String(one.block_id) }));
  const read = readForm({ private_metadata: String(view.private_metadata), blocks, state: { values: held as never } });
  if (!read) throw new Error("The form was not read.");
  return read;
}

function shownText(view: object): string {
  const { blocks } = view as { blocks: Array<{ text?: { text: string } }> };
  return blocks.map((one) => one.text?.text ?? "").join("");
}
