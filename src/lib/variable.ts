/**
 * How single variables of the environment are read.
 * Before: config.ts, oauth-config.ts.
 */
import { z } from "zod";

export const blank = (value: unknown) => (typeof value === "string" && value.trim() === "" ? undefined : value);

/** A secret that is there must be one: an empty line in a file of secrets is a mistake, not a choice. */
export function secret(pattern: RegExp, expected: string) {
  return z
    .string()
    .trim()
    .min(1, { error: "it is blank; put the secret there, or take the line out", abort: true })
    .regex(pattern, expected)
    .optional();
}

export function optional(pattern: RegExp, expected: string) {
  return z.preprocess(blank, z.string().trim().regex(pattern, expected).optional());
}
