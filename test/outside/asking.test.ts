/**
 * Who is asked when, in the running process: a service only when it has news of its own or its time has come, and what is known
 * of its trouble stays known until it was asked again.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ServiceError } from "../../src/connectors/service-error.ts";
import { Loop } from "../../src/loop.ts";
import { instead } from "../support/around.ts";
import { eventually } from "../support/cli.ts";
import { Office } from "../support/office.ts";

test("a folder's news asks no mail server, and makes no trouble of it pass", async () => {
  const asked = { mail: 0, bank: 0 };
  let wakeMail: () => void = () => undefined;
  const office = await Office.open({
    ordered: false,
    around: (inner) => {
      if (inner.name === "bank")
        return instead(inner, {
          poll: async () => {
            asked.bank++;
            return inner.poll();
          },
        });
      if (inner.name !== "mail") return inner;
      return instead(inner, {
        watch: (onChange) => {
          wakeMail = onChange;
          return { close: () => undefined };
        },
        poll: async () => {
          asked.mail++;
          throw new ServiceError("refused", "the server lets nobody in");
        },
      });
    },
  });
  const loop = new Loop({ workspace: office.workspace, watched: [], onTrouble: () => undefined });
  const notices = () => office.shown.filter(({ card }) => card.kind === "notice").map(({ card }) => card.title);
  try {
    loop.start();
    await eventually(() => office.workspace.lookout.isDown("mail") && notices().length === 1, "the first look");
    const before = { ...asked };
    mkdirSync(join(office.home, "payments"), { recursive: true });
    writeFileSync(join(office.home, "payments", "november.csv"), "nothing,that,is,known\n1,2,3,4\n");
    await eventually(() => asked.bank > before.bank, "the look into the bank's folder");
    expect(asked.mail).toBe(before.mail);
    wakeMail();
    await eventually(() => asked.mail > before.mail, "the look at the mail server");
    expect(office.workspace.lookout.isDown("mail")).toBe(true);
    expect(notices()).toEqual(["Your mail doesn't let me in."]);
  } finally {
    await loop.stop();
    await office.close();
  }
});
