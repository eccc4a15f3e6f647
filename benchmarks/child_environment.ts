/**
 * The environment of the processes that a run starts.
 *
 * @module
 */

/** Names of variables that make a linker load other code, such as LD_LIBRARY_PATH. */
const LINKER = /^(LD|DYLD)_/;

/**
 * All of this process's environment, or all but what makes a linker load other code: Deno starts no
 * process with that, and none at all while it is set, unless everything may be run (`--allow-run`).
 */
export function childEnvironment(): { clearEnv: true; env: Record<string, string> } {
  const env = Deno.env.toObject();
  for (const name of withheld()) delete env[name];
  return { clearEnv: true, env };
}

/** Names of the variables that {@link childEnvironment} leaves out. */
export function withheld(): string[] {
  if (Deno.permissions.querySync({ name: "run" }).state === "granted") return [];
  return Object.keys(Deno.env.toObject()).filter((name) => LINKER.test(name));
}
