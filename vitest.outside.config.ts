/**
 * The journeys once more, through servers (`npm run test:servers`, `npm run test:debian`), with a restart before every tick.
 * Left out is what is about the folders themselves, or brings servers of its own.
 */
import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

const LEFT_OUT = "taken-once,real-mail,calendar-server,mail-server,oauth";

/**
 * Arranged around what one process has looked at already: a reminder that only comes the next morning, because the bank's data came
 * after this morning's look; something that happens between two calls of one tick.
 */
const ONE_PROCESS = [
  "that is put to the owner shows the page",
  "that waits on a card is shown anew without the page",
  "just before Stripe is asked: nothing is lost",
];

export default defineConfig({
  test: {
    ...base.test,
    include: ["test/journeys/*.test.ts"],
    exclude: [`test/journeys/{${LEFT_OUT}}.test.ts`],
    testNamePattern: new RegExp(`^(?!.*(?:${ONE_PROCESS.join("|")}))`),
    globalSetup: ["test/support/build.ts", "test/support/debian/for-the-run.ts"],
    reporters: ["default", "./test/support/journeys-told.ts"],
  },
});
