/**
 * Running somewhere: what fly.toml and the Dockerfile say fits together, and fits the program.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveHttp } from "../src/http.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

/** `section.key` → value, for the plain lines that fly.toml is made of; comments and quotes taken away. */
function toml(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = "";
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, name] = /^\[\[?([\w.]+)\]\]?$/.exec(line) ?? [];
    const [, key = "", value = ""] = /^(\w+) = (.+)$/.exec(line) ?? [];
    if (name !== undefined) section = `${name}.`;
    else if (key === "") throw new Error(`fly.toml: what does "${line}" say?`);
    else values.set(section + key, value.replace(/^"(.*)"$/, "$1"));
  }
  return values;
}

/** The instructions of a Dockerfile, one each, continued lines joined. */
function instructions(text: string): ReadonlyArray<{ readonly name: string; readonly rest: string }> {
  return text
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
      return { name, rest };
    });
}

const fly = toml(read("fly.toml"));
const docker = instructions(read("Dockerfile"));
const of = (name: string) => docker.filter((one) => one.name === name).map((one) => one.rest);
/** The stage that runs. */
const last = docker.slice(docker.findLastIndex((one) => one.name === "FROM"));

test("one machine: always on, restarted however it ends, and no service by which it would be stopped", () => {
  expect(fly.get("restart.policy")).toBe("always");
  expect([...fly.keys()].filter((key) => /service|auto_stop|min_machines/.test(key))).toEqual([]);
  expect(read("fly.toml")).toMatch(
    /^# \[http_service\]\n(# .*\n)*# auto_stop_machines = "off"\n(# .*\n)*# min_machines_running = 1$/m,
  );
});

test("it is told to stop by SIGTERM and has time to finish", () => {
  expect(fly.get("kill_signal")).toBe("SIGTERM");
  expect(Number.parseInt(fly.get("kill_timeout") ?? "", 10)).toBeGreaterThanOrEqual(15);
  expect(of("STOPSIGNAL")).toEqual(["SIGTERM"]);
});

test("the home lies on the volume, in both files at the same place", () => {
  const home = fly.get("env.ATELIER_HOME") ?? "";
  expect(home.startsWith(`${fly.get("mounts.destination")}/`)).toBe(true);
  expect(fly.get("mounts.source")).toBe("atelier_home");
  expect(of("VOLUME")).toEqual([fly.get("mounts.destination")]);
  expect(of("ENV").join(" ")).toContain(`ATELIER_HOME=${home}`);
  expect(read("docker/atelier.sh")).toContain(home);
});

test("the health check asks what the program answers", async () => {
  const [check] = [...fly.keys()].filter((key) => /^checks\.\w+\.path$/.test(key));
  const path = fly.get(check ?? "") ?? "";
  const port = fly.get("env.PORT");
  expect(fly.get(check?.replace("path", "port") ?? "")).toBe(port);
  expect(of("EXPOSE")).toEqual([port]);
  expect(of("ENV").join(" ")).toContain(`PORT=${port}`);
  expect(of("HEALTHCHECK").join()).toContain(path);
  const door = await serveHttp({ port: 0, alive: () => true, ready: () => ({ missing: [] }), routes: new Map() });
  if (door.kind === "taken") throw new Error(door.why);
  expect((await fetch(`http://127.0.0.1:${door.port}${path}`)).status).toBe(200);
  await door.close();
});

test("the image's own health check ends well with a good answer, and badly with none", async () => {
  const [, command = "[]"] = /CMD (\[.*\])$/.exec(of("HEALTHCHECK")[0] ?? "") ?? [];
  const [, ...args] = JSON.parse(command) as string[];
  let alive = true;
  const door = await serveHttp({ port: 0, alive: () => alive, ready: () => ({ missing: [] }), routes: new Map() });
  if (door.kind === "taken") throw new Error(door.why);
  const ask = async () => {
    const child = spawn(process.execPath, args, { env: { ...process.env, PORT: String(door.port) } });
    return new Promise((resolve) => child.on("close", resolve));
  };
  expect(await ask()).toBe(0);
  alive = false;
  expect(await ask()).toBe(1);
  await door.close();
  expect(await ask()).toBe(1);
});

test("built in stages on a Debian with Node 22 or later, run with what is needed only", () => {
  const bases = of("FROM").map((from) => from.split(" ")[0] ?? "");
  expect(bases.length).toBeGreaterThan(1);
  for (const base of bases) expect(base).toMatch(/^node:(2[2-9]|[3-9]\d)(\.[\d.]+)?(-bookworm|-trixie)?-slim$/);
  expect(of("RUN").some((line) => line.startsWith("npm ci --omit=dev"))).toBe(true);
  expect(last.filter((one) => /\bsrc\b|npm|apt/.test(one.rest))).toEqual([]);
});

test("everything that is copied is there, and nothing that runs is left out", () => {
  const ignored = read(".dockerignore").split("\n").filter(Boolean);
  const copied = of("COPY").filter((rest) => !rest.startsWith("--from"));
  for (const name of copied.flatMap((rest) => rest.split(" ").slice(0, -1))) {
    expect(existsSync(join(ROOT, name)), name).toBe(true);
    expect(ignored).not.toContain(name.split("/")[0]);
  }
  const { files } = JSON.parse(read("package.json")) as { files: string[] };
  const shipped = last.filter((one) => one.name === "COPY").map((one) => one.rest);
  for (const name of files)
    expect(
      shipped.some((rest) => rest.includes(`./${name}`)),
      name,
    ).toBe(true);
});

test("no package that runs needs its install script, but esbuild, which works without", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { hasInstallScript?: true; dev?: true }>;
  };
  const scripted = Object.entries(packages).filter(([, one]) => one.hasInstallScript && !one.dev);
  expect(scripted.map(([name]) => name)).toEqual(["node_modules/esbuild"]);
});

test("what the image throws away is nothing that is loaded", () => {
  const throwing = of("RUN").find((line) => line.includes("rm -rf")) ?? "";
  const fonts = [...throwing.matchAll(/! -name (\S+\.ttf)/g)].map(([, name]) => name);
  const drawn = [...read("src/surfaces/chat/chart.ts").matchAll(/"([\w-]+\.ttf)"/g)].map(([, name]) => name);
  expect(fonts).toEqual(drawn);
  const gone = [...throwing.matchAll(/cedar-wasm\/(\w+)/g)].map(([, name]) => name);
  expect(gone).not.toContain("nodejs");
});

test("it starts as the company's own user, through one script that gives root up first", () => {
  const script = read("docker/atelier.sh");
  expect(of("CMD")).toEqual(['["atelier", "start"]']);
  expect(last.map((one) => one.rest)).toContain("docker/atelier.sh /usr/local/bin/atelier");
  expect(statSync(join(ROOT, "docker/atelier.sh")).mode & 0o111).not.toBe(0);
  execFileSync("sh", ["-n", join(ROOT, "docker/atelier.sh")]);
  const [, user] = /useradd .* (\S+)$/.exec(of("RUN").find((line) => line.startsWith("useradd")) ?? "") ?? [];
  expect(script).toContain(`--reuid=${user}`);
  // Every way to the program gives its place up to it: the process itself hears the signals.
  for (const line of script.split("\n").filter((one) => one.includes("node ")))
    expect(line.trim()).toMatch(
      /^exec (setpriv --reuid=\S+ --regid=\S+ --init-groups )?node \/app\/dist\/cli\.js "\$@"$/,
    );
});
