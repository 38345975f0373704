import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MailFolder, REST_MS } from "../../../src/connectors/mail-folder/maildir.ts";

let root = "";
let folder: MailFolder;
/** Long after every file here was written. */
const LATER = Date.UTC(2090, 0, 1);

beforeEach(async () => {
  root = join(mkdtempSync(join(tmpdir(), "mail-")), "mail");
  folder = new MailFolder({ root });
  await folder.ensure();
});
afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

const drop = (path: string, text = "From: a@example.com\n\nx") => writeFileSync(join(root, path), text);

describe("what arrives", () => {
  test("is listed by name, without what editors, downloads and folders leave about", async () => {
    for (const name of ["b.eml", "a.eml", ".b.eml.swp", "a.eml~", "c.eml.part", "d.crdownload"]) drop(`new/${name}`);
    mkdirSync(join(root, "new/attachments"));
    expect(await folder.listNew({ now: LATER })).toEqual({ names: ["a.eml", "b.eml"], settling: [], refused: [] });
    expect((await folder.listNew({ now: LATER, limit: 1 })).names).toEqual(["a.eml"]);
  });

  test("waits while it is still being written", async () => {
    drop("new/a.eml");
    const at = new Date(Date.now() + 60_000);
    utimesSync(join(root, "new/a.eml"), at, at);
    const written = at.getTime();
    expect(await folder.listNew({ now: written + 50 })).toMatchObject({ names: [], settling: ["a.eml"] });
    expect(await folder.listNew({ now: written + REST_MS + 1 })).toMatchObject({ names: ["a.eml"], settling: [] });
  });

  test("is ready at once when it was moved here whole", async () => {
    drop("tmp/a.eml");
    await new Promise((resolve) => setTimeout(resolve, 20));
    renameSync(join(root, "tmp/a.eml"), join(root, "new/a.eml"));
    expect((await folder.listNew({ now: Date.now() })).names).toEqual(["a.eml"]);
  });

  test("is ready for a clock that stands elsewhere", async () => {
    drop("new/a.eml");
    expect((await folder.listNew({ now: Date.UTC(2001, 0, 1) })).names).toEqual(["a.eml"]);
  });

  test("an empty file has its moment before it counts", async () => {
    drop("new/a.eml", "");
    expect((await folder.listNew({ now: Date.now() + 500 })).settling).toEqual(["a.eml"]);
    expect((await folder.listNew({ now: LATER })).names).toEqual(["a.eml"]);
  });

  test("a link out of the folder is not followed, and said", async () => {
    writeFileSync(join(root, "../secret"), "secret");
    symlinkSync(join(root, "../secret"), join(root, "new/a.eml"));
    expect(await folder.listNew({ now: LATER })).toMatchObject({
      names: [],
      refused: [{ name: "a.eml", why: expect.stringContaining("link") }],
    });
    expect(await folder.read("a.eml")).toMatchObject({ kind: "refused", why: expect.stringContaining("link") });
    expect(await folder.read("../../secret")).toMatchObject({ kind: "refused" });
  });

  test.skipIf(process.getuid?.() === 0)("a file or folder without permission is a value, not a crash", async () => {
    drop("new/a.eml");
    chmodSync(join(root, "new/a.eml"), 0);
    expect(await folder.read("a.eml")).toEqual({ kind: "refused", why: "It can't be read: no permission." });
    chmodSync(join(root, "new"), 0);
    expect(await folder.listNew({ now: LATER })).toMatchObject({
      names: [],
      refused: [{ name: "new", why: expect.stringContaining("no permission") }],
    });
    chmodSync(join(root, "new"), 0o700);
  });

  test("a missing folder, a missing file and a huge one are values too", async () => {
    expect(await folder.read("nobody.eml")).toEqual({ kind: "gone" });
    drop("new/a.eml", "x".repeat(2000));
    expect(await new MailFolder({ root, maxBytes: 1000 }).read("a.eml")).toMatchObject({ kind: "refused" });
    rmSync(join(root, "new"), { recursive: true });
    expect((await folder.listNew({ now: LATER })).refused).toMatchObject([{ name: "new" }]);
  });
});

