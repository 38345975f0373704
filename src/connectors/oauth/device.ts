/**
 * Signing in on another device (RFC 8628): the person opens an address anywhere, types a short code, and agrees; meanwhile it is
 * asked whether they have. For machines without a browser.
 * Before: verbs/oauth.ts. After: token-server.ts.
 */
import type { DeviceAuthorizationResponse } from "oauth4webapi";
import { ServiceError } from "../service-error.ts";
import { notSignedIn, type SignedIn, type SigningIn, signedIn } from "./sign-in.ts";
import { answerOf, type Calling, calling, type Grant, grantOf, protocol, Refused } from "./token-server.ts";

/** Of RFC 8628, 3.2 and 3.5. */
const USUAL_INTERVAL_S = 5;
const SLOWER_BY_S = 5;

/** Answers when the person has agreed or refused, or when the code has run out. `wait`: in milliseconds. */
export async function signInByDevice(
  { app, scope, say }: SigningIn,
  wait: (ms: number) => Promise<void>,
): Promise<SignedIn> {
  const { deviceAuthorizationRequest, processDeviceAuthorizationResponse } = await protocol();
  const ask = await calling(app);
  const { server, client, authentication, options } = ask;
  try {
    const device = await answerOf(
      ask,
      () => deviceAuthorizationRequest(server, client, authentication, { scope }, options),
      (answer) => processDeviceAuthorizationResponse(server, client, answer),
      [],
    );
    say(
      `Open ${device.verification_uri} on any device, sign in as who your ${app.purpose} belongs to, and type the code ${device.user_code}\nI wait here until you have.`,
    );
    return signedIn(await agreed(ask, device, wait), app);
  } catch (error) {
    return notSignedIn(error, app);
  }
}

/** Asks until there is an answer; that the code has run out is one, and that the server can't be reached now is none. */
async function agreed(
  ask: Calling,
  { device_code: code, expires_in: holdsS, interval = USUAL_INTERVAL_S }: DeviceAuthorizationResponse,
  wait: (ms: number) => Promise<void>,
): Promise<Grant> {
  const { deviceCodeGrantRequest, processDeviceCodeResponse } = await protocol();
  const { server, client, authentication, options } = ask;
  let everyS = interval;
  for (let waitedS = 0; waitedS <= holdsS; waitedS += everyS) {
    await wait(everyS * 1000);
    try {
      return grantOf(
        await answerOf(
          ask,
          () => deviceCodeGrantRequest(server, client, authentication, code, options),
          (answer) => processDeviceCodeResponse(server, client, answer),
          [code],
        ),
      );
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (!(error instanceof Refused) || error.error === "slow_down") everyS += SLOWER_BY_S;
    }
  }
  throw new Refused({ error: "expired_token", said: "" });
}

function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.error === "authorization_pending" || error.error === "slow_down";
  return error instanceof ServiceError && (error.trouble === "unreachable" || error.trouble === "limited");
}
