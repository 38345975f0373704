/**
 * What the rules come to for one agent and one action: done alone, asked, or never; and in which cases otherwise.
 * Before: residual.ts. After: explain.ts, which says it.
 */
import type { LoadedRule, PolicySet } from "./load.ts";
import { type Asked, type OpenRule, openRules, type Remainder } from "./residual.ts";
import type { ActionShape } from "./shape.ts";

export type Principal = { readonly type: "Agent" | "Owner"; readonly id: string };

/** What one rule means for one principal and one action. */
export interface Finding {
  readonly kind: "alone" | "asked" | "never";
  readonly who: string;
  readonly action: ActionShape;
  readonly rule?: LoadedRule;
  readonly when: Remainder;
  /**
   * `usual`: what happens ordinarily. `exception`: a rule that speaks up in certain cases. `double`: such a rule where
   * the case is asked about anyway; said only if it would otherwise not be said at all.
   */
  readonly role: "usual" | "exception" | "double";
}

/** What happens ordinarily when the principal wants the action, and which rules speak up in certain cases. */
export function findingsFor(policies: PolicySet, principal: Principal, action: ActionShape, known: Asked): Finding[] {
  const unseen = partsOf(openRules(policies, { principal, action, reviewed: false }, known));
  const seen = partsOf(openRules(policies, { principal, action, reviewed: true }, known));
  const base = { who: principal.id, action, role: "usual" as const };
  const exceptions = [...unseen.possible, ...seen.possible.filter((each) => !has(unseen.possible, each))]
    .filter((each) => !has(seen.certain, each))
    .map(({ rule, when }): Finding => {
      const stays = seen.possible.find((each) => each.rule.id === rule.id);
      return { ...base, role: "exception", rule, when: stays?.when ?? when, kind: stays ? "never" : "asked" };
    });

  if (seen.certain[0]) return [{ ...base, kind: "never", rule: seen.certain[0].rule, when: true }];
  if (seen.permits.length === 0 && unseen.permits.length === 0) return [{ ...base, kind: "never", when: true }];
  // What is asked about anyway needs no case in which it is asked; the owner's own doing is always shown.
  const whenAsked = exceptions.flatMap((each): Finding[] => {
    if (each.kind === "never") return [each];
    return principal.type === "Owner" ? [] : [{ ...each, role: "double" }];
  });
  const asked = (): Finding[] => {
    const why: readonly OpenRule[] = unseen.certain.length > 0 ? unseen.certain : strongest(seen.permits);
    return why.map(({ rule, when }) => ({ ...base, kind: "asked", rule, when }));
  };
  if (unseen.certain.length > 0) return [...asked(), ...whenAsked];
  const alone = strongest(unseen.permits).map(({ rule, when }): Finding => ({ ...base, kind: "alone", rule, when }));
  // Permits that hold only in certain cases leave the other cases to whatever permits it once it is seen.
  const always = unseen.permits.some((each) => each.when === true);
  const otherwise = always ? [] : asked().filter((each) => !alone.some((other) => other.rule?.id === each.rule?.id));
  return alone.length > 0 ? [...alone, ...otherwise, ...exceptions] : [...asked(), ...whenAsked];
}

function partsOf(open: readonly OpenRule[]) {
  const forbids = open.filter((each) => each.rule.effect === "forbid");
  return {
    permits: open.filter((each) => each.rule.effect === "permit"),
    certain: forbids.filter((each) => each.when === true),
    possible: forbids.filter((each) => each.when !== true),
  };
}

/** A permit without conditions makes those with conditions irrelevant. */
function strongest(permits: readonly OpenRule[]): readonly OpenRule[] {
  const certain = permits.filter((each) => each.when === true);
  return certain.length > 0 ? certain : permits;
}

function has(rules: readonly OpenRule[], wanted: OpenRule): boolean {
  return rules.some((each) => each.rule.id === wanted.rule.id);
}
