/** What the owner calls a connector, in the middle of a sentence. */
export function calledConnector(name: string): string {
  return CALLED[name] ?? name;
}

const CALLED: Readonly<Record<string, string>> = {
  mail: "your mail",
  calendar: "your calendar",
  stripe: "Stripe",
  bank: "the bank's files",
  invoices: "the invoice folder",
};
