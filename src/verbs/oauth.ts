/**
 * `oauth`: signs in at the provider of the mailbox or the calendar, and prints the line for the environment. It needs no home,
 * so it can be run wherever there is a browser. Nothing of it is kept here.
 */
import { createInterface } from "node:readline";
import { Argument, Option } from "commander";
import { ConfigError } from "../config.ts";
import { signInByBrowser } from "../connectors/oauth/browser.ts";
import { signInByDevice } from "../connectors/oauth/device.ts";
import { isSecureAddress, type SignInPurpose } from "../lib/oauth-provider.ts";
import type { OAuthApp } from "../lib/service-address.ts";
import { oauthAppOf, oauthVariable } from "../oauth-config.ts";
import { type Verbs, wholeNumber } from "./verb.ts";

interface Options {
  readonly browser?: boolean;
  readonly port: number;
  readonly authorize?: string;
  readonly device?: string;
  readonly scope?: string;
  readonly json?: boolean;
}

/** Signing in, with a second factor fetched from somewhere. */
const PATIENCE_MS = 15 * 60_000;

export function addOAuthVerb(verbs: Verbs): void {
  verbs.program
    .command("oauth")
    .description(
      "sign in to your mailbox or calendar where it takes no password, and print the line for the environment",
    )
    .addArgument(new Argument("<what>", "what to sign in to").choices(["mail", "calendar"]))
    .option("--browser", "with a browser, also where a code for another device would do")
    .addOption(new Option("--port <number>", "where to listen for the browser").argParser(wholeNumber).default(0))
    .option("--authorize <address>", "where a provider that isn't known by name lets a person agree")
    .option("--device <address>", "where such a provider gives codes for another device")
    .option("--scope <text>", "what is asked for, instead of the usual")
    .option("--json", "one JSON document")
    .action(async (purpose: SignInPurpose, options: Options) => {
      const app = appFor(verbs, purpose, options);
      const signedIn = await signIn(verbs, app, options);
      const variable = oauthVariable(purpose, "REFRESH_TOKEN");
      const ok = signedIn.kind === "signed-in";
      if (options.json)
        verbs.out.write(
          `${JSON.stringify(ok ? { ok, variable, value: signedIn.refreshToken } : { ok, why: signedIn.why })}\n`,
        );
      else if (ok) {
        verbs.err.write("You are signed in. Put this line into the environment, keep it like a password, and start:\n");
        verbs.out.write(`${variable}=${signedIn.refreshToken}\n`);
      } else verbs.err.write(`${signedIn.why}\n`);
      verbs.done(ok ? 0 : 1);
    });
}

/** The app as it stands in the environment, with what only the command line says. */
function appFor({ environment }: Verbs, purpose: SignInPurpose, { authorize, device }: Options): OAuthApp {
  const read = oauthAppOf(environment, purpose);
  if ("lines" in read) throw new ConfigError(read.lines);
  for (const [name, address] of Object.entries({ authorize, device }))
    if (address !== undefined && !isSecureAddress(address))
      throw new ConfigError([`--${name} ${address}: expected an address that begins with https://.`]);
  const { provider } = read.app;
  return {
    ...read.app,
    provider: {
      ...provider,
      authorizationUrl: authorize ?? provider.authorizationUrl,
      deviceUrl: device ?? provider.deviceUrl,
    },
  };
}

async function signIn({ err, input }: Verbs, app: OAuthApp, options: Options) {
  const { provider, purpose } = app;
  const scope = options.scope ?? provider.scopes[purpose];
  if (scope === "" && provider.called === "Microsoft")
    throw new ConfigError(["Microsoft 365 has no CalDAV: a calendar there can't be connected (docs/calendar.md)."]);
  if (scope === "") throw new ConfigError([`What to ask ${provider.called} for isn't known: name it with --scope.`]);
  const say = (words: string) => void err.write(`${words}\n`);
  const { authorizationUrl, deviceUrl } = provider;
  if (deviceUrl !== null && !options.browser)
    return await signInByDevice({ app, scope, say }, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  if (authorizationUrl === null)
    throw new ConfigError([
      `Where one signs in at ${provider.called} isn't known: name it with --authorize or --device.`,
    ]);
  const terminal = input();
  const lines = terminal.isTTY ? createInterface({ input: terminal }) : null;
  try {
    const way = { app, scope, say, authorizationUrl, port: options.port, pasted: lines, patienceMs: PATIENCE_MS };
    return await signInByBrowser(way);
  } finally {
    lines?.close();
  }
}
