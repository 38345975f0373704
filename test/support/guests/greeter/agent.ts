/** An example agent for tests: it greets whoever is new. */
import * as z from "zod/mini";
import type { Handlers } from "../../../../src/agent/guest.ts";
import { greeting } from "./words.ts";

const mail = z.object({ mail: z.string(), known: z.boolean() });

const handlers = {
  async "mail.received@1"(event, context) {
    const { mail: id, known } = mail.parse(event.data);
    if (known) return;
    const client = (await context.read("client")) as { name: string };
    await context.intend({
      steps: [{ action: "mail.answer", params: { mail: id, text: greeting(client.name) } }],
      reason: "somebody new wrote",
      evidence: [id],
    });
  },
} satisfies Handlers;

export default handlers;
