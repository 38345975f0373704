/**
 * Nothing is taken twice: the same message under the same name, under another one, or with a restart in between.
 */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Connector } from "../../src/connectors/connector.ts";
import { Office } from "../support/office.ts";
import { allIsWell, cards, filesIn, INQUIRY, letter, receive } from "./letters.ts";

test("the same message dropped again, under any name, is a duplicate and asks nothing", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY, "first.eml");
    await receive(office, INQUIRY, "second.eml");
    expect(office.events("mail.received")).toHaveLength(1);
    expect(office.events("mail.duplicate")).toHaveLength(1);
    await receive(office, INQUIRY, "first.eml");
    expect(office.events("mail.received")).toHaveLength(1);
    expect(cards(office)).toHaveLength(1);
    expect(filesIn(office, "new")).toEqual([]);
    expect(filesIn(office, "cur")).toHaveLength(3);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("another message under a name used before is a message of its own", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY, "mail.eml");
    await receive(office, { from: "Tom <tom@print.example>", text: "Hello there." }, "mail.eml");
    expect(office.events("mail.received")).toHaveLength(2);
    expect(filesIn(office, "cur")).toHaveLength(2);
  } finally {
    await office.close();
  }
});

test("a restart between recording a message and moving its file takes it once", async () => {
  let moves = 0;
  const never = (connector: Connector): Connector =>
    new Proxy(connector, {
      get(target, name) {
        if (name !== "poll") return Reflect.get(target, name)?.bind?.(target) ?? Reflect.get(target, name);
        return async () =>
          (await target.poll()).map(({ record, settle }) => ({
            record,
            settle: async () => (moves++ === 0 ? undefined : settle?.()),
          }));
      },
    });
  const office = await Office.open({ around: never });
  try {
    office.drop("one.eml", letter(INQUIRY));
    await office.workspace.tick();
    expect(filesIn(office, "new")).toEqual(["one.eml"]);
    await office.restart();
    await office.rest();
    expect(filesIn(office, "new")).toEqual([]);
    expect(office.events("mail.received")).toHaveLength(1);
    expect(office.events("mail.duplicate")).toHaveLength(0);
    expect(cards(office)).toHaveLength(1);
    // Put back by hand, it is still known.
    const [settled = ""] = filesIn(office, "cur");
    renameSync(join(office.home, "mail", "cur", settled), join(office.home, "mail", "new", "one.eml"));
    await office.rest();
    expect(office.events("mail.received")).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});
