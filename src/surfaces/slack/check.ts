/**
 * What works in Slack and what is missing, for `doctor`: the tokens, each scope, the channel, and the events that never
 * came. Each finding says what to do.
 */
import type { Finding, Front } from "../surface.ts";
import { failureOf, platformCode } from "./failures.ts";
import { EVENTS, SCOPES } from "./manifest.ts";
import { appTokenAdvice } from "./socket.ts";
import type { Identity, Wire } from "./wire.ts";

export interface CheckParts {
  readonly wire: Wire;
  readonly appToken: string | null;
  readonly channel: string | null;
  /** Remembers which events have come. */
  readonly notes: Pick<Front, "recall">;
}

/** The findings, in the order in which things are set up. Never throws. */
export async function check({ wire, appToken, channel, notes }: CheckParts): Promise<Finding[]> {
  let identity: Identity;
  try {
    identity = await wire.identify();
  } catch (error) {
    return [bad("Slack bot token", whatFailed(error))];
  }
  return [
    good("Slack bot token", `It is @${identity.userName} in ${identity.teamName}.`),
    ...scopeFindings(identity),
    await doorFinding(wire, appToken),
    ...(channel === null ? [] : await channelFindings(wire, channel)),
    ...eventFindings(notes),
  ];
}

function scopeFindings({ scopes }: Identity): Finding[] {
  if (scopes === null) return [good("Slack scopes", "Slack didn't say which scopes the app has.")];
  const missing = Object.entries(SCOPES).filter(([scope]) => !scopes.includes(scope));
  if (missing.length === 0) return [good("Slack scopes", "All are there.")];
  return missing.map(([scope, why]) =>
    bad("Slack scopes", `${scope} is missing; it is needed ${why}. Paste the manifest again and reinstall the app.`),
  );
}

async function doorFinding(wire: Wire, appToken: string | null): Promise<Finding> {
  if (appToken === null)
    return good("Slack deliveries", "They come by HTTP, signed. The app's settings must name this process's address.");
  try {
    const api = await wire.appApi(appToken);
    await api.apps.connections.open();
    return good("Slack deliveries", "Socket Mode works.");
  } catch (error) {
    const code = platformCode(error);
    return bad("Slack deliveries", code === null ? whatFailed(error) : appTokenAdvice(code));
  }
}

async function channelFindings(wire: Wire, id: string): Promise<Finding[]> {
  const what = "Slack channel";
  try {
    const api = await wire.api();
    const { channel } = await api.conversations.info({ channel: id, include_num_members: true });
    if (channel?.is_im) return [good(what, "It is a direct conversation.")];
    const name = `#${channel?.name ?? id}`;
    if (channel?.is_archived) return [bad(what, `${name} is archived. Unarchive it, or set another in SLACK_CHANNEL.`)];
    if (!channel?.is_member) return [bad(what, `The app isn't in ${name}. Write /invite there and choose it.`)];
    // The owner and the app itself.
    const others = (channel.num_members ?? 0) - 2;
    const warning = `${others} other ${others === 1 ? "member" : "members"} of ${name} can read what you ask there about all clients.`;
    return [good(what, others > 0 ? `It is in ${name}. Mind: ${warning}` : `It is in ${name}, alone with you.`)];
  } catch (error) {
    return [bad(what, whatFailed(error))];
  }
}

function eventFindings(notes: Pick<Front, "recall">): Finding[] {
  const never = Object.entries(EVENTS).filter(([type]) => notes.recall(`seen.${type}`) === null);
  if (never.length === 0) return [good("Slack events", "All kinds have come.")];
  const list = never.map(([type, why]) => `${type} (${why})`).join(", ");
  return [good("Slack events", `Never seen yet: ${list}. If you did that already, paste the manifest again.`)];
}

function whatFailed(error: unknown): string {
  const failure = failureOf(error);
  return failure.kind === "blocked" ? `${failure.why}. ${failure.advice}` : `${failure.why}.`;
}

function good(what: string, says: string): Finding {
  return { ok: true, what, says };
}

function bad(what: string, says: string): Finding {
  return { ok: false, what, says };
}
