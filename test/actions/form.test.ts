/**
 * Every action that people order says by itself what they have to fill in, and takes what they fill in.
 */

import { expect, test } from "vitest";
import { formOf } from "../../src/actions/form.ts";
import { shelf } from "../../src/actions/shelf.ts";
import { bareHouse } from "../support/bare-house.ts";

const actions = shelf({ house: bareHouse(), booksKeptYears: () => 10, outreachEveryDays: () => 60 });

test("each field of a form is a parameter of its action", () => {
  for (const action of actions.values())
    for (const part of formOf(action) ?? []) {
      const answer = action.parse({ [part.name]: "" });
      expect(answer.ok ? "" : answer.why, `${action.name}: ${part.name}`).not.toMatch(/Unrecognized/i);
    }
});

test("what is known stands in the form, and whom it is about is asked where it is missing", () => {
  const payment = actions.get("payment.record");
  if (!payment) throw new Error("payment.record is not on the shelf");
  expect(formOf(payment, { amount: "2400" }, ["client"])?.map(({ name, value }) => [name, value])).toEqual([
    ["client", ""],
    ["amount", "2400"],
    ["currency", ""],
    ["method", ""],
    ["receivedOn", ""],
    ["note", ""],
  ]);
  expect(formOf(payment)?.find((part) => part.name === "method")?.choices).toEqual([
    "cash",
    "transfer",
    "card",
    "other",
  ]);
});

test("what nobody orders by hand has no form", () => {
  for (const name of ["message.classify", "effect.retry", "file.sort", "scope.merge", "owner.ask"])
    expect(formOf(actions.get(name) ?? {}), name).toBeNull();
});
