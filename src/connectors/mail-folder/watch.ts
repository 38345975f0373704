/**
 * Notices that something changed in a folder: at once where the system tells, by looking now and then everywhere.
 * Before: somebody puts a file down. After: maildir.ts is asked for a listing.
 */
import { type FSWatcher, watch } from "node:fs";

/**
 * Calls `onChange` soon after a change in any of the folders, again `againMs` later (what was still being written may be
 * done by then), and every `pollMs` in any case. Never throws; `close` ends it all.
 */
export function watchFolders(
  folders: readonly string[],
  onChange: () => void,
  { pollMs, againMs }: { readonly pollMs: number; readonly againMs: number },
): { close(): void } {
  let soon: NodeJS.Timeout | undefined;
  let again: NodeJS.Timeout | undefined;
  const changed = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      onChange();
    }, 20);
    clearTimeout(again);
    again = setTimeout(onChange, againMs);
  };
  const watchers = folders.flatMap((folder) => watchOne(folder, changed));
  const poll = setInterval(onChange, pollMs);
  return {
    close() {
      for (const watcher of watchers) watcher.close();
      clearInterval(poll);
      clearTimeout(soon);
      clearTimeout(again);
    },
  };
}

/** Where the system can't watch (too many watchers, a network disk), polling is enough. */
function watchOne(folder: string, changed: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, changed);
    watcher.on("error", () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
