CREATE TABLE `older_mail` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`since` text,
	`reads_from` text NOT NULL,
	`reads_to` text,
	`counts_from` integer NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `remembered_mails` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`scope` text NOT NULL,
	`message_id` text,
	`content` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `remembered_mails_message_id` ON `remembered_mails` (`message_id`);--> statement-breakpoint
CREATE INDEX `remembered_mails_content` ON `remembered_mails` (`content`);--> statement-breakpoint
CREATE INDEX `remembered_mails_scope` ON `remembered_mails` (`scope`);--> statement-breakpoint
CREATE INDEX `remembered_mails_seq` ON `remembered_mails` (`seq`);