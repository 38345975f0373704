CREATE TABLE `absences` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contracts` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`offer` text,
	`state` text NOT NULL,
	`price_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`per` text NOT NULL,
	`tax_kind` text NOT NULL,
	`tax_rate_bp` integer NOT NULL,
	`terms_days` integer NOT NULL,
	`notice_days` integer NOT NULL,
	`renews` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`document` text
);
--> statement-breakpoint
CREATE INDEX `contracts_client` ON `contracts` (`client`,`state`);--> statement-breakpoint
CREATE TABLE `coverage` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`from_on` text NOT NULL,
	`to_on` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliverables` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`engagement` text NOT NULL,
	`title` text NOT NULL,
	`milestone` text,
	`state` text NOT NULL,
	`versions` integer NOT NULL,
	`file` text,
	`sent_on` text,
	`told_on` text,
	`nudged_on` text,
	`letter` text,
	`said_by` text
);
--> statement-breakpoint
CREATE INDEX `deliverables_client` ON `deliverables` (`client`,`state`);--> statement-breakpoint
CREATE INDEX `deliverables_engagement` ON `deliverables` (`engagement`);--> statement-breakpoint
CREATE INDEX `deliverables_state` ON `deliverables` (`state`,`sent_on`);--> statement-breakpoint
CREATE TABLE `drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `drafts_state` ON `drafts` (`state`);--> statement-breakpoint
CREATE TABLE `engagements` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`contract` text,
	`playbook` text NOT NULL,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`anchor_on` text NOT NULL,
	`plan` integer NOT NULL,
	`round` integer NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `engagements_client` ON `engagements` (`client`,`state`);--> statement-breakpoint
CREATE INDEX `engagements_state` ON `engagements` (`state`);--> statement-breakpoint
CREATE TABLE `health` (
	`client` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`score` integer NOT NULL,
	`band` text NOT NULL,
	`reasons` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `invoices` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`engagement` text,
	`milestone` text,
	`kind` text NOT NULL,
	`number` text NOT NULL,
	`number_key` text NOT NULL,
	`ordinal` integer,
	`corrects` text,
	`net_cents` integer NOT NULL,
	`tax_cents` integer NOT NULL,
	`gross_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`tax_kind` text NOT NULL,
	`tax_rate_bp` integer NOT NULL,
	`issued_on` text NOT NULL,
	`due_on` text NOT NULL,
	`state` text NOT NULL,
	`paid_cents` integer NOT NULL,
	`credited_cents` integer NOT NULL,
	`reminded` integer NOT NULL,
	`reminded_on` text,
	`fell_due` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invoices_number` ON `invoices` (`number`);--> statement-breakpoint
CREATE INDEX `invoices_number_key` ON `invoices` (`number_key`);--> statement-breakpoint
CREATE INDEX `invoices_corrects` ON `invoices` (`corrects`);--> statement-breakpoint
CREATE INDEX `invoices_client` ON `invoices` (`client`,`state`);--> statement-breakpoint
CREATE INDEX `invoices_state` ON `invoices` (`state`,`due_on`);--> statement-breakpoint
CREATE INDEX `invoices_issued` ON `invoices` (`issued_on`);--> statement-breakpoint
CREATE TABLE `meetings` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`engagement` text,
	`task` text,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`minutes` integer NOT NULL,
	`slots` text NOT NULL,
	`offered_on` text,
	`starts_at` integer,
	`told_on` text
);
--> statement-breakpoint
CREATE INDEX `meetings_client` ON `meetings` (`client`,`state`);--> statement-breakpoint
CREATE INDEX `meetings_state` ON `meetings` (`state`,`offered_on`);--> statement-breakpoint
CREATE TABLE `milestones` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`engagement` text NOT NULL,
	`key` text NOT NULL,
	`title` text NOT NULL,
	`agreed_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`due_on` text NOT NULL,
	`closes_by` text NOT NULL,
	`state` text NOT NULL,
	`closed_on` text,
	`closed_by` text,
	`invoice` text,
	`told_on` text
);
--> statement-breakpoint
CREATE INDEX `milestones_client` ON `milestones` (`client`,`state`);--> statement-breakpoint
CREATE INDEX `milestones_engagement` ON `milestones` (`engagement`);--> statement-breakpoint
CREATE INDEX `milestones_state` ON `milestones` (`state`,`due_on`);--> statement-breakpoint
CREATE TABLE `obligations` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`who` text NOT NULL,
	`kind` text NOT NULL,
	`task` text,
	`until_on` text NOT NULL,
	`state` text NOT NULL,
	`told_on` text,
	`closed_on` text
);
--> statement-breakpoint
CREATE INDEX `obligations_client` ON `obligations` (`client`,`state`);--> statement-breakpoint
CREATE INDEX `obligations_until` ON `obligations` (`state`,`until_on`);--> statement-breakpoint
CREATE TABLE `offers` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`state` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`tax_kind` text NOT NULL,
	`playbook` text NOT NULL,
	`sent_on` text NOT NULL,
	`valid_until` text NOT NULL,
	`followed_up` integer NOT NULL,
	`followed_up_on` text,
	`told` text,
	`closed_on` text
);
--> statement-breakpoint
CREATE INDEX `offers_client` ON `offers` (`client`);--> statement-breakpoint
CREATE INDEX `offers_state` ON `offers` (`state`);--> statement-breakpoint
CREATE TABLE `outreach` (
	`client` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`basis` text NOT NULL,
	`state` text NOT NULL,
	`sent` integer NOT NULL,
	`sent_on` text,
	`told_on` text
);
--> statement-breakpoint
CREATE TABLE `periods` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`closed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `series` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`next` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seq` integer NOT NULL,
	`client` text NOT NULL,
	`engagement` text NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`agent` text NOT NULL,
	`title` text NOT NULL,
	`milestone` text,
	`after_keys` text NOT NULL,
	`due_on` text NOT NULL,
	`minutes` integer,
	`text` text,
	`promised` integer NOT NULL,
	`compensation` text,
	`state` text NOT NULL,
	`told_on` text,
	`done_on` text
);
--> statement-breakpoint
CREATE INDEX `tasks_due` ON `tasks` (`state`,`due_on`);--> statement-breakpoint
CREATE INDEX `tasks_engagement` ON `tasks` (`engagement`);--> statement-breakpoint
CREATE INDEX `tasks_client` ON `tasks` (`client`,`state`);--> statement-breakpoint
ALTER TABLE `clients` ADD `held` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `invoice` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `source` text DEFAULT 'owner' NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_state` ON `payments` (`state`);--> statement-breakpoint
CREATE INDEX `contacts_scopes` ON `contacts` (`scopes`);--> statement-breakpoint
CREATE INDEX `contacts_shared` ON `contacts` (`address`) WHERE scopes LIKE '% %';--> statement-breakpoint
CREATE INDEX `intents_scope` ON `intents` (`scope`);--> statement-breakpoint
CREATE INDEX `mails_at` ON `mails` (`direction`,`at`,`scope`,`classes`);