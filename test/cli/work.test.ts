/**
 * The verbs of planned work, as the owner types them.
 */
import { expect, test } from "vitest";
import { atelier, json, temporaryHome } from "../support/cli.ts";

test("what is due, days away and what waits afterwards are said in words", { timeout: 60_000 }, async () => {
  const home = temporaryHome();
  expect(await atelier(home, ["tasks"])).toEqual({ code: 0, stdout: "Nothing is due within 7 days.\n", stderr: "" });
  expect(await atelier(home, ["tasks", "--client", "Nobody"])).toMatchObject({ code: 1, stdout: "" });
  const nobody = await atelier(home, ["plan", "run a workshop in May"]);
  expect(nobody).toEqual({ code: 1, stdout: "", stderr: "Say for which client, with --client.\n" });
  const soon = await atelier(home, ["away", "2030-12-24", "soon"]);
  expect(soon).toMatchObject({ code: 1, stdout: "" });
  expect(soon.stderr).toContain("expected a day such as");
  const away = await atelier(home, ["away", "2030-12-24", "3 January 2031", "--yes"]);
  expect(away.stdout).toContain("Approved: Plan around your days away, Tue 24 Dec 2030 to Fri 3 Jan 2031.");
  const back = await json(home, ["back"]);
  expect(back).toEqual({ code: 0, document: { ok: true, back: false, due: [], waiting: [] } });
});
