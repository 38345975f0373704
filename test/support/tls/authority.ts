/**
 * A throwaway authority and what it vouches for, made by OpenSSL: a certificate that is in order, and three that nobody should trust.
 * Before: tests of TLS. After: the folder, taken away with `discard`.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * An address that leads to this machine and doesn't look like it: from an address that does, encryption isn't asked for.
 * (Linux and macOS take 0.0.0.0 for the machine itself.)
 */
export const ELSEWHERE = "0.0.0.0";

export interface Certificate {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

/** `good`; of an authority that nobody knows; whose time is over; for another name. */
export type Kind = "good" | "unknown" | "expired" | "misnamed";

export interface Authority {
  /** The authority's own certificate, for NODE_EXTRA_CA_CERTS. */
  readonly ca: string;
  readonly of: Readonly<Record<Kind, Certificate>>;
  discard(): void;
}

export function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), "atelier-tls-"));
  chmodSync(folder, 0o755); // servers that run as somebody else read it
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const keyed = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const root = (name: string) =>
    openssl(
      ...["req", "-x509", ...keyed, "-subj", `/CN=${name}`, "-days", "2"],
      ...["-keyout", at(`${name}.key`), "-out", at(`${name}.pem`), "-addext", "keyUsage=critical,keyCertSign"],
    );
  const leaf = (name: string, ca: string, days: number, names: string): Certificate => {
    const paths = { cert: at(`${name}.pem`), key: at(`${name}.key`) };
    writeFileSync(at(`${name}.ext`), `subjectAltName=${names}\n`);
    openssl("req", ...keyed, "-subj", `/CN=${name}`, "-keyout", paths.key, "-out", at(`${name}.csr`));
    openssl(
      ...["x509", "-req", "-in", at(`${name}.csr`), "-CA", at(`${ca}.pem`), "-CAkey", at(`${ca}.key`)],
      ...["-CAcreateserial", "-days", String(days), "-extfile", at(`${name}.ext`), "-out", paths.cert],
    );
    chmodSync(paths.key, 0o644);
    return paths;
  };
  root("known");
  root("stranger");
  const here = `IP:${ELSEWHERE},IP:127.0.0.1`;
  return {
    ca: at("known.pem"),
    of: {
      good: leaf("good", "known", 2, here),
      unknown: leaf("unknown", "stranger", 2, here),
      expired: leaf("expired", "known", -1, here),
      misnamed: leaf("misnamed", "known", 2, "DNS:mail.elsewhere.example"),
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
