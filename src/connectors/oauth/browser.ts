/**
 * Signing in with a browser (RFC 8252): the person opens an address, agrees, and the provider sends the browser back to this very
 * machine with a code. Whose code it is proves `state`; that nobody else can use it, PKCE (RFC 7636). A browser on another machine
 * ends at an address that it can't open: pasted here, it does the same.
 * Before: verbs/oauth.ts. After: token-server.ts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { notSignedIn, type SignedIn, type SigningIn, signedIn } from "./sign-in.ts";
import { answerOf, type Calling, calling, grantOf, protocol, Refused } from "./token-server.ts";

export interface BrowserWay extends SigningIn {
  readonly authorizationUrl: string;
  /** Where to listen; 0: wherever there is room. */
  readonly port: number;
  /** Lines that the person types or pastes; null: there is no terminal. */
  readonly pasted: AsyncIterable<string> | null;
  readonly patienceMs: number;
}

const HOST = "127.0.0.1";

/** Answers when the browser came back, or nobody came in time. */
export async function signInByBrowser(way: BrowserWay): Promise<SignedIn> {
  const { app } = way;
  const { generateRandomCodeVerifier, generateRandomState, calculatePKCECodeChallenge } = await protocol();
  const ask = await calling(app);
  const [verifier, state] = [generateRandomCodeVerifier(), generateRandomState()];
  let arrived: (back: URLSearchParams) => void = () => undefined;
  const back = new Promise<URLSearchParams>((resolve) => {
    arrived = resolve;
  });
  const isOurs = (parameters: URLSearchParams) => parameters.get("state") === state;
  const server = createServer((request, response) => receive(request, response, isOurs, arrived));
  if (!(await listens(server, way.port)))
    return { kind: "not", why: `The port ${way.port} on this machine can't be had. Choose another with --port.` };
  let timer: NodeJS.Timeout | undefined;
  try {
    const redirectUri = `http://${app.provider.loopback}:${(server.address() as AddressInfo).port}`;
    way.say(
      invitation(
        way,
        addressToOpen(way, { redirectUri, state, challenge: await calculatePKCECodeChallenge(verifier) }),
      ),
    );
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), way.patienceMs);
    });
    takePasted(way, isOurs, arrived).catch(() => undefined); // a terminal that is gone leaves the browser
    const parameters = await Promise.race([back, late]);
    if (parameters === null) return { kind: "not", why: "Nobody came back from the browser in time. Sign in again." };
    return signedIn(await exchanged(ask, parameters, { redirectUri, state, verifier }), app);
  } catch (error) {
    return notSignedIn(error, app);
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
  }
}

function addressToOpen(
  { app, scope, authorizationUrl }: BrowserWay,
  { redirectUri, state, challenge }: { redirectUri: string; state: string; challenge: string },
): string {
  const url = new URL(authorizationUrl);
  const parameters = {
    response_type: "code",
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...app.provider.parameters,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function invitation({ app, pasted }: BrowserWay, address: string): string {
  const lines = [`Open this address in a browser, and sign in as who your ${app.purpose} belongs to:`, "", address, ""];
  const elsewhere =
    "Is the browser on another machine? It ends at a page that can't be opened: paste that page's whole address here.";
  return [...lines, "I wait here until you have.", ...(pasted ? [elsewhere] : [])].join("\n");
}

/** Whoever comes without our `state` wasn't sent by us, and changes nothing. */
function receive(
  request: IncomingMessage,
  response: ServerResponse,
  isOurs: (parameters: URLSearchParams) => boolean,
  arrived: (back: URLSearchParams) => void,
): void {
  const { searchParams } = new URL(request.url ?? "/", `http://${HOST}`);
  const ours = request.method === "GET" && isOurs(searchParams);
  response.writeHead(ours ? 200 : 400, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(
    ours ? "That's all. You can close this page; the terminal says how it ended.\n" : "This is not where you belong.\n",
    () => ours && arrived(searchParams),
  );
}

async function takePasted(
  { pasted, say }: BrowserWay,
  isOurs: (parameters: URLSearchParams) => boolean,
  arrived: (back: URLSearchParams) => void,
): Promise<void> {
  for await (const line of pasted ?? []) {
    const text = line.trim();
    const parameters = URL.canParse(text) ? new URL(text).searchParams : null;
    if (parameters && isOurs(parameters)) return arrived(parameters);
    if (text !== "") say("That isn't the address of the page that your browser ended at. Paste the whole of it.");
  }
}

async function exchanged(
  ask: Calling,
  parameters: URLSearchParams,
  { redirectUri, state, verifier }: { redirectUri: string; state: string; verifier: string },
) {
  const oauth = await protocol();
  const { server, client, authentication, options } = ask;
  // `iss` tells several providers at one address apart (RFC 9207); at this one there is one.
  parameters.delete("iss");
  const refusal = parameters.get("error");
  if (refusal) throw new Refused({ error: refusal, said: parameters.get("error_description") ?? "" });
  const checked = oauth.validateAuthResponse(server, client, parameters, state);
  return grantOf(
    await answerOf(
      ask,
      () =>
        oauth.authorizationCodeGrantRequest(server, client, authentication, checked, redirectUri, verifier, options),
      (answer) => oauth.processAuthorizationCodeResponse(server, client, answer),
      [verifier, parameters.get("code") ?? ""],
    ),
  );
}

/** `false`: somebody else has the port. */
function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, HOST, () => resolve(true));
  });
}
