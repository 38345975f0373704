/**
 * An order as a form: what an action needs, with what was said already. The button that opens it carries the words
 * `form ACTION name="value" …`.
 * Before: sentences.ts, which offers it. After: hand.ts, which shows it and takes what was filled in.
 */
import { formOf } from "../../actions/form.ts";
import type { ActionContract } from "../../kernel/action.ts";
import { type Client, clientTitle } from "../../records/client.ts";
import type { Form } from "../surface.ts";

const WORDS = /^form (\S+)\s*([\s\S]*)$/;
const CLIENT = "client";

/** Reads the words of such a button; `null` where they are others. */
export function readFormWords(
  words: string,
): { readonly action: string; readonly given: Readonly<Record<string, string>> } | null {
  const [, action, rest = ""] = WORDS.exec(words) ?? [];
  if (action === undefined) return null;
  const given = [...rest.matchAll(/([\w.]+)="([^"]*)"/g)].map(([, name = "", value = ""]): [string, string] => [
    name,
    value,
  ]);
  return { action, given: Object.fromEntries(given) };
}

/** The form of an action; `null` where it has none. A client is chosen by name. */
export function orderForm(
  contract: ActionContract,
  about: {
    readonly token: string;
    readonly given: Readonly<Record<string, string>>;
    readonly clients: readonly Client[];
  },
): Form | null {
  const parts = formOf(contract, about.given);
  if (!parts) return null;
  const named = about.clients.find((client) => client.id === about.given[CLIENT]);
  const whom = {
    name: CLIENT,
    label: "Client",
    kind: "line" as const,
    value: named ? clientTitle(named) : (about.given[CLIENT] ?? ""),
  };
  const fields = parts.filter((part) => part.name !== CLIENT);
  return {
    kind: "order",
    token: about.token,
    title: "Order",
    fields: contract.resource === "Client" ? [whom, ...fields] : fields,
    sendable: false,
  };
}
