/**
 * The app manifest: setting up Slack is pasting this one document. It asks for what is used and nothing more; each
 * scope says what for, so that `doctor` can name what is missing and why it matters.
 */

/** The bot scopes, and what each is needed for. */
export const SCOPES: Readonly<Record<string, string>> = {
  "app_mentions:read": "to hear when it is mentioned",
  "channels:history": "to hear you in clients' threads, and to find a message again after a broken connection",
  "channels:read": "to tell who else reads along in the channel",
  "chat:write": "to show cards and answers",
  commands: "for /atelier",
  "files:read": "to take a file that you drop into a thread",
  "files:write": "to show files and charts",
  "groups:history": "the same in private channels",
  "groups:read": "the same in private channels",
  "im:history": "to hear your direct messages",
  "im:write": "to open the direct conversation with you",
};

/** The events it listens to, and what each is needed for. */
export const EVENTS: Readonly<Record<string, string>> = {
  app_home_opened: "to fill App Home",
  app_mention: "to hear when it is mentioned",
  "message.channels": "to hear you in threads",
  "message.groups": "to hear you in threads of private channels",
  "message.im": "to hear your direct messages",
};

export const COMMAND = "/atelier";

export interface ManifestParts {
  /** The app's name, up to 35 characters. */
  readonly name: string;
  readonly mode: "socket" | "http";
  /** HTTP mode: where Slack reaches this process, such as `https://atelier.example.com`. */
  readonly url?: string;
}

/** The manifest, to be pasted as JSON at api.slack.com/apps → Create New App → From a manifest. */
export function slackManifest({ name, mode, url }: ManifestParts): Readonly<Record<string, unknown>> {
  const shown = name.trim().slice(0, 35) || "Atelier";
  const http = mode === "http";
  if (http && !url) throw new Error("A manifest for HTTP needs the address at which Slack reaches this process.");
  const request = http ? { request_url: `${url?.replace(/\/+$/, "")}/slack/events` } : {};
  const commandUrl = http ? { url: request.request_url } : {};
  return {
    display_information: {
      name: shown,
      description: "Asks before anything leaves, and remembers what happened.",
      background_color: "#1f2d3d",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: shown, always_online: true },
      slash_commands: [
        {
          command: COMMAND,
          description: "Ask or tell your workspace",
          usage_hint: "status | queue | approve CODE | pause | resume | why | trace | cost | help",
          should_escape: false,
          ...commandUrl,
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(SCOPES) } },
    settings: {
      event_subscriptions: { ...request, bot_events: Object.keys(EVENTS) },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: !http,
      token_rotation_enabled: false,
    },
  };
}
