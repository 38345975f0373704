/**
 * Before all tests, where their outside is Debian's: one Dovecot, one Exim and one Radicale for all offices of the run, each of
 * which has an account of its own there.
 * Before: vitest.outside.config.ts. After: outside.ts, in the test workers.
 */
import type { TestProject } from "vitest/node";
import { OUTSIDE } from "../outside-kind.ts";
import { DebianMail, debianMailLacks, type MailPlace } from "./mail.ts";
import { type CalendarPlace, Radicale, radicaleCommand } from "./radicale.ts";

declare module "vitest" {
  export interface ProvidedContext {
    debian: { readonly mail: MailPlace; readonly calendar: CalendarPlace };
  }
}

export default async function start(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (OUTSIDE !== "debian") return undefined;
  const command = radicaleCommand();
  const lacks = debianMailLacks() ?? (command ? null : "apt-get install radicale");
  if (lacks || !command) throw new Error(`ATELIER_OUTSIDE=debian needs what isn't installed here: ${lacks}`);
  const [mail, radicale] = await Promise.all([DebianMail.start({ takesAll: true }), Radicale.start(command)]);
  project.provide("debian", { mail: mail.place, calendar: radicale.place });
  return async () => {
    await Promise.all([mail.stop(), radicale.stop()]);
  };
}
