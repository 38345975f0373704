/**
 * Who wakes whom, who may do what, and what leaves by which connector, drawn for `doctor` in 80 columns of plain text.
 * Before: wiring.ts, which has checked what is drawn here.
 */
import type { WiredAgent, Wiring } from "./wiring.ts";

const COLUMNS = 80;

/** The drawing, without a line break at its end. What does not fit together is marked, not left out. */
export function drawWiring(wiring: Wiring): string {
  const agents = [...wiring.agents].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
  const woken = new Set(agents.flatMap((agent) => agent.spec.wakes));
  const unheard = [...new Set(wiring.events.map((event) => event.type).filter((type) => !woken.has(type)))].sort();
  const sections = agents.map((agent) => drawAgent(agent, wiring));
  if (unheard.length > 0) sections.push(["Events that wake nobody", ...wrapped(unheard.join(", "), "  ")]);
  return sections.map((lines) => lines.join("\n")).join("\n\n");
}

function drawAgent({ spec, handlers }: WiredAgent, wiring: Wiring): string[] {
  const way = handlers ? "a script" : "a model loop";
  return [
    ...wrapped(`${spec.name}, version ${spec.version}, ${way}: ${spec.objective}`, "", "  "),
    "  is woken by",
    ...table(spec.wakes.map((wake) => [wake, "<-", producers(wake, wiring)])),
    ...(spec.may.length > 0
      ? ["  may", ...table(spec.may.map((name) => [name, "->", destination(name, wiring)]))]
      : ["  may do nothing"]),
    ...(spec.reads.length > 0 ? wrapped(spec.reads.join(", "), "  reads ", "        ") : ["  reads nothing"]),
  ];
}

function producers(wake: string, wiring: Wiring): string {
  const from = wiring.events.filter((event) => event.type === wake).map((event) => event.from);
  return from.length > 0 ? [...new Set(from)].sort().join(", ") : "nobody (!)";
}

function destination(name: string, wiring: Wiring): string {
  const action = wiring.actions.find((candidate) => candidate.name === name);
  if (!action) return "no such action (!)";
  const out = action.connector === undefined ? "stays in the house" : `connector ${action.connector}`;
  const missing =
    action.connector !== undefined && !wiring.connectors.includes(action.connector) ? " (!) not connected" : "";
  return `${out}${missing}${action.permitted ? "" : " (!) never permitted"}`;
}

/** Rows of a name, an arrow and a text, the arrows below each other as far as the names leave room. */
function table(rows: readonly (readonly [string, string, string])[]): string[] {
  const width = Math.min(36, Math.max(...rows.map(([name]) => name.length)));
  return rows.flatMap(([name, arrow, text]) => {
    const indent = " ".repeat(4 + width + 4);
    if (name.length <= width) return wrapped(text, `    ${name.padEnd(width)} ${arrow} `, indent);
    return [...wrapped(name, "    "), ...wrapped(text, `${" ".repeat(4 + width)} ${arrow} `, indent)];
  });
}

/** Breaks at spaces; a word longer than the line is cut, so that nothing is wider than the page. */
function wrapped(text: string, first: string, rest: string = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).flatMap((word) => pieces(word, COLUMNS - rest.length))) {
    if (!empty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...pieces(word.slice(width), width)];
}
