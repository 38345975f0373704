/**
 * A page becomes a PNG, by Chromium without a window. The page has everything in it; nothing is fetched.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { smaller } from "./smaller.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
  // Coloured edges of letters make a picture twice as large.
  "--disable-lcd-text",
];
const PATIENCE_MS = 60_000;

/** Draws `html` at that size into `path`. `chromium`: the program. */
export async function draw(
  html: string,
  { path, width, height, chromium }: { path: string; width: number; height: number; chromium: string },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "atelier-pictures-"));
  try {
    const [page, shot] = [join(folder, "page.html"), join(folder, "shot.png")];
    writeFileSync(page, html);
    const flags = [...FLAGS, `--user-data-dir=${join(folder, "profile")}`, `--window-size=${width},${height}`];
    await promisify(execFile)(chromium, [...flags, `--screenshot=${shot}`, `file://${page}`], { timeout: PATIENCE_MS });
    writeFileSync(path, smaller(readFileSync(shot)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
