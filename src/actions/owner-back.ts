/**
 * owner.back: the owner is back, earlier than planned perhaps: from now on these days count as business days again.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { dayWords } from "../lib/workdays.ts";
import { type Absence, absences } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { absenceEnded } from "./owner-away.ts";
import { today } from "./plan-words.ts";

export function ownerBack(house: House): ActionContract {
  const away = (view: View): Absence[] =>
    view.records.find(absences, "state = 'planned' AND from_on <= ? ORDER BY from_on", [today(view, house)]);
  return defineAction({
    name: "owner.back",
    group: "internal",
    resource: "Workspace",
    sentence: "note that you are back",
    context: {},
    produces: ["absence.ended@1"],
    editable: [],
    form: [],
    params: z.strictObject({}),
    key: () => "owner.back",
    prepare(_wish, _scope, view) {
      const ending = away(view);
      const on = today(view, house);
      if (ending.length === 0) return refused("I know of no days away that have begun.");
      return {
        kind: "prepared",
        resource: { type: "Workspace", id: "workspace" },
        attributes: {},
        context: {},
        title: "Note that you are back",
        rows: ending.map(({ from_on, to_on }) => ({
          label: "Away",
          before: `${dayWords(from_on, on)} to ${dayWords(to_on, on)}`,
          after: "over",
        })),
        undo: "Say “away” again.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "absences.open": ending.map(({ id }) => id).join(" ") },
      };
    },
    decide: (_wish, _scope, view) => away(view).map(({ id }) => absenceEnded(id, today(view, house))),
  });
}
