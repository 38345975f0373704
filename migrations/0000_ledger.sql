CREATE TABLE `agent_versions` (
	`name` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`digest` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `blobs` (
	`hash` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`bytes` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `clients` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`stage` text NOT NULL,
	`name` text NOT NULL,
	`company` text,
	`need` text,
	`language` text NOT NULL,
	`merged_into` text,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contacts` (
	`address` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`domain` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`scopes` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`listed` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `contacts_domain` ON `contacts` (`domain`);--> statement-breakpoint
CREATE INDEX `contacts_kind` ON `contacts` (`kind`);--> statement-breakpoint
CREATE TABLE `cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`effect` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`attempt` integer NOT NULL,
	`next_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `effects` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`intent` text NOT NULL,
	`scope` text NOT NULL,
	`connector` text NOT NULL,
	`operation` text NOT NULL,
	`key` text NOT NULL,
	`seq` integer NOT NULL,
	`state` text NOT NULL,
	`queued_at` integer NOT NULL,
	`reference` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `effects_key` ON `effects` (`key`);--> statement-breakpoint
CREATE INDEX `effects_state` ON `effects` (`state`);--> statement-breakpoint
CREATE INDEX `effects_reference` ON `effects` (`reference`);--> statement-breakpoint
CREATE INDEX `effects_intent` ON `effects` (`intent`);--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`version` integer NOT NULL,
	`actor` text NOT NULL,
	`scope` text NOT NULL,
	`subject` text NOT NULL,
	`subject_version` integer NOT NULL,
	`causation` text,
	`workflow` text NOT NULL,
	`label` text NOT NULL,
	`data` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_workflow` ON `events` (`workflow`);--> statement-breakpoint
CREATE TABLE `intents` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`scope` text NOT NULL,
	`principal` text NOT NULL,
	`run` text,
	`action` text NOT NULL,
	`key` text NOT NULL,
	`state` text NOT NULL,
	`workflow` text NOT NULL,
	`about` text
);
--> statement-breakpoint
CREATE INDEX `intents_state` ON `intents` (`state`);--> statement-breakpoint
CREATE INDEX `intents_key` ON `intents` (`key`);--> statement-breakpoint
CREATE INDEX `intents_about` ON `intents` (`about`);--> statement-breakpoint
CREATE TABLE `journal` (
	`run` text NOT NULL,
	`step` integer NOT NULL,
	`request` text NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`run`, `step`)
);
--> statement-breakpoint
CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`scope` text NOT NULL,
	`direction` text NOT NULL,
	`message_id` text,
	`content` text NOT NULL,
	`raw` text,
	`at` integer NOT NULL,
	`classes` text NOT NULL,
	`thread` text,
	`effect` text
);
--> statement-breakpoint
CREATE INDEX `mails_message_id` ON `mails` (`message_id`);--> statement-breakpoint
CREATE INDEX `mails_content` ON `mails` (`content`);--> statement-breakpoint
CREATE INDEX `mails_scope` ON `mails` (`scope`);--> statement-breakpoint
CREATE TABLE `notices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`surface` text NOT NULL,
	`seq` integer NOT NULL,
	`proposal` text,
	`revision` integer,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `notices_state` ON `notices` (`surface`,`state`);--> statement-breakpoint
CREATE INDEX `notices_proposal` ON `notices` (`proposal`);--> statement-breakpoint
CREATE TABLE `pauses` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`active` integer NOT NULL,
	`reason` text NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`code` text NOT NULL,
	`intent` text NOT NULL,
	`scope` text NOT NULL,
	`state` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`binding` text NOT NULL,
	`opened_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`later_until` integer,
	`decided_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `proposals_code` ON `proposals` (`code`);--> statement-breakpoint
CREATE INDEX `proposals_state` ON `proposals` (`state`);--> statement-breakpoint
CREATE INDEX `proposals_intent` ON `proposals` (`intent`);--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`agent` text NOT NULL,
	`stamp` text NOT NULL,
	`digest` text NOT NULL,
	`event` integer NOT NULL,
	`scope` text NOT NULL,
	`depth` integer NOT NULL,
	`state` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `runs_state` ON `runs` (`state`);--> statement-breakpoint
CREATE INDEX `runs_agent` ON `runs` (`agent`,`started_at`);--> statement-breakpoint
CREATE TABLE `taken` (
	`connector` text NOT NULL,
	`name` text NOT NULL,
	`content` text NOT NULL,
	PRIMARY KEY(`connector`, `name`)
);
--> statement-breakpoint
CREATE TABLE `timers` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`event` text NOT NULL,
	`scope` text NOT NULL,
	`data` text NOT NULL,
	`causation` text
);
--> statement-breakpoint
CREATE INDEX `timers_at` ON `timers` (`at`);