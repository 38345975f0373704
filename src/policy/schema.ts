/**
 * The Cedar schema, generated from actions and records, so that a rule which misspells one of them fails at boot.
 * Before: shape.ts. After: load.ts validates every rule against it, access.ts every request.
 */
import type { SchemaJson } from "@cedar-policy/cedar-wasm/nodejs";
import {
  type ActionShape,
  type Attributes,
  COMMON_CONTEXT,
  contextOf,
  type EntityShape,
  GROUPS,
  OWNER_ID,
} from "./shape.ts";

type Definition = SchemaJson<string>[string];

/**
 * Schema JSON with the entities Agent and Owner (closed lists of ids), Client and Workspace, and the actions with
 * their groups. Throws where two shapes contradict each other: that is a mistake in the code, not in a rule.
 */
export function cedarSchema(
  actions: readonly ActionShape[],
  entities: EntityShape,
  agents: readonly string[],
): SchemaJson<string> {
  const definition: Definition = {
    entityTypes: {
      // Cedar wants at least one id; the empty one is no agent's name and no request may carry it.
      Agent: { enum: agents.length > 0 ? [...agents] : [""] },
      Owner: { enum: [OWNER_ID] },
      Client: { shape: recordOf(entities.Client) },
      Workspace: { shape: recordOf(entities.Workspace) },
    },
    actions: { everything: {} },
  };
  for (const group of GROUPS) definition.actions[group] = { memberOf: [{ id: "everything" }] };
  for (const action of actions) {
    if (definition.actions[action.name] !== undefined) throw new TypeError(`two actions are called "${action.name}"`);
    for (const name of Object.keys(action.context)) {
      if (name in COMMON_CONTEXT) {
        throw new TypeError(`"${action.name}" gives "${name}", which every action has already; rename it`);
      }
    }
    definition.actions[action.name] = {
      memberOf: [{ id: action.group }, { id: "everything" }],
      appliesTo: {
        principalTypes: ["Agent", "Owner"],
        resourceTypes: [action.resource],
        context: recordOf(contextOf(action)),
      },
    };
  }
  return { "": definition };
}

function recordOf(attributes: Attributes) {
  return {
    type: "Record" as const,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, type]) => [name, { type }])),
  };
}
