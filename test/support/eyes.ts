/**
 * A surface for tests that only looks: like a terminal, what it was shown can't be rewritten.
 */
import type { Posting, Surface } from "../../src/surfaces/surface.ts";

export function eyes(see: (posting: Posting) => void | Promise<void>, name = "console"): Surface {
  return {
    name,
    lasting: false,
    forms: false,
    post: async ({ posting }) => {
      await see(posting);
      return { kind: "sent", ref: "", complete: true };
    },
  };
}