describe("settling", () => {
  test("moves to cur, marked as seen; twice is once", async () => {
    drop("new/a.eml", "mail");
    expect(await folder.settle("a.eml")).toEqual({ kind: "settled", name: "a.eml:2,S" });
    expect(await folder.settle("a.eml")).toEqual({ kind: "settled", name: "a.eml:2,S" });
    expect(readdirSync(join(root, "new"))).toEqual([]);
    expect(readFileSync(join(root, "cur/a.eml:2,S"), "utf8")).toBe("mail");
  });

  test("keeps flags, and never overwrites another message of the same name", async () => {
    drop("cur/a.eml:2,S", "first");
    drop("new/a.eml", "second");
    drop("new/b:2,FR", "flagged");
    expect(await folder.settle("a.eml")).toEqual({ kind: "settled", name: "a.eml.1:2,S" });
    expect(await folder.settle("b:2,FR")).toEqual({ kind: "settled", name: "b:2,FRS" });
    expect(readFileSync(join(root, "cur/a.eml:2,S"), "utf8")).toBe("first");
    expect(readFileSync(join(root, "cur/a.eml.1:2,S"), "utf8")).toBe("second");
  });

  test("of what is nowhere is gone, and of a path is refused", async () => {
    expect(await folder.settle("nobody.eml")).toEqual({ kind: "gone" });
    expect(await folder.settle("../sent/x")).toMatchObject({ kind: "refused" });
  });
});

describe("what leaves", () => {
  test("lies whole in sent, once, and is found by its id", async () => {
    expect(await folder.findSent("m1@atelier.example")).toEqual({ kind: "not-sent" });
    const first = await folder.deliver("m1@atelier.example", Buffer.from("mail"));
    const again = await folder.deliver("m1@atelier.example", Buffer.from("other"));
    expect([first.kind, again.kind, again.name]).toEqual(["delivered", "already", first.name]);
    expect(readdirSync(join(root, "sent"))).toEqual([first.name]);
    expect(readdirSync(join(root, "tmp"))).toEqual([]);
    expect(await folder.findSent("m1@atelier.example")).toEqual({
      kind: "sent",
      name: first.name,
      bytes: Buffer.from("mail"),
    });
  });

  test("two deliveries at once leave one file", async () => {
    const kinds = await Promise.all([1, 2, 3].map(() => folder.deliver("m1@atelier.example", Buffer.from("mail"))));
    expect(kinds.filter(({ kind }) => kind === "delivered")).toHaveLength(1);
    expect(readdirSync(join(root, "sent"))).toHaveLength(1);
  });

  test("a draft that a crash left behind is no delivery, and doesn't stand in the way", async () => {
    drop(`tmp/atelier-draft.eml.${process.pid}.0`, "hal");
    const { name } = await folder.deliver("m1@atelier.example", Buffer.from("mail"));
    renameSync(join(root, "sent", name), join(root, "tmp", `${name}.${process.pid}.1`));
    writeFileSync(join(root, "tmp", `${name}.${process.pid}.1`), "hal");
    expect((await folder.findSent("m1@atelier.example")).kind).toBe("not-sent");
    await folder.deliver("m1@atelier.example", Buffer.from("mail"));
    expect(await folder.findSent("m1@atelier.example")).toMatchObject({ kind: "sent", bytes: Buffer.from("mail") });
  });

  test("without its folder nothing is known, and delivering fails loudly", async () => {
    rmSync(join(root, "sent"), { recursive: true });
    expect((await folder.findSent("m1@atelier.example")).kind).toBe("unknown");
    await expect(folder.deliver("m1@atelier.example", Buffer.from("mail"))).rejects.toThrow();
  });

  test("what the owner put there is told from ours, and stays the same when it is looked at or flagged", async () => {
    await folder.deliver("m1@atelier.example", Buffer.from("mail"));
    drop("sent/by-hand.eml", "one");
    const [file, ...others] = (await folder.listSent({ now: LATER })).own;
    expect([file?.name, others]).toEqual(["by-hand.eml", []]);
    renameSync(join(root, "sent/by-hand.eml"), join(root, "sent/by-hand.eml:2,RS"));
    const [flagged] = (await folder.listSent({ now: LATER })).own;
    expect(flagged?.identity).toBe(file?.identity);
    drop("sent/by-hand.eml:2,RS", "another text");
    expect((await folder.listSent({ now: LATER })).own[0]?.identity).not.toBe(file?.identity);
    expect(await folder.readSent(flagged?.name ?? "")).toEqual({ kind: "bytes", bytes: Buffer.from("another text") });
  });
});

describe("watching", () => {
  async function calls(pollMs: number, act: () => void, waitMs: number): Promise<number> {
    let count = 0;
    const watcher = folder.watch(() => count++, { pollMs });
    await new Promise((resolve) => setTimeout(resolve, 30));
    act();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    watcher.close();
    const seen = count;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(count).toBe(seen);
    return seen;
  }

  test("notices a file, and looks again when it has rested", async () => {
    expect(await calls(60_000, () => drop("new/a.eml"), REST_MS + 200)).toBeGreaterThanOrEqual(2);
  });

  test("polls where nothing else tells, even a folder that is missing", async () => {
    rmSync(join(root, "sent"), { recursive: true });
    expect(await calls(20, () => {}, 150)).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(root, "sent"))).toBe(false);
  });
});
