/** Who may know whom, and what must not be found anywhere: read from the files themselves. */
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { specSchema } from "../benchmarks/spec_schema.ts";
import { runStage } from "../benchmarks/stages/mod.ts";
import { STAGE_VERSIONS } from "../benchmarks/stages/versions.ts";
import config from "../deno.json" with { type: "json" };
import { taskOf } from "../tasks/registry.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["model", "datasets", "tasks", "results", "benchmarks"];

/** Every file below some folders of the repository and at its top, as paths from there. */
async function filesIn(folders: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  const visit = async (folder: string, deep: boolean) => {
    for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
      // In a worktree `.git` is a file that names a folder.
      if (isFile && name !== ".git") files.push(relative(ROOT, join(folder, name)));
      else if (isDirectory && deep && name !== "fixtures") await visit(join(folder, name), true);
    }
  };
  await visit(ROOT, false);
  for (const folder of folders) await visit(join(ROOT, folder), true);
  return files.map((file) => file.replaceAll("\\", "/")).sort();
}

function read(file: string): Promise<string> {
  return Deno.readTextFile(join(ROOT, file));
}

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`. */
const IMPORT = new RegExp(
  [
    String
      .raw`^(?:import|export)\s+(?:type\s+)?(?:\w+,\s*)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)\s+from\s+"([^"]+)"`,
    String.raw`^import\s+"([^"]+)"`,
    String.raw`\bimport\(\s*"([^"]+)"`,
  ].join("|"),
  "gm",
);

/** What a module imports: relative specifiers as paths from the root, others as they are. */
async function importsOf(file: string): Promise<string[]> {
  const code = (await read(file)).replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  return Array.from(code.matchAll(IMPORT), (match) => {
    const specifier = match.slice(1).find((group) => group !== undefined)!;
    if (!specifier.startsWith(".")) return specifier;
    return relative(ROOT, fileURLToPath(new URL(specifier, `file://${join(ROOT, file)}`)));
  });
}

/** Modules, without those of tests. */
const SOURCES = (await filesIn(FOLDERS)).filter((file) => file.endsWith(".ts"));
const IMPORTS = new Map(
  await Promise.all(SOURCES.map(async (file) => [file, await importsOf(file)] as const)),
);

/** For files below a path, what they may import of this repository; the first that fits counts. */
const MAY_KNOW: readonly [string, readonly string[]][] = [
  ["model/", ["model/"]],
  ["datasets/", ["datasets/", "model/random.ts", "model/checkpoint/"]],
  ["tasks/metrics/", ["tasks/metrics/", "model/words.ts"]],
  ["tasks/", ["tasks/", "datasets/", "model/"]],
  ["results/", ["results/", "datasets/", "model/"]],
  ["benchmarks/", [...FOLDERS.map((folder) => `${folder}/`), "deno.json"]],
  ["mod.ts", FOLDERS.map((folder) => `${folder}/`)],
  ["cli.ts", ["mod.ts", "cli_"]],
  ["cli_", ["mod.ts", "cli_engine.ts", "cli_files.ts", "model/checkpoint/"]],
];

Deno.test("modules know only what stands below them", () => {
  assert.ok(SOURCES.length > 150, `${SOURCES.length} modules found`);
  for (const [file, imports] of IMPORTS) {
    const [, allowed] = MAY_KNOW.find(([path]) => file.startsWith(path)) ??
      assert.fail(`${file} is in no known place`);
    for (const name of imports) {
      const isOwn = FOLDERS.some((folder) => name.startsWith(`${folder}/`)) || name.includes(".");
      if (!isOwn) continue;
      assert.ok(allowed.some((path) => name.startsWith(path)), `${file} imports ${name}`);
    }
  }
});

Deno.test("packages are named in the import map, and none comes from JSR", async () => {
  const packages: Record<string, string> = config.imports;
  for (const [name, specifier] of Object.entries(packages)) {
    assert.match(specifier, /^npm:/, name);
  }
  const tests = (await filesIn(["tests"])).filter((file) => file.endsWith(".ts"));
  for (const file of new Set([...SOURCES, ...tests])) {
    for (const name of await importsOf(file)) {
      const isFile = /\.(ts|json|css|js|wasm)$/.test(name) && !name.includes(":");
      const isPackage = Object.keys(packages).some((own) => `${name}/`.startsWith(`${own}/`));
      assert.ok(isFile || name.startsWith("node:") || isPackage, `${file} imports ${name}`);
    }
  }
  assert.doesNotMatch(await read("deno.lock"), /"jsr[":]/);
});

