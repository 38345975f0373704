/**
 * file.sort: a file dropped into a chat is one short question, answered with one tap; and what came with a mail can be opened.
 */
import { expect, test } from "vitest";
import { files } from "../../src/records/file.ts";
import { deskOf, inOffice, NORA, openClient } from "../kernel/company.ts";
import { keepFiles } from "../support/drop-file.ts";
import { type Office, OWNER } from "../support/office.ts";

async function drop(office: Office, scope: string | null, name = "plan.pdf", size = 120_000): Promise<void> {
  const { writer, blobs } = office.workspace;
  const file = { name, type: "application/pdf", size, bytes: async () => Buffer.alloc(size) };
  expect(await keepFiles({ writer, blobs, actor: OWNER, scope, files: [file] })).toBeNull();
  await office.rest();
}

const kinds = (office: Office) => office.workspace.records.find(files, "1").map((file) => file.kind);

test("the card asks in one sentence, with a tap for each answer and the file to open", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await drop(office, client.id);
    const card = office.shown.at(-1)?.card;
    expect(card).toMatchObject({
      kind: "question",
      title: "What is “plan.pdf” (120 KB)?",
      client: "Whitfield Ceramics Ltd",
      rows: [],
      choices: [
        { label: "A deliverable", set: { kind: "deliverable" } },
        { label: "To remember", set: { kind: "memory" } },
        { label: "Just store it", set: { kind: "stored" } },
      ],
      files: [{ name: "plan.pdf", type: "application/pdf", size: 120_000 }],
    });
    expect(card?.light).toBeUndefined();
    expect(kinds(office)).toEqual(["unsorted"]);
  }));

test.each(["deliverable", "memory", "stored"] as const)("one tap makes it %s", (kind) =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await drop(office, client.id);
    const code = office.code(/plan\.pdf/);
    expect((await deskOf(office).settle(code, { kind })).kind).toBe("approved");
    expect(kinds(office)).toEqual([kind]);
    expect(office.events("file.sorted")).toMatchObject([{ scope: client.id, data: { kind } }]);
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(kinds(office)).toEqual(["unsorted"]);
  }),
);

test("a no leaves it unsorted, and a file of nobody's is asked about in the main room", () =>
  inOffice(async (office) => {
    await drop(office, null, "photo.jpg", 999);
    const card = office.shown.at(-1)?.card;
    expect(card?.title).toBe("What is “photo.jpg” (999 bytes)?");
    expect(card?.client).toBeUndefined();
    await office.reject(office.code(/photo/), "not now");
    expect(kinds(office)).toEqual(["unsorted"]);
  }));

test("no other kind is taken", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await drop(office, client.id);
    const answer = await deskOf(office).settle(office.code(/plan/), { kind: "treasure" });
    expect(answer).toMatchObject({ kind: "refused", why: expect.stringMatching(/deliverable, memory, stored/) });
  }));

test("what came with a message is named with its size, and can be opened from the card", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const raw = [
      `From: Nora Whitfield <${NORA}>`,
      "To: Robin Vale <robin@vale.example>",
      "Subject: The offer",
      "Date: Mon, 23 Nov 2026 15:00:00 +0000",
      "Message-ID: <offer.1@test>",
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="x"',
      "",
      "--x",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Could you tell me whether the attached is right?",
      "--x",
      'Content-Type: application/pdf; name="offer.pdf"',
      'Content-Disposition: attachment; filename="offer.pdf"',
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.alloc(1500, 7).toString("base64"),
      "--x--",
      "",
    ].join("\r\n");
    office.drop("offer.eml", raw);
    await office.rest();
    const card = office.shown.at(-1)?.card;
    expect(card?.rows).toContainEqual({ label: "Attached", after: "offer.pdf (2 KB)" });
    const [file] = card?.files ?? [];
    expect(file).toMatchObject({ name: "offer.pdf", type: "application/pdf", size: 1500 });
    expect(office.workspace.blobs.open(file?.blob ?? "")?.length).toBe(1500);
  }));
