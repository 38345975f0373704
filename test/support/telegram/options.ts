/**
 * What a platform and its groups are made with.
 */
import type { Person } from "./person.ts";
import type { Right, Standing } from "./world.ts";

export interface PlatformOptions {
  readonly token?: string;
  readonly botName?: string;
  readonly botUsername?: string;
  /** Unix milliseconds, for the dates of messages. */
  readonly now?: () => number;
  /** How long a tap may wait for its answer. 15 seconds where it is not said. */
  readonly answerWithinMs?: number;
  /** Between two tries at a webhook, doubled each time. 20 where it is not said. */
  readonly webhookRetryMs?: number;
  /** Bots in groups see only what is meant for them. On, as for a new bot. */
  readonly privacy?: boolean;
}

export interface GroupOptions {
  readonly title: string;
  readonly members: readonly Person[];
  /** A supergroup with topics. */
  readonly forum?: boolean;
  /** `supergroup` where it is not said. */
  readonly type?: "group" | "supergroup";
  readonly id?: number;
  /** The bot's standing; `administrator` where it is not said. */
  readonly bot?: Extract<Standing, "administrator" | "member" | "left">;
  /** As administrator; all of them where it is not said. */
  readonly rights?: readonly Right[];
}
