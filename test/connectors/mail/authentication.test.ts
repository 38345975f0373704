import { describe, expect, test } from "vitest";
import { authenticate } from "../../../src/connectors/mail/authentication.ts";

const from = [{ name: "Anna", address: "anna@client.example" }];
const judge = (trustedId: string | null, ...results: string[]) => authenticate({ results, from, trustedId });
const OURS = "mx.atelier.example";

describe("our own server's word", () => {
  test.each([
    ["pass", "dmarc=pass (p=REJECT) header.from=client.example"],
    ["pass", "spf=fail smtp.mailfrom=x@bulk.example; dkim=pass header.d=client.example"],
    ["pass", 'dkim=pass reason="all; good" header.i=@client.example'],
    ["pass", "spf=pass (domain of anna@client.example; fine) smtp.mailfrom=anna@client.example"],
    ["fail", "dkim=pass header.d=client.example; dmarc=fail header.from=client.example"],
    ["fail", "spf=fail smtp.mailfrom=anna@client.example"],
    ["none", "dkim=pass header.d=attacker.example"],
    ["none", "dkim=pass header.d=evil.client.example"],
    ["none", "dmarc=pass header.from=attacker.example"],
    ["none", "spf=softfail smtp.mailfrom=anna@client.example"],
    ["none", "none"],
    ["none", 'dkim=none (a comment; dmarc=pass header.from=client.example); x=y"'],
  ])("%s: %s", (expected, results) => {
    expect(judge(OURS, `${OURS} 1; ${results}`)).toBe(expected);
  });
});

test("a pass is believed from nobody else", () => {
  const pass = "dmarc=pass header.from=client.example";
  expect(judge(OURS, `mx.other.example; ${pass}`)).toBe("none");
  expect(judge(null, `${OURS}; ${pass}`)).toBe("none");
  expect(judge("", `; ${pass}`)).toBe("none");
  expect(judge(OURS)).toBe("none");
});

test("a pass below the topmost header is the sender's own claim", () => {
  expect(judge(OURS, `${OURS}; dmarc=none`, `${OURS}; dmarc=pass header.from=client.example`)).toBe("none");
});

test("our server's word counts where another of our provider's machines wrote above it, and forgeries stand below", () => {
  const above = "filter.provider.example; none";
  const forged = `${OURS}; dmarc=pass header.from=client.example`;
  expect(judge(OURS, above, `${OURS}; dmarc=fail header.from=client.example`, forged)).toBe("fail");
  expect(judge(OURS, above, `${OURS}; spf=fail smtp.mailfrom=anna@client.example`, forged)).toBe("fail");
  expect(judge(OURS, above, `${OURS}; dmarc=pass header.from=client.example`)).toBe("pass");
  expect(judge(OURS, above, `${OURS}; none`, forged)).toBe("none");
  expect(judge(OURS, "eve.example; dmarc=fail header.from=client.example", forged)).toBe("fail");
});

test("a failure is believed from anyone", () => {
  expect(judge(null, "mx.other.example; dmarc=fail header.from=client.example")).toBe("fail");
});

test("nobody vouches for two sender domains at once", () => {
  const two = [...from, { name: "", address: "eve@other.example" }];
  expect(authenticate({ results: [`${OURS}; dmarc=pass`], from: two, trustedId: OURS })).toBe("none");
});
