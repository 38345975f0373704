/**
 * The contracts between agents and house, held against each other at boot: everything woken on is produced by somebody,
 * everything an agent may do exists, could be permitted, and has a connector to leave by. Pure: facts in, problems out.
 * Before: load.ts (the specs), and whoever knows the events, actions and connectors. After: wiring-drawing.ts, for `doctor`.
 */
import { nearest } from "../lib/nearest.ts";
import type { AgentSpec } from "./spec.ts";

export interface WiredAgent {
  readonly spec: AgentSpec;
  /** What problems call its spec; `agents/<name>/agent.md` unless told. */
  readonly file?: string;
  /** The handlers agent.ts has, as the sandbox lists them; absent for a model loop. */
  readonly handlers?: readonly string[];
}

export interface WiredEvent {
  /** `mail.received@1` */
  readonly type: string;
  /** Who produces it: `connector mail`, `action client.open`, `kernel`. */
  readonly from: string;
}

export interface WiredAction {
  readonly name: string;
  /** What its effect leaves by; none where nothing leaves. */
  readonly connector?: string;
  /** Whether some policy could permit it, asked or not. */
  readonly permitted: boolean;
}

export interface Wiring {
  readonly agents: readonly WiredAgent[];
  readonly events: readonly WiredEvent[];
  readonly actions: readonly WiredAction[];
  readonly connectors: readonly string[];
  /** Kinds of records that can be read, and `memory`. */
  readonly readable: readonly string[];
}

/** Everything that doesn't fit, one sentence each, naming the file, the name and what to do; empty when all is well. */
export function checkWiring(wiring: Wiring): string[] {
  return wiring.agents.flatMap((agent) => {
    const file = agent.file ?? `agents/${agent.spec.name}/agent.md`;
    const { wakes, may, reads } = agent.spec;
    return [
      ...wakes.flatMap((wake) => wakeProblem(wake, wiring.events)).map((said) => `${file}: wakes: ${said}`),
      ...may.flatMap((name) => actionProblem(name, wiring)).map((said) => `${file}: may: ${said}`),
      ...reads.flatMap((name) => readProblem(name, wiring.readable)).map((said) => `${file}: reads: ${said}`),
      ...handlerProblems(agent).map((said) => `${file.replace(/\.md$/, ".ts")}: ${said}`),
    ];
  });
}

function wakeProblem(wake: string, events: readonly WiredEvent[]): string[] {
  const produced = events.map((event) => event.type);
  if (produced.includes(wake)) return [];
  const [type = wake, version = ""] = wake.split("@");
  const other = produced.find((candidate) => candidate.startsWith(`${type}@`));
  if (other)
    return [
      `"${type}" is produced as version ${other.slice(type.length + 1)}, not ${version}. Read what changed, then wake on "${other}"`,
    ];
  return [`nobody produces "${wake}".${suggestion(wake, produced)}`];
}

function actionProblem(name: string, wiring: Wiring): string[] {
  const action = wiring.actions.find((candidate) => candidate.name === name);
  if (!action) {
    const names = wiring.actions.map((candidate) => candidate.name);
    return [`there is no action "${name}".${suggestion(name, names)}`];
  }
  const problems: string[] = [];
  if (!action.permitted) {
    problems.push(`no policy could ever permit "${name}". Add a permit for it to policies/, or take it off the list`);
  }
  if (action.connector !== undefined && !wiring.connectors.includes(action.connector)) {
    problems.push(
      `"${name}" leaves by the connector "${action.connector}", which is not connected.${suggestion(action.connector, wiring.connectors)}`,
    );
  }
  return problems;
}

function readProblem(name: string, readable: readonly string[]): string[] {
  return readable.includes(name) ? [] : [`there is nothing called "${name}" to read.${suggestion(name, readable)}`];
}

function handlerProblems({ spec, handlers }: WiredAgent): string[] {
  if (!handlers) return [];
  const missing = spec.wakes.filter((wake) => !handlers.includes(wake));
  const surplus = handlers.filter((handler) => !spec.wakes.includes(handler));
  return [
    ...missing.map(
      (wake) => `it has no handler for "${wake}", which agent.md wakes it on.${suggestion(wake, surplus)}`,
    ),
    ...surplus
      .filter((handler) => nearest(handler, missing) === undefined)
      .map(
        (handler) =>
          `it has a handler for "${handler}", which agent.md does not wake it on. Add it to wakes, or take it out`,
      ),
  ];
}

function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return ` Did you mean "${meant}"?`;
  return known.length > 0 && known.length <= 12 ? ` Known are ${[...known].sort().join(", ")}.` : "";
}
