/**
 * Form bodies as Stripe's library writes them: `metadata[a]=b&types[0]=c` becomes a tree, and a name that is said twice is an
 * error.
 */
export type Tree = { [name: string]: Tree | string };

/** Throws where a name is said twice, or both as a value and as a branch. */
export function treeOf(text: string): Tree {
  const tree: Tree = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const parts = name.replaceAll("]", "").split("[");
    let at = tree;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= {};
      const next = at[part];
      if (typeof next === "string") throw new Error(`${name} is a value and a branch`);
      at = next;
    }
    const last = parts.at(-1) ?? "";
    if (last in at) throw new Error(`${name} is said twice`);
    at[last] = value;
  }
  return tree;
}

/** Every leaf by its path: `metadata.a`, `types.0`. */
export function leaves(tree: Tree, before = ""): Array<[string, string]> {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[`${before}${name}`, value] as [string, string]] : leaves(value, `${before}${name}.`),
  );
}
