/**
 * What a client says to log in with an access token: XOAUTH2, or OAUTHBEARER (RFC 7628). Anything else is not understood.
 */
export function bearerIn(way: string, encoded: string): { readonly user: string; readonly token: string } | null {
  const parts = Buffer.from(encoded, "base64").toString("utf8").split("\u0001");
  const [head = "", ...fields] = way === "XOAUTH2" ? parts : parts.filter((part) => !/^(host|port)=./.test(part));
  if (way !== "XOAUTH2" && parts.length - fields.length !== 3) return null;
  const user = (way === "XOAUTH2" ? /^user=(.+)$/ : /^n,a=(.+),$/).exec(head)?.[1];
  const [bearer = "", ...ends] = fields;
  const token = /^auth=Bearer (\S+)$/.exec(bearer)?.[1];
  return user && token && ends.length === 2 && ends.join("") === "" ? { user, token } : null;
}
