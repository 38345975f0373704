/**
 * What a file of an existing company looks like, to be filled in: `import --template`. Both say the same of the same client.
 * After: import-file.ts, which reads what comes of it.
 */
import { CSV_COLUMNS } from "./import-file.ts";

export const YAML_TEMPLATE = `# An existing company, to be brought in with: import company.yaml
# You see everything as a table before anything is entered. Nothing is sent to anybody, and no onboarding starts.
# What is left out is unknown, or follows from your company's own details (setup). Sums are net unless they say otherwise.

# The number that your next invoice takes. Needed where there are open invoices below.
nextNumber: 43

clients:
  - client: Acme Ltd                    # how you call them: the company, or the person
    contact: Anna Berg                  # the person
    emails: [anna@acme.example]         # everybody who may write for them
    language: en                        # en or de
    stage: active                       # lead, onboarding, active, paused or left
    # The contract
    title: Monthly package
    price: 2400.00
    per: month                          # month or once
    currency: EUR
    vat: domestic                       # domestic, small-business, reverse-charge, third-country, exempt; left out: what follows
    vatRate: 19                         # percent
    termsDays: 14                       # an invoice is to be paid within so many days
    noticeDays: 30
    renews: monthly                     # monthly or no
    starts: 2026-01-01
    # Whom invoices are made out to
    buyer: Acme Ltd
    address: [Harbour Street 1, Dublin]
    country: DE
    vatId: DE123456789
    # Where the work stands
    playbook: monthly-package
    anchor: 2026-11-02                  # its first day; a monthly one goes on with its present month
    doneUpTo: mid-month                 # the last task that is done; left out: whatever was due before today
    invoiced: []                        # milestones that are invoiced already, though their day is still to come
    # Open invoices
    invoices:
      - { number: 2026-0042, net: 2400.00, tax: 456.00, gross: 2856.00, issued: 2026-11-02, due: 2026-11-16, paid: 0 }
`;

const CLIENT: Readonly<Record<string, string>> = {
  kind: "client",
  client: "Acme Ltd",
  contact: "Anna Berg",
  emails: "anna@acme.example",
  language: "en",
  stage: "active",
  title: "Monthly package",
  price: "2400.00",
  per: "month",
  currency: "EUR",
  vat: "domestic",
  vatRate: "19",
  termsDays: "14",
  noticeDays: "30",
  renews: "monthly",
  starts: "2026-01-01",
  buyer: "Acme Ltd",
  address: "Harbour Street 1; Dublin",
  country: "DE",
  vatId: "DE123456789",
  playbook: "monthly-package",
  anchor: "2026-11-02",
  doneUpTo: "mid-month",
};
const INVOICE: Readonly<Record<string, string>> = {
  kind: "invoice",
  client: "Acme Ltd",
  number: "2026-0042",
  net: "2400.00",
  tax: "456.00",
  gross: "2856.00",
  issued: "2026-11-02",
  due: "2026-11-16",
  paid: "0",
};

/** One line a client, one an open invoice (kind invoice), one with the next number (kind next). */
export const CSV_TEMPLATE = [CLIENT, INVOICE, { kind: "next", number: "43" } as Readonly<Record<string, string>>]
  .map((cells) => CSV_COLUMNS.map((name) => cells[name] ?? "").join(","))
  .reduce((text, line) => `${text}${line}\n`, `${CSV_COLUMNS.join(",")}\n`);
