CREATE TABLE `files` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`scope` text NOT NULL,
	`kind` text NOT NULL,
	`blob` text NOT NULL,
	`size` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairing_codes` (
	`surface` text PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`expires_at` integer NOT NULL,
	`tries` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairings` (
	`surface` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`user` text NOT NULL,
	`team` text,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`method` text NOT NULL,
	`received_on` text NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `payments_client` ON `payments` (`client`);--> statement-breakpoint
CREATE INDEX `payments_received` ON `payments` (`received_on`);--> statement-breakpoint
CREATE TABLE `posts` (
	`id` text PRIMARY KEY NOT NULL,
	`surface` text NOT NULL,
	`kind` text NOT NULL,
	`seq` integer NOT NULL,
	`notice` integer,
	`scope` text NOT NULL,
	`proposal` text,
	`revision` integer,
	`token` text NOT NULL,
	`room` text NOT NULL,
	`thread` text,
	`ref` text,
	`state` text NOT NULL,
	`menu` text NOT NULL,
	`opened` integer NOT NULL,
	`shows` text NOT NULL,
	`asks` text,
	`created_at` integer NOT NULL,
	`posted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_token` ON `posts` (`token`);--> statement-breakpoint
CREATE INDEX `posts_state` ON `posts` (`surface`,`state`);--> statement-breakpoint
CREATE INDEX `posts_proposal` ON `posts` (`proposal`);--> statement-breakpoint
CREATE INDEX `posts_ref` ON `posts` (`surface`,`ref`);--> statement-breakpoint
CREATE TABLE `surface_notes` (
	`surface` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`surface`, `name`)
);
--> statement-breakpoint
CREATE TABLE `threads` (
	`surface` text NOT NULL,
	`scope` text NOT NULL,
	`month` text NOT NULL,
	`room` text NOT NULL,
	`thread` text,
	`head` text,
	`state` text NOT NULL,
	PRIMARY KEY(`surface`, `scope`, `month`)
);
--> statement-breakpoint
CREATE TABLE `turns` (
	`seq` integer PRIMARY KEY NOT NULL,
	`surface` text NOT NULL,
	`room` text NOT NULL,
	`thread` text,
	`answers` text,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `turns_state` ON `turns` (`state`);--> statement-breakpoint
ALTER TABLE `proposals` ADD `later_on` text;--> statement-breakpoint
ALTER TABLE `proposals` ADD `later_seq` integer;--> statement-breakpoint
ALTER TABLE `proposals` ADD `decided_seq` integer;--> statement-breakpoint
ALTER TABLE `proposals` ADD `agreed_on` text;