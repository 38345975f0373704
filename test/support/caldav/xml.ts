/**
 * XML as a strict server reads it: with namespaces, and nothing that doesn't belong there; and as it writes it.
 */

export interface Element {
  /** `DAV: prop`: the namespace and the name. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

export const DAV = "DAV:";
export const CAL = "urn:ietf:params:xml:ns:caldav";
export const CS = "http://calendarserver.org/ns/";

const TOKEN =
  /<\?[^>]*\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;

/** Reads a document. Throws where it is not well-formed, or uses a prefix that it doesn't declare. */
export function parseXml(source: string): Element {
  const root = { name: "", attributes: {}, children: [] as Element[], text: "" };
  const open: Array<{ tag: string; element: typeof root; scope: Record<string, string> }> = [
    { tag: "", element: root, scope: {} },
  ];
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    if (match.index !== at) break;
    at += match[0].length;
    const [, closes, opens, attributeText = "", empty, text] = match;
    const top = open.at(-1);
    if (!top) throw new Error("nothing is open");
    if (closes !== undefined) {
      if (top.tag !== closes || open.length === 1) throw new Error(`</${closes}> closes nothing`);
      open.pop();
    } else if (opens !== undefined) {
      const found = [...attributeText.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
        ([, name = "", one, other]) => [name, unescaped(one ?? other ?? "")] as const,
      );
      const scope = { ...top.scope };
      for (const [name, value] of found) {
        if (name === "xmlns") scope[""] = value;
        else if (name.startsWith("xmlns:")) scope[name.slice(6)] = value;
      }
      const attributes = Object.fromEntries(found.filter(([name]) => !/^xmlns(:|$)/.test(name)));
      const element = { name: qualified(opens, scope), attributes, children: [], text: "" };
      top.element.children.push(element);
      if (empty === "") open.push({ tag: opens, element, scope });
    } else if (text !== undefined) top.element.text += unescaped(text);
  }
  const [only, ...others] = root.children;
  if (at !== source.length || open.length !== 1 || !only || others.length > 0 || root.text.trim() !== "")
    throw new Error(`not well-formed near “${source.slice(at, at + 40)}”`);
  return only;
}

function qualified(tag: string, scope: Readonly<Record<string, string>>): string {
  const [prefix, local] = tag.includes(":") ? (tag.split(":", 2) as [string, string]) : ["", tag];
  const namespace = scope[prefix];
  if (namespace === undefined) throw new Error(`the prefix “${prefix}” of <${tag}> is not declared`);
  return `${namespace} ${local}`;
}

function unescaped(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, code: string) => {
    if (code.startsWith("#x")) return String.fromCodePoint(Number.parseInt(code.slice(2), 16));
    if (code.startsWith("#")) return String.fromCodePoint(Number(code.slice(1)));
    const known = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }[code];
    if (known === undefined) throw new Error(`the entity ${whole} is not declared`);
    return known;
  });
}

export function escaped(text: string): string {
  return text.replace(/[&<>\r]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" })[sign] ?? sign);
}

/** The children of this name. */
export function named({ children }: Element, name: string): Element[] {
  return children.filter((one) => one.name === name);
}
