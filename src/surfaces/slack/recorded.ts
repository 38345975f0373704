/**
 * Between Slack's SDK and its receivers: an event is acknowledged only when it has been recorded. The SDK would say
 * yes as soon as it has read one, and an owner's words would be lost if the process died in between.
 */
import type { App } from "@slack/bolt";
import type { Front } from "../surface.ts";

type Delivery = Parameters<App["processEvent"]>[0];

interface Inner {
  init(app: App): void;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** The receiver for the SDK's `App`, that hands over what `inner` receives. Starting and stopping is its owner's. */
export function recordedFirst(inner: Inner, front: Front): Inner {
  return {
    init(app) {
      const processEvent = async (delivery: Delivery): Promise<void> => {
        if (isEvent(delivery.body)) {
          await app.processEvent({ ...delivery, ack: async () => {} });
          return void (await delivery.ack());
        }
        if (UNUSED.has(String(delivery.body?.type))) return void (await delivery.ack());
        try {
          if (isKnown(delivery.body)) return await app.processEvent(delivery);
        } catch {
          // The SDK reads parts that a forged payload hasn't got; what our own listeners do never ends here.
        }
        await front.refused("malformed");
        await delivery.ack();
      };
      inner.init(Object.assign(Object.create(app), { processEvent }) as App);
    },
    start: async () => {},
    stop: async () => {},
  };
}

/** What Slack may tell us and nothing of ours asks for. */
const UNUSED = new Set(["view_closed", "shortcut", "message_action", "block_suggestion", "interactive_message"]);

/** Whether it has the outlines of something Slack sends when somebody does something. */
function isKnown(body: unknown): boolean {
  if (!isObject(body)) return false;
  if (typeof body.command === "string") return typeof body.user_id === "string" && typeof body.channel_id === "string";
  if (!isObject(body.user) || typeof body.user.id !== "string") return false;
  if (body.type === "view_submission") return isObject(body.view) && isObject(body.view.state);
  const actions = body.type === "block_actions" && Array.isArray(body.actions) ? body.actions : [];
  return actions.length > 0 && actions.every(isAction);
}

function isAction(action: unknown): boolean {
  return isObject(action) && typeof action.action_id === "string";
}

function isEvent(body: unknown): boolean {
  return isObject(body) && isObject(body.event) && typeof body.event.type === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
