/**
 * The journeys once more, through servers (`npm run test:servers`, `npm run test:debian`), with a restart before every tick.
 * Left out is what is about the folders themselves, or brings servers of its own.
 */
import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

const LEFT_OUT = "taken-once,real-mail,calendar-server,mail-server,oauth";

export default defineConfig({
  test: {
    ...base.test,
    include: ["test/journeys/*.test.ts"],
    exclude: [`test/journeys/{${LEFT_OUT}}.test.ts`],
    globalSetup: ["test/support/build.ts", "test/support/debian/for-the-run.ts"],
    reporters: ["default", "./test/support/journeys-told.ts"],
  },
});
