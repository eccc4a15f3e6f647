/**
 * Temporary directories whose writer's life can be seen by other processes.
 *
 * A writer holds an operating-system lock on a file beside its directory. The lock goes with the
 * process, however it ends, so a directory whose lock is free was left by a dead writer.
 *
 * @module
 */
import { basename, join } from "node:path";
import { namesIfThere, openIfThere, removeIfThere, statIfThere } from "./store_files.ts";

const PREFIX = ".tmp-";
const LOCK = ".lock";

/** The lock file of a name in `parent`; {@link removeLeftovers} removes it when it is free. */
export function lockPath(parent: string, name: string): string {
  return join(parent, PREFIX + name + LOCK);
}

/** A directory being written. */
export interface Temporary {
  readonly path: string;
  /** Removes the directory, if it is still there, and lets go of the lock. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates a temporary directory in `parent`, which must exist. */
export async function createTemporary(parent: string): Promise<Temporary> {
  for (;;) {
    const path = join(parent, PREFIX + crypto.randomUUID());
    const lock = await Deno.open(path + LOCK, { write: true, createNew: true });
    await lock.lock(true);
    // Between the two calls above the lock was free, and its file may have been removed.
    if (!await isSameFile(lock, path + LOCK)) {
      lock.close();
      continue;
    }
    await Deno.mkdir(path);
    return {
      path,
      async [Symbol.asyncDispose]() {
        await removeIfThere(path);
        await removeIfThere(path + LOCK);
        lock.close();
      },
    };
  }
}

/** Removes what dead writers left in `parent`; the directories of live ones stay. */
export async function removeLeftovers(parent: string): Promise<void> {
  const names = (await namesIfThere(parent)).filter((name) => name.startsWith(PREFIX));
  for (const name of new Set(names.map((name) => basename(name, LOCK)))) {
    const path = join(parent, name);
    using lock = await openIfThere(path + LOCK);
    if (lock !== undefined && !await lock.tryLock(true)) continue;
    await removeIfThere(path);
    await removeIfThere(path + LOCK);
  }
}

/** Whether the file at a path is still the one that was opened. */
export async function isSameFile(file: Deno.FsFile, path: string): Promise<boolean> {
  const [a, b] = [await file.stat(), await statIfThere(path)];
  return a.ino === b?.ino && a.dev === b?.dev;
}
