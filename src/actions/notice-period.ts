/**
 * When a contract would end if notice was given on a day: after the notice, and at the end of a month of service where it goes
 * on from month to month. Pure. Before: complaint-raise.ts, which shows it.
 */
import { addDays, addMonths } from "../lib/workdays.ts";
import type { Contract } from "../records/contract.ts";

const MOST_MONTHS = 1200;

export function endsAfterNotice(
  { starts_on, ends_on, notice_days, renews }: Pick<Contract, "starts_on" | "ends_on" | "notice_days" | "renews">,
  noticeOn: string,
): string {
  const earliest = addDays(noticeOn, notice_days);
  if (renews === "no") return ends_on !== null && ends_on < earliest ? ends_on : earliest;
  for (let months = 1; months <= MOST_MONTHS; months++) {
    const lastDay = addDays(addMonths(starts_on, months), -1);
    if (lastDay >= earliest) return lastDay;
  }
  return earliest;
}
