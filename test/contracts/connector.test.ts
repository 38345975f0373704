/**
 * Every connector of the house, on the same scenarios. Those that need a system package are tried in test/services.
 */
import { connectorSuite } from "./connector.suite.ts";
import { bankFolder, calendarFolder, invoiceFolder, mailFolder } from "./outsides/folders.ts";
import { calendarServer, calendarWithOAuth, mailServer, mailWithOAuth, stripe } from "./outsides/servers.ts";

connectorSuite({ title: "mail at a server", name: "mail", outside: () => mailServer() });
connectorSuite({ title: "the calendar at a server", name: "calendar", outside: () => calendarServer() });
connectorSuite({ title: "mail where one signs in", name: "mail", outside: mailWithOAuth });
connectorSuite({ title: "the calendar where one signs in", name: "calendar", outside: calendarWithOAuth });
connectorSuite({ title: "Stripe", name: "stripe", outside: stripe });
connectorSuite({ title: "mail as a folder", name: "mail", outside: mailFolder });
connectorSuite({ title: "the calendar as a folder", name: "calendar", outside: calendarFolder });
connectorSuite({ title: "the bank as a folder", name: "bank", outside: bankFolder });
connectorSuite({ title: "invoices as a folder", name: "invoices", outside: invoiceFolder });
