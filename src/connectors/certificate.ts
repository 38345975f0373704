/**
 * Why an encrypted connection can't be trusted, and what the owner can do about it. Nothing was said over it yet, no password either.
 * Before: mail-server/ and calendar-server/, with the codes of Node and OpenSSL. After: words for the owner.
 */

/** Which setting names the server, and how an address in it begins that is encrypted from the first byte. */
export interface Named {
  readonly setting: string;
  readonly scheme: string;
}

const DISTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS|ERR_SSL|ISSUER/;

export function isDistrusted(code: string): boolean {
  return DISTRUSTED.test(code);
}

/** The reason and the advice, as the rest of a sentence. Without a code that tells more: there is no encryption to be had. */
export function distrustWords(code: string, { setting, scheme }: Named): string {
  if (code.includes("EXPIRED"))
    return "its certificate has expired. Whoever runs it has to renew it; if that was done, look at this machine's clock.";
  if (code.includes("NOT_YET_VALID")) return "its certificate isn't valid yet. Look at this machine's clock.";
  if (code.includes("ALTNAME"))
    return `its certificate is for another name. Write the server's name in ${setting} as its certificate has it.`;
  if (/SELF_SIGNED|VERIFY|ISSUER/.test(code))
    return `nobody known vouches for its certificate. If it is your own server, name its authority's certificate in NODE_EXTRA_CA_CERTS and start again; else look at the server's name in ${setting}.`;
  if (/REVOKED/.test(code)) return `its certificate was revoked. Ask whoever runs it.`;
  return `it doesn't offer an encrypted connection. Write ${scheme} in ${setting}, or ask whoever runs it.`;
}
