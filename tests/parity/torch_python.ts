/**
 * PyTorch, where Debian's python3-torch is installed: runs `medvill_torch.py`.
 *
 * @module
 */
import assert from "node:assert/strict";

const SCRIPT = new URL("medvill_torch.py", import.meta.url).pathname;

/**
 * Registers a test that needs PyTorch, and gives it a temporary folder; without PyTorch it is
 * skipped by name.
 */
export function torchTest(name: string, body: (folder: string) => Promise<void>): void {
  const fn = async () => {
    const folder = await Deno.makeTempDir();
    try {
      await body(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
  if (PYTHON !== undefined) Deno.test(name, fn);
  else Deno.test({ name: `${name} (no python3 with torch)`, ignore: true, fn });
}

/** Runs a command of the script and returns what it prints. */
export async function torch<T>(...args: readonly string[]): Promise<T> {
  const { success, stdout, stderr } = await new Deno.Command(PYTHON!, {
    args: [SCRIPT, ...args],
    env: { OMP_NUM_THREADS: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const PYTHON = ["python3", "/usr/bin/python3"].find(hasTorch);

function hasTorch(python: string): boolean {
  const find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";
  try {
    return new Deno.Command(python, { args: ["-c", find] }).outputSync().success;
  } catch {
    return false;
  }
}
