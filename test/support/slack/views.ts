/** The `views.*` methods: modals, what is pushed on them, and the Home tab. */
import { viewProblems } from "./blocks.ts";
import { type Call, type Method, Refused, structured, word, wrongBlocks } from "./method.ts";
import { isObject } from "./rules.ts";
import { wireView } from "./wire.ts";
import type { Json, View, World } from "./world.ts";

const method = { token: "bot", scopes: [] } as const;

export const views: Readonly<Record<string, Method>> = {
  "views.open": { ...method, run: open },
  "views.push": { ...method, run: push },
  "views.update": { ...method, run: update },
  "views.publish": { ...method, run: publish },
};

function open(call: Call): Json {
  const { world } = call;
  const body = checked(call, "modal");
  const { user, team } = exchanged(call);
  for (const other of stack(world, user)) other.open = false;
  return { view: wireView(world, add(world, { user, team, body, below: null })) };
}

function push(call: Call): Json {
  const { world } = call;
  const body = checked(call, "modal");
  const { user, team } = exchanged(call);
  const below = stack(world, user);
  const top = below.at(-1);
  if (!top) throw new Refused("not_found");
  if (below.length >= 3) throw new Refused("push_limit_reached");
  return { view: wireView(world, add(world, { user, team, body, below: top })) };
}

function update(call: Call): Json {
  const { args, world } = call;
  const view = named(call);
  const body = checked(call, String(view.body.type));
  if (typeof args.hash === "string" && args.hash !== "" && args.hash !== view.hash) throw new Refused("hash_conflict");
  change(world, view, body);
  return { view: wireView(world, view) };
}

function publish(call: Call): Json {
  const { args, world } = call;
  const user = world.users.get(word(args, "user_id"));
  if (!user || user.bot) throw new Refused("user_not_found");
  const body = checked(call, "home");
  const before = world.homes.get(user.id);
  if (before && typeof args.hash === "string" && args.hash !== before.hash) throw new Refused("hash_conflict");
  if (before) change(world, before, body);
  else world.homes.set(user.id, add(world, { user: user.id, team: user.team, body, below: null }));
  return { view: wireView(world, world.homes.get(user.id) ?? fail()) };
}

/** The modals that stand before a person, the top one last. */
export function stack(world: World, user: string): View[] {
  return [...world.views.values()].filter((one) => one.user === user && one.open && one.body.type === "modal");
}

interface Adding {
  readonly user: string;
  readonly team: string;
  readonly body: Json;
  readonly below: View | null;
}

export function add(world: World, { user, team, body, below }: Adding): View {
  const id = world.id("V");
  const view = { id, user, team, root: below?.root ?? id, previous: below?.id ?? null, body: {}, hash: "", open: true };
  world.views.set(id, view);
  change(world, view, body);
  return view;
}

export function change(world: World, view: View, body: Json): void {
  view.body = { ...structuredClone(body), blocks: world.withIds((body.blocks as Json[]) ?? []) };
  view.hash = `${Math.floor(world.now() / 1_000)}.${world.id("h").slice(-6)}`;
}

/** The refusals of a view that came in an answer to a submission, which Slack checks just the same. */
export function problems(world: World, body: unknown): string[] {
  return viewProblems(body, { expected: "modal", appName: world.identity.appName, files: world.files });
}

function checked({ args, world }: Call, expected: string): Json {
  const body = structured(args, "view", "invalid_arguments");
  if (body === undefined) throw wrongBlocks("invalid_arguments", ["missing required field: view"]);
  const found = viewProblems(body, { expected, appName: world.identity.appName, files: world.files });
  if (found.length > 0 || !isObject(body))
    throw wrongBlocks("invalid_arguments", ["failed to match all allowed schemas [json-pointer:/view]", ...found]);
  if (JSON.stringify(body).length > 250_000) throw new Refused("view_too_large");
  const same = [...world.views.values()].find((one) => one.open && one.body.external_id === body.external_id);
  if (typeof body.external_id === "string" && body.external_id !== "" && same && same.id !== args.view_id)
    throw new Refused("duplicate_external_id");
  return body;
}

function exchanged({ args, world }: Call): { user: string; team: string } {
  if (args.trigger_id === undefined && args.interactivity_pointer === undefined)
    throw wrongBlocks("invalid_arguments", ["missing required field: trigger_id"]);
  const found = world.exchange(String(args.trigger_id ?? args.interactivity_pointer));
  if ("error" in found) throw new Refused(found.error);
  return found;
}

function named({ args, world }: Call): View {
  if (args.view_id === undefined && args.external_id === undefined) throw new Refused("invalid_arguments");
  const found = [...world.views.values()].find(
    (one) =>
      one.open && (args.view_id === undefined ? one.body.external_id === args.external_id : one.id === args.view_id),
  );
  if (!found) throw new Refused("not_found");
  return found;
}

function fail(): never {
  throw new Error("The home view that was just published is not there.");
}
