/**
 * Whether a text names a client: whatever could tell who it is counts.
 */
import { expect, test } from "vitest";
import { type Naming, namedIn, namingOf, withoutNames } from "../../src/records/naming.ts";
import { inOffice, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { planFor } from "../support/planned.ts";

async function namings(work: (of: { nora: Naming; jurgen: Naming }, office: Office) => void): Promise<void> {
  await inOffice(async (office) => {
    const nora = await openClient(office, 0);
    const jurgen = await openClient(office, 1);
    await planFor(office, nora.id, [{ key: "a", title: "Landing page for “Blue Kiln”" }]);
    await planFor(office, jurgen.id, [{ key: "a", title: "PDF für das OrgelPortal" }], [], "g_2");
    const { records } = office.workspace;
    work({ nora: namingOf(records, nora.id), jurgen: namingOf(records, jurgen.id) }, office);
  });
}

test("a company, its people, its addresses and its products are found, however they are written; other words are not", () =>
  namings(({ nora, jurgen }) => {
    for (const text of [
      "We worked for Whitfield Ceramics.",
      "the people of WHITFIELD",
      "Whitfield's shop",
      "as nora said",
      "see whitfield-ceramics.example",
      "write to orders@whitfieldceramics.example",
      "#whitfieldceramics",
      "their new Blue Kiln page",
    ])
      expect.soft(namedIn(text, nora), text).not.toEqual([]);
    for (const text of [
      "Krämer hat angerufen",
      "die Orgeln von Kraemers",
      "unter kraemer-orgelbau.example",
      "Das Orgelportal ist neu",
      "Jürgen war dabei",
    ])
      expect.soft(namedIn(text, jurgen), text).not.toEqual([]);
    for (const text of [
      "A small studio asked for a new website with an online shop.",
      "The PDF was ready within six weeks.",
      "We will do this for anybody.",
      "Das Design gefiel allen.",
    ]) {
      expect.soft(namedIn(text, nora), text).toEqual([]);
      expect.soft(namedIn(text, jurgen), text).toEqual([]);
    }
  }));

test("a name is taken out whole, with its legal form", () =>
  namings(({ nora }) => {
    expect(withoutNames("Website for Whitfield Ceramics Ltd, with Nora Whitfield", nora, "the client")).toBe(
      "Website for the client, with the client",
    );
    expect(withoutNames("Ask nora@whitfield-ceramics.example first", nora, "the client")).toBe("Ask the client first");
    expect(withoutNames("Nothing to see", nora, "the client")).toBe("Nothing to see");
  }));
