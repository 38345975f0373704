CREATE TABLE `batch_items` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`purpose` text NOT NULL,
	`model` text NOT NULL,
	`request` text NOT NULL,
	`hold` text,
	`state` text NOT NULL,
	`batch` text,
	`tries` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `batch_items_state` ON `batch_items` (`state`);--> statement-breakpoint
CREATE INDEX `batch_items_batch` ON `batch_items` (`batch`);--> statement-breakpoint
CREATE TABLE `batches` (
	`id` text PRIMARY KEY NOT NULL,
	`remote` text,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`check_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `facts` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`scope` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`learned_at` integer NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_until` integer,
	`ended_at` integer,
	`sources` text NOT NULL,
	`trust` text NOT NULL,
	`replaced_by` text
);
--> statement-breakpoint
CREATE INDEX `facts_scope` ON `facts` (`scope`,`state`);--> statement-breakpoint
CREATE TABLE `forgettings` (
	`scope` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`books_until` integer
);
--> statement-breakpoint
CREATE TABLE `held_sums` (
	`key` text PRIMARY KEY NOT NULL,
	`micros` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `holds` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`model` text NOT NULL,
	`purpose` text NOT NULL,
	`scope` text NOT NULL,
	`agent` text,
	`run` text,
	`workflow` text,
	`causation` text,
	`batch` integer NOT NULL,
	`keys` text NOT NULL,
	`terms` text NOT NULL,
	`micros` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `memory_postings` (
	`place` integer NOT NULL,
	`term` integer NOT NULL,
	`block` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`place`, `term`, `block`)
);
--> statement-breakpoint
CREATE TABLE `memory_rows` (
	`place` integer NOT NULL,
	`row` integer NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`thread` text,
	`kind` text NOT NULL,
	`tail` blob,
	PRIMARY KEY(`place`, `row`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `memory_rows_seq` ON `memory_rows` (`place`,`seq`);--> statement-breakpoint
CREATE INDEX `memory_rows_thread` ON `memory_rows` (`place`,`thread`,`row`);--> statement-breakpoint
CREATE TABLE `memory_scopes` (
	`place` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`scope` text NOT NULL,
	`rows` integer NOT NULL,
	`words` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `memory_scopes_scope_unique` ON `memory_scopes` (`scope`);--> statement-breakpoint
CREATE TABLE `memory_vectors` (
	`place` integer NOT NULL,
	`model` text NOT NULL,
	`block` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`place`, `model`, `block`)
);
--> statement-breakpoint
CREATE TABLE `model_answers` (
	`key` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`answer` text NOT NULL,
	`at` integer NOT NULL,
	`used_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `model_answers_scope` ON `model_answers` (`scope`);--> statement-breakpoint
CREATE INDEX `model_answers_used` ON `model_answers` (`used_at`);--> statement-breakpoint
CREATE TABLE `notes` (
	`scope` text NOT NULL,
	`name` text NOT NULL,
	`words` text NOT NULL,
	`at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `name`)
);
--> statement-breakpoint
CREATE INDEX `notes_expires` ON `notes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `recalls` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`scope` text NOT NULL,
	`run` text,
	`fidelity` text NOT NULL,
	`tokens` integer NOT NULL,
	`gave` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recalls_scope` ON `recalls` (`scope`,`at`);--> statement-breakpoint
CREATE TABLE `spends` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`micros` integer NOT NULL,
	`calls` integer NOT NULL,
	`tokens_in` integer NOT NULL,
	`tokens_out` integer NOT NULL,
	`saved_cache` integer NOT NULL,
	`saved_batch` integer NOT NULL,
	`told` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `summaries` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`scope` text NOT NULL,
	`period` text NOT NULL,
	`covers_from` integer NOT NULL,
	`covers_to` integer NOT NULL,
	`covers` integer NOT NULL,
	`facts` text NOT NULL,
	`made_by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `summaries_scope` ON `summaries` (`scope`);