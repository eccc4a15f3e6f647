/**
 * What makes the artifacts of a run: the commit of this code, the versions under it, the machine.
 *
 * Never part of a key. What the process is not permitted to ask is left out.
 *
 * @module
 */
import { cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import config from "../deno.json" with { type: "json" };
import { childEnvironment } from "./child_environment.ts";
import type { Provenance } from "./store_manifest.ts";

const ROOT = new URL("..", import.meta.url);

/** The provenance of everything this process and its workers make. */
export async function provenance(): Promise<Provenance> {
  const revision = await gitRevision(new URL(".git/", ROOT));
  const dirty = revision === null ? null : await gitDirty();
  return { versions: versions(), git: { revision, dirty }, host: host() };
}

/** The commit a `.git` directory stands at, null if there is none. */
export async function gitRevision(git: URL): Promise<string | null> {
  // In a worktree `.git` is a file that names a folder of its own, and that the common one.
  const file = new URL(git.href.replace(/\/$/, ""));
  const [, own] = /^gitdir: (.+)/.exec(await textIfThere(file) ?? "") ?? [];
  if (own !== undefined) git = folder(own, file);
  const common = folder(await textIfThere(new URL("commondir", git)) ?? ".", git);
  const head = await textIfThere(new URL("HEAD", git));
  const ref = head?.match(/^ref: (\S+)/)?.[1];
  if (ref === undefined) return head?.trim() ?? null;
  const loose = await textIfThere(new URL(ref, common));
  if (loose !== undefined) return loose.trim();
  const packed = await textIfThere(new URL("packed-refs", common)) ?? "";
  const line = packed.split("\n").find((line) => line.endsWith(` ${ref}`));
  return line?.split(" ")[0] ?? null;
}

/** A path beside or below a place, as a folder. */
function folder(path: string, base: URL): URL {
  const from = fileURLToPath(new URL(".", base));
  return new URL(`${pathToFileURL(resolve(from, path.trim()))}/`);
}

/** Whether files differ from the commit, null if this process may not run `git`. */
async function gitDirty(): Promise<boolean | null> {
  const { state } = await Deno.permissions.query({ name: "run", command: "git" });
  if (state !== "granted") return null;
  try {
    const command = new Deno.Command("git", {
      args: ["status", "--porcelain"],
      ...childEnvironment(),
      cwd: fileURLToPath(ROOT),
    });
    const { success, stdout } = await command.output();
    return success ? stdout.length > 0 : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function versions(): Record<string, string> {
  const packages = Object.entries(config.imports).map(([name, specifier]) => {
    return [name, specifier.slice(specifier.lastIndexOf("@") + 1)];
  });
  return { deno: Deno.version.deno, v8: Deno.version.v8, ...Object.fromEntries(packages) };
}

function host(): Provenance["host"] {
  const { os, arch } = Deno.build;
  return {
    ...permitted("hostname", () => ({ name: Deno.hostname() })),
    system: `${os} ${arch}`,
    ...permitted("cpus", () => ({ cpu: cpus()[0]?.model ?? "unknown" })),
    cores: navigator.hardwareConcurrency,
  };
}

function permitted<T>(kind: Deno.SysPermissionDescriptor["kind"], ask: () => T): T | undefined {
  const { state } = Deno.permissions.querySync({ name: "sys", kind });
  return state === "granted" ? ask() : undefined;
}

async function textIfThere(url: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(url);
  } catch (error) {
    const { NotFound, NotADirectory, IsADirectory } = Deno.errors;
    if ([NotFound, NotADirectory, IsADirectory].some((kind) => error instanceof kind)) {
      return undefined;
    }
    throw error;
  }
}
