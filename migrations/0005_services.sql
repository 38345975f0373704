CREATE TABLE `marks` (
	`connector` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`connector`, `name`)
);
