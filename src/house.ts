/**
 * The house as actions and agents see it: who the company is, which days are worked, what its texts and playbooks say. Every
 * question is answered by what holds now, so that an edit of the policies counts at once.
 * Before: charter.ts, which loads all of it. After: actions/house.ts, the contract.
 */
import type { House } from "./actions/house.ts";
import type { MessageIdFor } from "./actions/letter.ts";
import type { Config } from "./config.ts";
import type { Records } from "./kernel/fold.ts";
import type { Span } from "./lib/busy.ts";
import type { Company } from "./lib/company.ts";
import { isWorkday, type Workdays } from "./lib/workdays.ts";
import { localDate, minuteOfDay } from "./lib/zone.ts";
import { domainName } from "./model/local/company.ts";
import { suggestKind } from "./model/local/sender-kind.ts";
import { planFrom } from "./planner/plan.ts";
import type { Playbooks } from "./planner/playbook.ts";
import { freeSlots, isFree } from "./planner/slots.ts";
import { takenTimes } from "./planner/taken.ts";
import { holidaysOf } from "./policy/holidays.ts";
import type { Rulebook } from "./policy/rulebook.ts";
import { absences } from "./records/standing.ts";

export function houseOf(parts: {
  config: Config;
  messageIdFor: MessageIdFor;
  rulebook: () => Rulebook;
  playbooks: () => Playbooks;
  fill: House["fill"];
  /** When the owner's own calendar says they are busy. */
  busy: () => readonly Span[];
}): House {
  const { config, messageIdFor, rulebook, playbooks, fill, busy } = parts;
  // A country's holidays are computed once, not for every question.
  let known = { of: "", isHoliday: holidaysOf(null, null) };
  const holidays = ({ country, region }: Company) => {
    const of = `${country} ${region}`;
    if (known.of !== of) known = { of, isHoliday: holidaysOf(country, region) };
    return known.isHoliday;
  };
  const workdays = (records: Records): Workdays => {
    const { company, settings } = rulebook();
    const away = records.find(absences, "state = 'planned'");
    return {
      weekdays: settings.workingDays,
      isHoliday: holidays(company),
      isAway: (day) => away.some(({ from_on, to_on }) => from_on <= day && day <= to_on),
    };
  };
  return {
    zone: config.timezone,
    currency: config.currency,
    ownerEmail: config.ownerEmail,
    messageIdFor,
    collects: () => config.stripe !== null,
    fill,
    company: () => rulebook().company,
    workdays,
    playbooks: () => [...playbooks().work.keys()],
    plan(wish) {
      const playbook = playbooks().work.get(wish.playbook);
      if (!playbook)
        return {
          ok: false,
          why: `There is no playbook “${wish.playbook}”. There are: ${[...playbooks().work.keys()].join(", ")}.`,
        };
      return planFrom(playbook, wish);
    },
    slots(records, { except, ...wish }) {
      const taken = [...busy(), ...takenTimes(records, wish.from, except)];
      const hours = rulebook().settings.workingHours;
      return freeSlots({ ...wish, zone: config.timezone, workdays: workdays(records), hours, taken });
    },
    isFree: (records, { minutes, from, except }) =>
      isFree(from, minutes, [...busy(), ...takenTimes(records, from, except)]),
    isWorkTime(records, { from, minutes }) {
      const { fromMinute, toMinute } = rulebook().settings.workingHours;
      const minute = minuteOfDay(from, config.timezone);
      const end = toMinute > fromMinute ? toMinute : 24 * 60;
      return (
        isWorkday(localDate(from, config.timezone), workdays(records)) &&
        minute >= fromMinute &&
        minute + minutes <= end
      );
    },
    dunning: () => playbooks().dunning,
    sureSender(mail) {
      const [from] = mail.from;
      if (!from || mail.from.length > 1) return null;
      const { kind, sure } = suggestKind({
        subject: mail.subject,
        written: mail.written,
        signature: mail.signature,
        fromName: from.name,
        fromAddress: from.address,
        sentAt: mail.sentAt ?? 0,
        timezone: config.timezone,
        known: false,
        attachments: mail.attachments.map((one) => one.name),
      });
      if (!sure || (kind !== "supplier" && kind !== "ignore")) return null;
      return { kind, business: domainName(from.address) !== null };
    },
  };
}
