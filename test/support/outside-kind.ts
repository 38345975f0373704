/** What stands outside the offices of a test run unless they are told otherwise, and whether each of their steps is another process. */
const KINDS = ["folders", "servers", "debian"] as const;
type Kind = (typeof KINDS)[number];

export const OUTSIDE: Kind = kindOf(process.env.ATELIER_OUTSIDE ?? "folders");
export const RESTARTS = process.env.ATELIER_RESTARTS === "1";

function kindOf(told: string): Kind {
  const kind = KINDS.find((one) => one === told);
  if (!kind) throw new Error(`ATELIER_OUTSIDE is “${told}”; it can be ${KINDS.join(", ")}`);
  return kind;
}
