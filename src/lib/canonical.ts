/**
 * Canonical JSON after RFC 8785: what is hashed, bound or compared is written this way and no other.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * One text for one value: keys in UTF-16 order, no white space, `undefined` members left out.
 * Throws on what JSON has no number for (NaN, Infinity) and on lone surrogates (RFC 8785, 3.2.2.2).
 */
export function canonical(value: Json): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON form`);
    return String(value);
  }
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  let members = "";
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members += `${members && ","}${quoted(key)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

/** `value` with one member more, whose canonical text is known: it isn't read again. It replaces one of the same key. */
export function canonicalWith(value: { readonly [key: string]: Json | undefined }, key: string, text: string): string {
  let members = "";
  for (const name of [...Object.keys(value).filter((name) => name !== key), key].sort()) {
    const member = name === key ? undefined : value[name];
    if (name === key) members += `${members && ","}${quoted(key)}:${text}`;
    else if (member !== undefined) members += `${members && ","}${quoted(name)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

/** Most texts are short and need no escape: seeing that is cheaper than looking for one. */
const UNESCAPED = /^[ !#-[\]-~]{0,64}$/;

function quoted(text: string): string {
  if (UNESCAPED.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError("a text with a lone surrogate has no canonical JSON form");
  return JSON.stringify(text);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
