/** Rules that are wrong are refused at the door, each naming file and line. */
import { describe, expect, test } from "vitest";
import { loadPolicies, type PolicySource } from "../../src/policy/load.ts";
import { PolicyError } from "../../src/policy/problem.ts";
import { folderOf, shapes, shippedCopy, shippedFolder } from "./shelf.ts";

const fine = `@id("fine")\npermit (principal is Agent, action == Action::"owner.ask", resource)\nwhen { context.reviewed };\n`;

/** The lines that loading complains with. */
function complaintsOf(source: PolicySource): string[] {
  try {
    loadPolicies(source);
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split("\n");
    throw error;
  }
  return [];
}

const complaintsAbout = (text: string) => complaintsOf(folderOf({ "money.cedar": text }));

describe("the shipped rules", () => {
  test("load without a complaint or a warning", () => {
    const policies = loadPolicies({ folder: shippedFolder, label: "policies", ...shapes });
    expect(policies.warnings).toEqual([]);
    expect([...policies.rules.keys()]).toContain("unnamed-outward-is-asked");
  });

  test("every rule that can appear on a card as the reason says why in words", () => {
    const policies = loadPolicies({ folder: shippedFolder, label: "policies", ...shapes });
    const forbids = [...policies.rules.values()].filter((rule) => rule.effect === "forbid");
    expect(forbids.filter((rule) => !rule.because)).toEqual([]);
    expect(policies.rules.get("unnamed-outward-is-asked")?.because).toBeTruthy();
  });
});

describe("a name that nobody knows", () => {
  test("a misspelt action is named with its line and the nearest action", () => {
    const text = `${fine}\n// a comment; with a semicolon\n@id("x")\nforbid (\n  principal,\n  action == Action::"mail.anser",\n  resource\n);\n`;
    expect(complaintsAbout(text)).toEqual([
      'policies/money.cedar:9: no action "mail.anser". Did you mean "mail.answer"?',
    ]);
  });

  test("a misspelt group is compared with the groups too", () => {
    expect(complaintsAbout(`@id("x") forbid (principal, action in Action::"outwrd", resource);`)).toEqual([
      'policies/money.cedar:1: no action "outwrd". Did you mean "outward"?',
    ]);
  });

  test("an action that resembles nothing gets no guess", () => {
    expect(complaintsAbout(`@id("x") forbid (principal, action == Action::"zzzzzzzzz", resource);`)).toEqual([
      'policies/money.cedar:1: no action "zzzzzzzzz".',
    ]);
  });

  test("a misspelt attribute of the context is named at its own line, once for all actions", () => {
    const text = `@id("x")\nforbid (principal, action, resource)\nwhen { context.outward }\nunless { context.reviewd };`;
    const complaints = complaintsAbout(text);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^policies\/money\.cedar:4: .*context\.reviewd\. Did you mean "reviewed"\?$/);
  });

  test("a misspelt attribute of a record is named with the nearest", () => {
    const text = `${fine}@id("x")\nforbid (principal, action == Action::"mail.answer", resource)\nwhen { resource.stge == "lead" };`;
    expect(complaintsAbout(text)).toEqual(['policies/money.cedar:6: a Client has no "stge". Did you mean "stage"?']);
  });

  test("what only some actions give is refused for all of them, saying which give it", () => {
    const [complaint] = complaintsAbout(
      `@id("x")\nforbid (principal, action in Action::"outward", resource)\nwhen { context.recipients > 3 };`,
    );
    expect(complaint).toMatch(
      /^policies\/money\.cedar:3: "(?!mail\.answer")[a-z.-]+" does not give context\.recipients/,
    );
    expect(complaint).toContain('only "mail.answer" does');
  });

  test("an agent that doesn't exist is refused, with the nearest that does", () => {
    expect(complaintsAbout(`@id("x")\npermit (principal == Agent::"intke", action, resource);`)).toEqual([
      'policies/money.cedar:2: no agent "intke". Did you mean "intake"?',
    ]);
  });

  test("with no agents at all, a rule for one is still refused", () => {
    const source = { ...folderOf({ "a.cedar": `@id("x") permit (principal == Agent::"intake", action, resource);` }) };
    expect(complaintsOf({ ...source, agents: [] })).toEqual([
      'policies/a.cedar:1: no agent "intake". There are no agents.',
    ]);
  });

  test("an entity type that doesn't exist is refused", () => {
    const [complaint] = complaintsAbout(`@id("x")\npermit (principal, action, resource is Clint);`);
    expect(complaint).toMatch(/^policies\/money\.cedar:2: there is no "Clint".*Did you mean "Client"\?$/);
  });
});

