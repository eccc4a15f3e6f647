/** Wrong arguments, help, and the exit code of the process. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { captured } from "./captured.ts";
import { runTask, withFolder } from "./command.ts";
import { namesIn } from "./results_folder.ts";

const SMOKE = "benchmarks/smoke.yaml";
const GOLDEN = "results/golden/smoke.json";

/** Arguments and the first line about them. */
const ARGUMENTS: readonly [readonly string[], string][] = [
  [["reprodce"], "error: unknown command 'reprodce'"],
  [["reproduce", SMOKE, "--onyl", "seed=1"], "error: unknown option '--onyl'"],
  [["plan", SMOKE, "--jobs", "1"], "error: unknown option '--jobs'"],
  [
    ["plan", SMOKE, SMOKE],
    "error: too many arguments for 'plan'. Expected 1 argument but got 2: " +
    `${SMOKE}, ${SMOKE}.`,
  ],
  [["reproduce", SMOKE, "--out"], "error: option '--out <dir>' argument missing"],
  [
    ["reproduce", SMOKE, "--jobs", "0"],
    "error: option '--jobs <n>' argument '0' is invalid. " +
    "expected a positive integer",
  ],
  [
    ["reproduce", SMOKE, "--jobs", "1.5"],
    "error: option '--jobs <n>' argument '1.5' is invalid. " +
    "expected a positive integer",
  ],
  [
    ["plan", SMOKE, "--engine", "cuda"],
    "error: option '--engine <name>' argument 'cuda' is " +
    "invalid. Allowed choices are auto, onnx, tensorflow, webgpu, js.",
  ],
  [
    ["gate", "now.json", "--against", "before.json", "--margin", "0.1"],
    "error: option '--margin' is of --mode statistical, not of golden",
  ],
  [
    ["gate", "nowhere.json", "--against", "before.json"],
    "Cannot read nowhere.json: no such file or folder, check the path",
  ],
  [
    ["gate", GOLDEN, "--against", "results/reference/leaderboard.yaml", "--mode", "reference"],
    "Cannot use results/reference/leaderboard.yaml: it has no references, only rows of a leaderboard",
  ],
  [
    ["leaderboard", "results"],
    "Cannot read results: it is a folder, name a file",
  ],
  [
    ["leaderboard", GOLDEN, "--html", "nowhere/page.html"],
    "Cannot write nowhere/page.html: no such file or folder, check the path",
  ],
  [["plan", "nowhere.yaml"], "nowhere.yaml: Cannot read the spec: no such file, check the path"],
  [["plan", "benchmarks"], "benchmarks: Cannot read the spec: it is a folder, name a YAML file"],
  [
    ["plan", SMOKE, "--store", "deno.json"],
    "--store deno.json: Cannot write there: it is not a " +
    "folder, name another",
  ],
  [
    ["reproduce", SMOKE, "--store", "deno.json/x"],
    "--store deno.json/x: Cannot write there: it " +
    "is not a folder, name another",
  ],
  [
    ["reproduce", SMOKE, "--scores", "LICENSE"],
    'LICENSE:1: Cannot use scores: expected JSON, got "MIT License", write one object per line',
  ],
  [
    ["reproduce", SMOKE, "--out", "deno.json"],
    "--out deno.json: Cannot write there: it is not a " +
    "folder, name another",
  ],
];

for (const [args, line] of ARGUMENTS) {
  Deno.test(`the command line refuses ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await captured(...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal(stderr.split("\n")[0], line);
  });
}

Deno.test("the command line names the command or option that was meant", async () => {
  assert.match((await captured("plann")).stderr, /\(Did you mean plan\?\)/);
  assert.match((await captured("plan", "--whyy")).stderr, /\(Did you mean --why\?\)/);
});

Deno.test("the command line shows its help, on stderr where a command is missing", async () => {
  const help = await captured("--help");
  assert.deepEqual([help.code, help.stderr], [0, ""]);
  assert.match(
    help.stdout,
    /^ {2}reproduce \[options\] \[spec\] +run a spec and write its tables$/m,
  );
  assert.match(
    help.stdout,
    /^ {2}plan \[options\] \[spec\] +show cells and stages, and what is cached$/m,
  );
  assert.deepEqual(await captured(), { ...help, code: 2, stdout: "", stderr: help.stdout });
});

Deno.test("the command line shows the options of a command", async () => {
  const options = (help: string) =>
    help.match(/^ {2}(-h, )?--?[a-z]+( <\S+>)?/gm)!.map((line) => line.trim());
  const common = ["--store <dir>", "--engine <name>", "--device <name>", "--only <cells>"].concat(
    ["--seeds <list>", "--set <path=value>", "--data <name=dir>", "--json", "--verbose"],
  );
  const reproduce = await captured("reproduce", "--help");
  assert.equal(reproduce.code, 0);
  assert.match(reproduce.stdout, /default: "benchmarks\/demo\.yaml"/);
  const own = ["--out <dir>", "--jobs <n>", "--scores <file>"];
  assert.deepEqual(options(reproduce.stdout), [...common, ...own, "-h, --help"]);
  const plan = await captured("plan", "--help");
  assert.deepEqual(options(plan.stdout), [...common, "--why", "-h, --help"]);
  assert.match(plan.stdout, /^ {2}--data <name=dir> +folder of a dataset; repeatable$/m);
});

Deno.test("the exit code is that of the process", () =>
  withFolder(async (folder) => {
    const store = join(folder, "store");
    const wrong = await runTask("reproduce", SMOKE, "--store", store, "--set", "seeds=[]");
    assert.deepEqual(wrong, {
      code: 2,
      signal: null,
      stdout: "",
      stderr: "--set seeds=[]: Cannot use seeds: got [], use at least 1 entry\n",
    });
    assert.equal((await runTask("plan", "--wat")).code, 2);
    const plan = await runTask("plan", SMOKE, "--store", store);
    assert.deepEqual([plan.code, plan.stderr], [0, ""]);
    assert.match(plan.stdout, /^8 cells, 21 stages\nprepare: 0 cached, 4 missing\n/);
    assert.deepEqual(await namesIn(folder), []);
  }));
