/**
 * Cedar's complaint about a rule, put into words for whoever edits the rules.
 * Before: load.ts, which hands over what Cedar said. After: problem.ts.
 */
import type { DetailedError } from "@cedar-policy/cedar-wasm/nodejs";
import { didYouMean } from "../lib/nearest.ts";
import { contextOf, GROUPS, type Shapes } from "./shape.ts";

/** One sentence: what is wrong and, where a name is unknown, the nearest known one. */
export function complaint(error: DetailedError, shapes: Shapes): string {
  const message = error.message
    .replace(/^failed to parse policy(?: with id `[^`]*`)? from string: /, "")
    .replace(/^for policy `[^`]*`[,:] /, "");
  const help = (error.help ?? "").replace(/^for policy `[^`]*`[,:] /, "");

  const action = /unrecognized action `Action::"(.*)"`/.exec(message)?.[1];
  if (action !== undefined) {
    const known = [...shapes.actions.map((each) => each.name), ...GROUPS, "everything"];
    return `no action "${action}".${didYouMean(action, known)}`;
  }
  const attribute = /attribute `(.*)` in context for Action::"(.*)" not found/.exec(message);
  if (attribute) return unknownContext(attribute[1] ?? "", attribute[2] ?? "", shapes);
  const ofEntity = /attribute `(.*)` on entity type `(.*)` not found/.exec(message);
  if (ofEntity) return unknownAttribute(ofEntity[1] ?? "", ofEntity[2] ?? "", shapes);
  const type = /unrecognized entity type `(.*)`/.exec(message)?.[1];
  if (type !== undefined) {
    const known = ["Agent", "Owner", "Client", "Workspace"];
    return `there is no "${type}"; a rule can name ${known.join(", ")}.${didYouMean(type, known)}`;
  }
  const member = /entity `(Agent|Owner)::"(.*)"` is of an enumerated entity type/.exec(message);
  if (member) return unknownMember(member[1] ?? "", member[2] ?? "", shapes);
  if (message.includes("policy is impossible") || message.includes("unable to find an applicable action")) {
    return "this rule can never apply: nobody can do such an action with such a resource. Check who, what and where it names";
  }
  return plain(message, help, error);
}

function unknownContext(name: string, action: string, shapes: Shapes): string {
  const shape = shapes.actions.find((each) => each.name === action);
  const known = shape ? Object.keys(contextOf(shape)) : [];
  const givers = shapes.actions.filter((each) => name in each.context).map((each) => `"${each.name}"`);
  if (givers.length > 0) {
    const others = givers.join(", ");
    return `"${action}" does not give context.${name}, only ${others} does; name the action, or ask "context has ${name} &&" first`;
  }
  return `"${action}" does not give context.${name}.${didYouMean(name, known)}`;
}

function unknownAttribute(name: string, type: string, shapes: Shapes): string {
  const attributes = type === "Client" || type === "Workspace" ? shapes.entities[type] : {};
  return `a ${type} has no "${name}".${didYouMean(name, Object.keys(attributes))}`;
}

function unknownMember(type: string, id: string, shapes: Shapes): string {
  if (type === "Owner") return `the owner is Owner::"owner", there is no other`;
  const known = shapes.agents.length > 0 ? ` The agents are ${shapes.agents.join(", ")}.` : " There are no agents.";
  return `no agent "${id}".${didYouMean(id, shapes.agents) || known}`;
}

function plain(message: string, help: string, error: DetailedError): string {
  const expected = error.sourceLocations?.[0]?.label ?? "";
  const hint = [expected.length < 60 ? expected : "", help].filter((each) => each !== "").join("; ");
  const semicolon = /unexpected token `(@|permit|forbid)`/.test(message) ? `is a ";" missing before it?` : "";
  const advice = semicolon || hint;
  return `${message}${advice === "" ? "" : ` (${advice})`}`.replaceAll("`", '"').replaceAll('""', '"');
}
