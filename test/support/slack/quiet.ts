/** A logger for the SDK that says nothing: refusals and cut sockets are what these tests ask for. */
import { type Logger, LogLevel } from "@slack/bolt";

export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
