/**
 * What stands in one cell of a bank's export: a sum, with a decimal point or comma; a day, with whatever comes first in it. How a
 * file writes them is found out from all of its cells. Before: statement.ts.
 */
/** `1.190,00`, `-1,190.00`, `1190,00-`, `(20.00)`, `+ 5 €`. */
export function centsIn(text: string, comma: boolean): number | null {
  const bare = text.replace(/[A-Za-z€$£\s\u00a0'’]/g, "").replace(/−/g, "-");
  const negative = /^-|-$|^\(.*\)$/.test(bare);
  const digits = bare.replace(/^[+-]|[+-]$|^\(|\)$/g, "");
  const usual = comma ? digits.replaceAll(".", "").replace(",", ".") : digits.replaceAll(",", "");
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(usual);
  if (!match) return null;
  const cents = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return negative ? -cents : cents;
}

export function hasDecimalComma(amounts: readonly string[]): boolean {
  const ends = (sign: string) => amounts.some((one) => new RegExp(`\\${sign}\\d{1,2}\\D*$`).test(one));
  // `1.190`: a point before three digits groups thousands, where nothing else in the file says otherwise.
  return ends(",") || (!ends(".") && amounts.some((one) => /\.\d{3}\D*$/.test(one)));
}

/** How the dates of this file are read; null where that isn't clear. */
export function dayReader(
  days: readonly string[],
  today: string,
  order?: "day" | "month",
): ((text: string) => string | null) | null {
  if (order) return (text) => dayOf(text, order === "month");
  const slashed = days.filter((day) => /^\d{1,2}\/\d{1,2}\/\d{2,4}/.test(day));
  const fits = (monthFirst: boolean) =>
    slashed.every((day) => {
      const read = dayOf(day, monthFirst);
      return read !== null && read <= today;
    });
  const [dayFirst, monthFirst] = [fits(false), fits(true)];
  const differs = slashed.some((day) => dayOf(day, false) !== dayOf(day, true));
  if (dayFirst && monthFirst && differs) return null;
  return (text) => dayOf(text, slashed.length > 0 && !dayFirst);
}

export function dayOf(text: string, monthFirst: boolean): string | null {
  const iso = /^(\d{4})[-/](\d{2})[-/](\d{2})/.exec(text);
  const local = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)/.exec(text);
  if (!iso && !local) return null;
  const [, a = "", b = "", c = ""] = iso ?? local ?? [];
  const [year, month, day] = iso ? [a, b, c] : monthFirst ? [c, a, b] : [c, b, a];
  const full = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const time = Date.parse(`${full}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== full ? null : full;
}
