/**
 * Everything that can fall due by itself, in the order in which a day brings it.
 * Before: advancing.ts. After: due.ts, the contract.
 */
import type { DueSource } from "./due.ts";
import { healthSource } from "./health-due.ts";
import { uninvoicedSource } from "./money-due.ts";
import { outreachSource } from "./outreach-due.ts";
import { planSources } from "./plan-due.ts";

export const SOURCES: readonly DueSource[] = [...planSources, uninvoicedSource, healthSource, outreachSource];
