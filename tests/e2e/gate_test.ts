/** The gate on real runs: what it lets pass, and what it finds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { expand, identifyDatasets, loadSpec, reproduce, Store } from "../../mod.ts";
import { goldenGate, machineOf, passes, statisticalGate } from "../../results/gate.ts";
import { parseResults, type Results } from "../../results/results.ts";
import { captured } from "./captured.ts";

const OVERRIDES = [{ flag: "--set seeds", path: ["seeds"], value: [1, 2] }];
const GOLDEN = "results/golden/smoke.json";
const MARGINS = { default: 0.01 };

let folder: string;
let reference: Results;
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "medvill-" });
  reference = await smoke("reference");
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** A run of the smoke spec from nothing, in a store of its own. */
async function smoke(
  name: string,
  options: { jobs?: number; threads?: number; stages?: string } = {},
) {
  const spec = await loadSpec("benchmarks/smoke.yaml", { overrides: OVERRIDES });
  const cells = expand(spec);
  const { results } = await reproduce(spec, cells, {
    engine: "onnx",
    datasets: await identifyDatasets(spec, cells),
    store: await Store.open(join(folder, name, "store")),
    out: join(folder, name, "out"),
    jobs: options.jobs,
    threads: options.threads,
    stageModule: options.stages && new URL(options.stages, import.meta.url).href,
  });
  return results!;
}

Deno.test("gate passes where jobs, threads, store or folder are others", async () => {
  const other = await smoke("elsewhere/deeper", { jobs: 1, threads: 1 });
  for (
    const verdict of [
      goldenGate(other, reference),
      statisticalGate(other, reference, { margins: MARGINS }),
    ]
  ) {
    assert.deepEqual(verdict.checks.filter(({ status }) => status !== "passed"), []);
    assert.equal(passes(verdict), true);
  }
});

Deno.test("gate finds that a mask is wrong, in the variant that it is of", async () => {
  const worse = await smoke("worse", { stages: "worse_stages.ts" });
  for (
    const verdict of [
      goldenGate(worse, reference),
      statisticalGate(worse, reference, { margins: MARGINS }),
    ]
  ) {
    assert.equal(passes(verdict), false);
    const failed = verdict.checks.filter(({ status }) => status === "failed");
    for (const { cell } of failed) assert.match(cell, /^bar /);
    if (verdict.mode === "statistical") continue;
    // Few steps move no answer to a question; scores always move.
    for (const task of ["classification", "retrieval"]) {
      const moved = failed.some(({ cell, what }) => cell.includes(task) && what === "predictions");
      assert.ok(moved, task);
    }
  }
  const file = join(folder, "worse", "out", "results.json");
  const against = join(folder, "reference", "out", "results.json");
  const { code, stdout } = await captured("gate", file, "--against", against, "--github");
  assert.equal(code, 1);
  assert.match(stdout, /^::error title=bar classification /m);
});

Deno.test("gate passes against results/golden/smoke.json on the machine that it is of", async () => {
  const golden = parseResults(await Deno.readTextFile(GOLDEN), GOLDEN);
  const verdict = goldenGate(reference, golden);
  if (machineOf(golden) !== machineOf(reference)) {
    // Another processor rounds otherwise: the gate must say so of every cell, and not let it pass.
    for (const { why } of verdict.checks) assert.match(why, /^made on .*, not comparable with /);
    console.warn(`${GOLDEN} is of ${machineOf(golden)}, this is ${machineOf(reference)}`);
    return;
  }
  assert.deepEqual(verdict.checks.filter(({ status }) => status !== "passed"), []);
});
