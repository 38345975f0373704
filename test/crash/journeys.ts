/**
 * The ways from mail to sent answer that are tried: through the folder, and through providers that answer or don't, that
 * know what they have sent or don't, with an owner who says yes or no to a second sending.
 */
import type { Journey } from "./life.ts";

export const FOLDER: Journey = { name: "through the folder", sendAgain: "approve" };

export const PROVIDERS: readonly Journey[] = [
  {
    name: "through a provider that answers and knows what it sent",
    provider: { answers: "always", canLookUp: true },
    sendAgain: "approve",
  },
  {
    name: "through a provider whose answers are lost, but which knows what it sent",
    provider: { answers: "never", canLookUp: true },
    sendAgain: "approve",
  },
  {
    name: "through a provider that answers and doesn't know what it sent",
    provider: { answers: "always", canLookUp: false },
    sendAgain: "approve",
  },
  {
    name: "through a provider whose first answer is lost, sent again",
    provider: { answers: "from the second", canLookUp: false },
    sendAgain: "approve",
  },
  {
    name: "through a provider whose first answer is lost, not sent again",
    provider: { answers: "from the second", canLookUp: false },
    sendAgain: "reject",
  },
];