describe("a rule that is not a rule", () => {
  test("a missing @id is named at the rule, not at the comment above it", () => {
    const text = `// what follows\n// has no name\n\npermit (principal is Agent, action == Action::"owner.ask", resource);\n`;
    expect(complaintsAbout(text)).toEqual([
      'policies/money.cedar:4: this rule has no name. Put @id("a-short-name") in front of it',
    ]);
  });

  test("an @id taken twice names both places, also across files", () => {
    const source = folderOf({ "a.cedar": `\n${fine}`, "b.cedar": `\n\n\n${fine}` });
    expect(complaintsOf(source)).toEqual([
      'policies/b.cedar:4: the name "fine" is taken by the rule at policies/a.cedar:2. Give this one another @id',
    ]);
  });

  test("a name that verdicts use themselves is refused", () => {
    const text = `@id("nothing-permits-it") forbid (principal, action, resource);`;
    expect(complaintsAbout(text)[0]).toContain("is a name the workspace uses itself");
  });

  test("a syntax error is named at its own line", () => {
    const text = `${fine}\n@id("x")\nforbid (principal, action, resource)\nunless { context.reviewed === true };`;
    expect(complaintsAbout(text)[0]).toMatch(/^policies\/money\.cedar:7: unexpected token "="/);
  });

  test("lines are counted right behind letters that take several bytes", () => {
    const text = `@id("x") @because("ärgerlich für König & Größe")\nforbid (principal, action, resource)\nunless { context.reviewd };`;
    expect(complaintsAbout(text)[0]).toMatch(/^policies\/money\.cedar:3: /);
  });

  test("a missing semicolon is named where the next rule begins", () => {
    const text = `@id("x")\nforbid (principal, action, resource)\n\n${fine}`;
    expect(complaintsAbout(text)).toEqual([
      'policies/money.cedar:4: unexpected token "@" (is a ";" missing before it?)',
    ]);
  });

  test("a string that is never closed is an error in that file", () => {
    expect(complaintsAbout(`${fine}@id("x) forbid (principal, action, resource);`)[0]).toMatch(
      /^policies\/money\.cedar:4: invalid token/,
    );
  });

  test("semicolons in strings and comments end no rule", () => {
    const text = `@id("x") // one; two\n@because("first; then // \\" that")\nforbid (principal, action, resource) unless { context.reviewed };`;
    expect(complaintsAbout(text)).toEqual([]);
  });

  test("a template is refused", () => {
    expect(complaintsAbout(`@id("x")\npermit (principal == ?principal, action, resource);`)[0]).toMatch(
      /^policies\/money\.cedar:2: .*slot/,
    );
  });

  test("a rule that can never apply is refused, since it would protect nobody", () => {
    const text = `@id("x")\nforbid (principal, action == Action::"contact.sort", resource is Client);`;
    expect(complaintsAbout(text)).toHaveLength(1);
    expect(complaintsAbout(text)[0]).toContain("can never apply");
  });

  test("comparing a text with a number is refused", () => {
    const text = `@id("x")\nforbid (principal, action == Action::"mail.answer", resource)\nwhen { resource.stage > 3 };`;
    expect(complaintsAbout(text)[0]).toMatch(/^policies\/money\.cedar:3: .*expected Long but saw String/);
  });
});

describe("the folder", () => {
  test("everything that is wrong is said at once, sorted by file and line", () => {
    const source = folderOf({
      "b.cedar": `@id("x") forbid (principal, action == Action::"nope", resource);\nforbid (principal, action, resource);`,
      "a.cedar": `@id("y") forbid (principal, action, resource`,
    });
    expect(complaintsOf(source).map((line) => line.split(":").slice(0, 2).join(":"))).toEqual([
      "policies/a.cedar:1",
      "policies/b.cedar:1",
      "policies/b.cedar:2",
    ]);
  });

  test("a missing folder and an empty one are errors", () => {
    expect(complaintsOf({ ...folderOf({}), folder: "/nowhere/at/all" })[0]).toMatch(
      /^policies:1: the folder can't be read/,
    );
    expect(complaintsOf(folderOf({ "notes.txt": "x" }))[0]).toContain("no .cedar file here");
  });

  test("a file saved with a byte order mark and Windows line ends loads, with the right lines", () => {
    const source = folderOf({
      "a.cedar": `\uFEFF${fine}\n@id("x")\nforbid (principal, action == Action::"mail.anser", resource);`.replaceAll(
        "\n",
        "\r\n",
      ),
    });
    expect(complaintsOf(source)).toEqual(['policies/a.cedar:6: no action "mail.anser". Did you mean "mail.answer"?']);
  });
});

test("look-alike letters are a warning, not a refusal", () => {
  const policies = loadPolicies(
    folderOf({
      "a.cedar": `${fine}@id("x")\nforbid (principal, action == Action::"mail.answer", resource)\nwhen { resource.stage == "l\u0435ad" };`,
    }),
  );
  expect(policies.warnings).toHaveLength(1);
  expect(policies.warnings[0]).toMatchObject({ file: "policies/a.cedar", line: 6 });
});

test("the digest of the folder ignores layout and comments, and nothing else", () => {
  const digestOf = (text: string) => loadPolicies(folderOf({ "a.cedar": text })).digest;
  const rule = `@id("x") @because("so") forbid (principal, action, resource) unless { context.reviewed };`;
  expect(digestOf(`// a word\n${rule.replace(" forbid", "\n\nforbid")}`)).toBe(digestOf(rule));
  expect(digestOf(rule.replace("so", "otherwise"))).not.toBe(digestOf(rule));
  expect(digestOf(rule.replace("reviewed", "outward"))).not.toBe(digestOf(rule));
});

test("two actions of one name, or one that redefines the common context, are a mistake in the code", () => {
  const ask = { name: "a.b", group: "internal", resource: "Client", sentence: "do it", context: {} } as const;
  const source = shippedCopy();
  expect(() => loadPolicies({ ...source, actions: [ask, ask] })).toThrow('two actions are called "a.b"');
  const greedy = { ...ask, context: { reviewed: "Boolean" } } as const;
  expect(() => loadPolicies({ ...source, actions: [greedy] })).toThrow('"a.b" gives "reviewed"');
});
