/**
 * Answers with a form: the schema as the wire takes it, and an answer read strictly back by it. What is wrong is said in words
 * that a model can mend it by.
 * Before: ask.ts.
 */
import { z } from "zod";
import type { Json } from "../lib/canonical.ts";

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly wrong: string };

export interface Form<T> {
  /** As the wire takes it: always an object. */
  readonly schema: Json;
  /** Reads an answer's text. */
  read(text: string): Read<T>;
}

const MOST_ISSUES = 8;
/** The member that holds what is no object. */
const WRAPPED = "value";

export function formOf<T>(type: z.ZodType<T>): Form<T> {
  // A model writes what is parsed, before any default or transformation.
  const { $schema: _, ...drawn } = z.toJSONSchema(type, { io: "input", unrepresentable: "any" }) as Record<
    string,
    Json
  >;
  const plain = drawn.type === "object";
  const schema: Json = plain
    ? drawn
    : { type: "object", properties: { [WRAPPED]: drawn }, required: [WRAPPED], additionalProperties: false };
  return {
    schema: closed(schema),
    read(text) {
      const found = jsonIn(text);
      if (!found.ok) return found;
      const inner = plain || !isObject(found.value) ? found.value : found.value[WRAPPED];
      const parsed = type.safeParse(inner);
      if (parsed.success) return { ok: true, value: parsed.data };
      const issues = parsed.error.issues.slice(0, MOST_ISSUES);
      return {
        ok: false,
        wrong: issues.map((one) => `${one.path.join(".") || "the whole"}: ${one.message}`).join("\n"),
      };
    },
  };
}

/** JSON, alone or in a fence of Markdown. */
function jsonIn(text: string): Read<Json> {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: false, wrong: "It is empty." };
  const fenced = /^```[a-z]*\s*\n([\s\S]*?)\n?```$/i.exec(trimmed)?.[1];
  try {
    return { ok: true, value: JSON.parse(fenced ?? trimmed) as Json };
  } catch (error) {
    return { ok: false, wrong: `It is no JSON: ${(error as Error).message}` };
  }
}

/** Objects are closed where nothing else is said: a model is to add nothing, and strict servers ask for it. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, Json | undefined] => [
    key,
    // Values of these are data and no schemas.
    key === "enum" || key === "const" || key === "default" || value === undefined ? value : closed(value),
  ]);
  const open = schema.type === "object" && schema.additionalProperties === undefined && isObject(schema.properties);
  return Object.fromEntries(open ? [...entries, ["additionalProperties", false]] : entries);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
