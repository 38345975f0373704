/**
 * What a failed call to Slack means: whether something may have been sent, and when another try has a chance.
 * The errors of the SDK are told apart by their code, so that it need not be loaded to read one.
 */

export type Failure =
  /** Certainly not done; another try may work after that time. */
  | { readonly kind: "wait"; readonly afterMs: number; readonly why: string }
  /** Certainly not done, and nothing will change until somebody does what `advice` says. */
  | { readonly kind: "blocked"; readonly afterMs: number; readonly why: string; readonly advice: string }
  /** It may have been done, or not. */
  | { readonly kind: "unknown"; readonly why: string }
  /** The message, view or thread isn't there any more. */
  | { readonly kind: "gone"; readonly why: string }
  /** Slack doesn't take it in this form. */
  | { readonly kind: "refused"; readonly why: string };

const SOON_MS = 2_000;
const LATER_MS = 30_000;
const LONG_MS = 60_000;

/** Connecting failed, so no byte of the request has left. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const GONE = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "is_inactive",
  "thread_not_found",
  "view_not_found",
]);

/** Slack says it began and something broke, so part of it may have been done. */
const HALF_DONE = new Set(["internal_error", "fatal_error"]);

const NOT_NOW: Readonly<Record<string, number>> = {
  ratelimited: LATER_MS,
  rate_limited: LATER_MS,
  message_limit_exceeded: LATER_MS,
  service_unavailable: SOON_MS,
  request_timeout: SOON_MS,
  team_added_to_org: LATER_MS,
};

const TOKEN = "Put the app's current bot token (xoxb-…) into SLACK_BOT_TOKEN and start again.";
const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: TOKEN,
  not_authed: TOKEN,
  token_revoked: TOKEN,
  token_expired: TOKEN,
  account_inactive: `The app was removed from the workspace. Install it again. ${TOKEN}`,
  not_allowed_token_type: TOKEN,
  channel_not_found: "Invite the app into the channel (/invite), and check the id in SLACK_CHANNEL.",
  not_in_channel: "Invite the app into the channel (/invite).",
  is_archived: "The channel is archived. Unarchive it, or set another in SLACK_CHANNEL.",
  missing_scope: "Paste the manifest into the app's settings again and reinstall it to the workspace.",
  no_permission: "Paste the manifest into the app's settings again and reinstall it to the workspace.",
  restricted_action: "The workspace's settings don't let the app post there. Ask an admin, or choose another channel.",
  ekm_access_denied: "The workspace's admins have suspended access. Ask them.",
  access_denied: "The workspace doesn't let the app in. Ask an admin.",
  org_login_required: "The workspace is being moved. Try again later.",
  team_access_not_granted: "The app isn't installed in that workspace. Install it there.",
};

/** Slack's own word for what is wrong (`channel_not_found`), where it said one. */
export function platformCode(error: unknown): string | null {
  const code = field(field(error, "data"), "error");
  return field(error, "code") === "slack_webapi_platform_error" && typeof code === "string" ? code : null;
}

/** What the failure of a call means. Never throws, whatever it is given. */
export function failureOf(error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  switch (field(error, "code")) {
    case "slack_webapi_rate_limited_error":
      return { kind: "wait", afterMs: retryAfterMs(field(error, "retryAfter")), why: "Slack asks to slow down" };
    case "slack_webapi_http_error":
      return ofStatus(Number(field(error, "statusCode")), why);
    case "slack_webapi_request_error":
      return ofConnection(field(error, "original"), why);
    case "slack_webapi_platform_error":
      return ofPlatform(platformCode(error) ?? "", field(error, "data"));
    default:
      // The SDK throws a bare error for a 429 whose Retry-After it can't read.
      return why.includes("Retry header")
        ? { kind: "wait", afterMs: LATER_MS, why: "Slack asks to slow down" }
        : { kind: "unknown", why };
  }
}

function ofStatus(status: number, why: string): Failure {
  return status >= 400 && status < 500
    ? { kind: "wait", afterMs: LATER_MS, why: `Slack answered with HTTP ${status}` }
    : { kind: "unknown", why };
}

function ofConnection(original: unknown, why: string): Failure {
  for (let cause = original, depth = 0; cause !== undefined && depth < 5; cause = field(cause, "cause"), depth += 1) {
    const codes = [cause, ...list(field(cause, "errors"))].map((one) => field(one, "code"));
    if (codes.some((code) => typeof code === "string" && NEVER_CONNECTED.has(code)))
      return { kind: "wait", afterMs: SOON_MS, why: `Slack can't be reached (${codes.find(Boolean)})` };
  }
  return { kind: "unknown", why };
}

function ofPlatform(code: string, data: unknown): Failure {
  // A proxy's page in place of an answer: nobody knows what became of the call.
  if (!/^[a-z0-9_]+$/.test(code)) return { kind: "unknown", why: "Slack's answer could not be read" };
  if (GONE.has(code)) return { kind: "gone", why: code };
  if (HALF_DONE.has(code)) return { kind: "unknown", why: `Slack says ${code}` };
  const pause = NOT_NOW[code];
  if (pause !== undefined) {
    const told = field(field(data, "response_metadata"), "retryAfter");
    return { kind: "wait", afterMs: told === undefined ? pause : retryAfterMs(told), why: `Slack says ${code}` };
  }
  const advice = ADVICE[code] ?? (code.startsWith("restricted_action") ? ADVICE.restricted_action : undefined);
  if (advice) {
    const needed = field(data, "needed");
    const scope = code === "missing_scope" && typeof needed === "string" ? ` It lacks ${needed}.` : "";
    return {
      kind: "blocked",
      afterMs: LONG_MS,
      why: `Slack says ${code}`,
      advice: scope ? `${scope.trim()} ${advice}` : advice,
    };
  }
  const details = list(field(field(data, "response_metadata"), "messages")).filter((one) => typeof one === "string");
  return { kind: "refused", why: [code, ...details].join(" ").slice(0, 300) };
}

function retryAfterMs(seconds: unknown): number {
  const told = Number(seconds);
  return Number.isFinite(told) && told >= 0 ? Math.ceil(told * 1_000) : LATER_MS;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
