/**
 * Claims: of the processes that want the same artifact, one makes it and the others wait.
 *
 * A claim is an operating-system lock on a file, named as a temporary's so that what a dead process
 * leaves is cleaned up alike. It goes with the process, however that ends.
 *
 * @module
 */
import { removeIfThere } from "./store_files.ts";
import { isSameFile, lockPath } from "./store_temporary.ts";

/** Milliseconds between two looks at a lock that another process holds. */
const INTERVAL = 100;

export interface ClaimOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called once if another process holds the claim. */
  readonly onWait: () => void;
}

/**
 * Claims the artifact `key` in `parent`, which must exist, until it is disposed of.
 *
 * @throws the signal's reason if it is given while another process holds the claim.
 */
export async function claim(
  parent: string,
  key: string,
  { signal, onWait }: ClaimOptions,
): Promise<AsyncDisposable> {
  const path = lockPath(parent, key);
  for (let waited = false;;) {
    const lock = await Deno.open(path, { write: true, create: true });
    if (!await lock.tryLock(true)) {
      lock.close();
      if (!waited) onWait();
      waited = true;
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
      signal.throwIfAborted();
      continue;
    }
    // Before it was locked, its file may have been removed, by who held it before.
    if (await isSameFile(lock, path)) {
      return {
        async [Symbol.asyncDispose]() {
          await removeIfThere(path);
          lock.close();
        },
      };
    }
    lock.close();
  }
}
