/**
 * A house that knows nothing but its own address: for what needs one and asks it nothing else.
 */
import type { House } from "../../src/actions/house.ts";
import { NO_COMPANY } from "../../src/policy/company.ts";

export function bareHouse(given: Partial<House> = {}): House {
  return {
    zone: "Europe/Berlin",
    currency: "EUR",
    ownerEmail: "robin@vale.example",
    messageIdFor: (key) => `${key}@vale.example`,
    collects: () => false,
    company: () => NO_COMPANY,
    workdays: () => ({ weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false }),
    playbooks: () => [],
    plan: ({ playbook }) => ({ ok: false, why: `There is no playbook “${playbook}”.` }),
    slots: () => [],
    isFree: () => true,
    isWorkTime: () => true,
    dunning: () => [],
    sureSender: () => null,
    fill: () => ({ ok: false, why: "this house has no texts" }),
    ...given,
  };
}