Deno.test("cli.ts parses arguments and calls mod.ts", () => {
  const packages = IMPORTS.get("cli.ts")!.filter((name) => !name.endsWith(".ts"));
  assert.deepEqual(packages, ["commander", "node:path", "node:process"]);
});

/** Who reads a clock or draws what no seed decides: none of it reaches a result. */
const CLOCKS: Readonly<Record<string, readonly string[]>> = {
  // How long things took, for people.
  "benchmarks/progress.ts": ["performance.now"],
  "benchmarks/progress_count.ts": ["performance.now"],
  "benchmarks/stages/reporter.ts": ["performance.now"],
  // How long making a graph took, for a manifest's `timings`.
  "model/engine/onnx/engine.ts": ["performance.now"],
  // Names of ledgers that were set aside.
  "benchmarks/ledger/ledger.ts": ["crypto.randomUUID"],
  // What the bench is for.
  "benchmarks/bench/bench.ts": ["performance.now"],
  "benchmarks/bench/rows/outside_session.ts": ["performance.now"],
  // `environment` of results.json and `timings` of a manifest.
  "benchmarks/reproduce.ts": ["new Date", "performance.now"],
  "benchmarks/store.ts": ["Temporal.Now", "crypto.randomUUID", "performance.now"],
  // Names of temporary directories.
  "benchmarks/store_temporary.ts": ["crypto.randomUUID"],
};

Deno.test("no result depends on a clock or on a generator without a seed", async () => {
  const pattern =
    /Math\.random|Date\.now|new Date|Temporal\.Now|performance\.now|crypto\.(?:randomUUID|getRandomValues)/g;
  const found: Record<string, string[]> = {};
  for (const file of SOURCES) {
    const names = new Set((await read(file)).match(pattern));
    if (names.size > 0) found[file] = [...names].sort();
  }
  assert.deepEqual(found, CLOCKS);
});

/** Files of benchmarks/stages that are no step. */
const NO_STEPS = [
  "context",
  "exhibits",
  "feed_thread",
  "feed_worker",
  "inputs",
  "mod",
  "reporter",
  "token_statistics",
  "training",
  "versions",
];

Deno.test("every stage has a version, a file and a function", async () => {
  const { prepare, ...kinds } = STAGE_VERSIONS;
  const files = SOURCES.filter((file) => file.startsWith("benchmarks/stages/"))
    .map((file) => file.slice("benchmarks/stages/".length, -".ts".length));
  const steps = [...Object.keys(prepare), ...Object.keys(kinds)];
  assert.deepEqual(files, [...steps, ...NO_STEPS].sort());
  const run = (kind: string, step: string) =>
    runStage({ kind, step, config: {}, inputs: {} } as never, {} as never);
  for (const step of Object.keys(prepare)) {
    await assert.rejects(
      run("prepare", step),
      (error: Error) => !/no such step/.test(error.message),
    );
  }
  await assert.rejects(run("prepare", "juggling"), /no such step/);
});

Deno.test("every task of a spec has versions and is in the registry", () => {
  const { finetune, evaluate } = STAGE_VERSIONS;
  const tasks = Object.keys(finetune);
  assert.deepEqual(Object.keys(evaluate), tasks);
  assert.deepEqual(
    specSchema.shape.tasks.def.valueType.options.map(({ shape }) => shape.task.value),
    tasks,
  );
  for (const task of tasks) assert.equal(taskOf(task).name, task);
  assert.throws(() => taskOf("juggling"), /"juggling": there are /);
});

Deno.test("no file names a folder of one machine", async () => {
  const places = ["work", "opt", "home", "root", "Users"].join("|");
  const pattern = new RegExp(`(?<![\\w.~-])/(?:${places})/`);
  for (const file of await filesIn([...FOLDERS, "tests", "docs", ".ci"])) {
    if (/\.(png|safetensors)$/.test(file)) continue;
    const line = (await read(file)).split("\n").findIndex((line) => pattern.test(line));
    assert.equal(line, -1, `${file}:${line + 1}`);
  }
});
