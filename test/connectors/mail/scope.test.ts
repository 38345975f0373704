import { describe, expect, test } from "vitest";
import { type KnownContact, resolveScope, type ScopeQuestion } from "../../../src/connectors/mail/scope.ts";

const contact = (kind: KnownContact["kind"], ...scopes: string[]): KnownContact => ({
  kind,
  state: "confirmed",
  scopes,
});
const CONTACTS = new Map<string, KnownContact>([
  ["anna@a.example", contact("client", "client-a")],
  ["ben@b.example", contact("client", "client-b")],
  ["lea@gmail.com", { kind: "lead", state: "seen", scopes: ["lead-l"] }],
  ["both@agency.example", contact("client", "client-a", "client-b")],
  ["bill@hosting.example", contact("supplier")],
  ["mum@home.example", contact("private")],
]);

function resolve(changes: Partial<ScopeQuestion>) {
  return resolveScope({
    from: ["new@new.example"],
    named: [],
    automatic: null,
    authentication: "none",
    thread: null,
    contacts: CONTACTS,
    sameDomain: [],
    newScope: "fresh",
    ...changes,
  });
}

test("an address on record writes for its client", () => {
  expect(resolve({ from: ["anna@a.example"] })).toEqual({
    scope: "client-a",
    why: "known-address",
    marks: [],
    opensLead: false,
  });
});

test("a lead that was only seen keeps its scope when it writes again", () => {
  expect(resolve({ from: ["lea@gmail.com"] })).toMatchObject({ scope: "lead-l", opensLead: false });
});

test("an unknown person is a new lead", () => {
  expect(resolve({})).toEqual({ scope: "fresh", why: "new-lead", marks: [], opensLead: true });
});

test("a reply never proves identity: a stranger in our thread is a new lead, and the client only a suggestion", () => {
  expect(resolve({ thread: { scope: "client-a" } })).toEqual({
    scope: "fresh",
    why: "new-lead",
    marks: [],
    opensLead: true,
    suggests: { scope: "client-a", because: "answers-our-thread" },
  });
});

test("a contact who answers our thread in its scope is filed there", () => {
  expect(resolve({ from: ["anna@a.example"], thread: { scope: "client-a" } })).toMatchObject({
    scope: "client-a",
    why: "thread",
  });
});

test("a contact of one client in another client's thread goes to the owner", () => {
  expect(resolve({ from: ["anna@a.example"], thread: { scope: "client-b" } })).toMatchObject({
    scope: "workspace",
    why: "several-clients",
    marks: ["several-clients"],
  });
});

test("a contact of two clients is ambiguous until the thread settles it", () => {
  expect(resolve({ from: ["both@agency.example"] })).toMatchObject({ scope: "workspace", marks: ["several-clients"] });
  expect(resolve({ from: ["both@agency.example"], thread: { scope: "client-b" } })).toMatchObject({
    scope: "client-b",
    why: "thread",
    marks: [],
  });
  expect(resolve({ from: ["both@agency.example"], named: ["anna@a.example"] })).toMatchObject({
    scope: "client-a",
    marks: [],
  });
});

test("naming contacts of two clients goes to the owner, marked, whoever writes", () => {
  const marked = { scope: "workspace", why: "several-clients", marks: ["several-clients"], opensLead: false };
  expect(resolve({ from: ["anna@a.example"], named: ["ben@b.example"] })).toMatchObject(marked);
  expect(resolve({ named: ["anna@a.example", "ben@b.example"] })).toMatchObject(marked);
  expect(resolve({ from: ["anna@a.example"], named: ["ben@b.example"], thread: { scope: "client-a" } })).toMatchObject(
    marked,
  );
});

test("a known and an unknown sender in one From go to the owner", () => {
  expect(resolve({ from: ["anna@a.example", "eve@evil.example"] })).toMatchObject({
    scope: "workspace",
    why: "several-senders",
    opensLead: false,
  });
});

test("failed authentication goes to the owner, marked, even from a known address in our thread", () => {
  expect(resolve({ from: ["anna@a.example"], thread: { scope: "client-a" }, authentication: "fail" })).toMatchObject({
    scope: "workspace",
    why: "failed-authentication",
    marks: ["unauthenticated"],
    opensLead: false,
  });
});

describe("automatic mail", () => {
  const automatic = { kind: "auto-reply", why: "it says so" } as const;

  test("never makes a lead", () => {
    expect(resolve({ automatic })).toMatchObject({ scope: "workspace", why: "automatic", opensLead: false });
  });

  test("of a known address is filed with its client", () => {
    expect(resolve({ automatic, from: ["anna@a.example"] })).toMatchObject({ scope: "client-a", opensLead: false });
  });

  test("a bounce goes where the mail it reports on stands", () => {
    const report = { kind: "delivery-report", why: "a report" } as const;
    expect(
      resolve({ automatic: report, from: ["mailer-daemon@mx.example"], thread: { scope: "client-b" } }),
    ).toMatchObject({ scope: "client-b", why: "bounce" });
    expect(resolve({ automatic: report, from: [], thread: null })).toMatchObject({
      scope: "workspace",
      opensLead: false,
    });
  });
});

test("suppliers and private contacts are no leads", () => {
  for (const from of ["bill@hosting.example", "mum@home.example"]) {
    expect(resolve({ from: [from] })).toMatchObject({ scope: "workspace", why: "not-a-client", opensLead: false });
  }
});

test("a shared domain suggests its client, a free-mail domain or one with two clients suggests none", () => {
  expect(resolve({ from: ["carl@a.example"], sameDomain: ["client-a"] }).suggests).toEqual({
    scope: "client-a",
    because: "same-domain",
  });
  expect(resolve({ from: ["carl@gmail.com"], sameDomain: ["lead-l"] }).suggests).toBeUndefined();
  expect(resolve({ from: ["carl@a.example"], sameDomain: ["client-a", "client-b"] }).suggests).toBeUndefined();
});

test("without a sender there is no lead, and a thread outside all clients settles nothing", () => {
  expect(resolve({ from: [] })).toMatchObject({ scope: "workspace", why: "no-sender", opensLead: false });
  expect(resolve({ from: ["anna@a.example"], thread: { scope: "workspace" } })).toMatchObject({
    scope: "client-a",
    why: "known-address",
  });
});
