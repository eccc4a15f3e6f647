import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalResults, parseResults } from "../../results/results.ts";
import { AA, cell, EXAMPLE, results } from "./example.ts";

Deno.test("parseResults() reads what was written", () => {
  const text = JSON.stringify(EXAMPLE);
  assert.equal(JSON.stringify(parseResults(text)), text);
});

Deno.test("parseResults() reads schema 2, which has no comparisons", () => {
  const { comparisons: _, ...rest } = EXAMPLE;
  assert.deepEqual(parseResults(JSON.stringify({ ...rest, schema: 2 })), {
    ...JSON.parse(JSON.stringify(rest)),
    schema: 2,
  });
});

const SMALL = results([cell("bar", AA, 1, { f1_micro: 0.1 + 0.2, auroc_micro: null })]);

const BAD: [string, (value: Record<string, unknown>) => unknown, string][] = [
  [
    "another schema",
    (r) => ({ ...r, schema: 1 }),
    "Cannot read r.json: schema: Invalid option: expected one of 2|3",
  ],
  [
    "schema 3 without comparisons",
    ({ comparisons: _, ...r }) => r,
    "Cannot read r.json: comparisons: expected an array, as schema 3 has it",
  ],
  [
    "an unknown variant",
    (r) => ({ ...r, cells: [{ ...SMALL.cells[0], variant: "baar" }] }),
    "Cannot read r.json: cells.0.variant: Invalid option: expected one of " +
    '"bar"|"mixed"|"bi"|"s2s"|"noncross"|"scratch"',
  ],
  [
    "an unknown field",
    (r) => ({ ...r, extra: 1 }),
    'Cannot read r.json: top level: Unrecognized key: "extra"',
  ],
  [
    "a failed cell without an error",
    (r) => ({ ...r, cells: [{ ...SMALL.cells[0], status: "failed" }] }),
    "Cannot read r.json: cells.0.error: " +
    "expected a message in a failed cell, and none in a cell that is done",
  ],
  [
    "an error in a cell that is done",
    (r) => ({ ...r, cells: [{ ...SMALL.cells[0], error: "x" }] }),
    "Cannot read r.json: cells.0.error: " +
    "expected a message in a failed cell, and none in a cell that is done",
  ],
  [
    "a key that is no digest",
    (r) => ({ ...r, spec: { ...SMALL.spec, digest: "abc" } }),
    "Cannot read r.json: spec.digest: expected 64 lower-case hex digits",
  ],
];

for (const [name, change, message] of BAD) {
  Deno.test(`parseResults() throws on ${name}`, () => {
    const text = JSON.stringify(change({ ...SMALL }));
    assert.throws(() => parseResults(text, "r.json"), { name: "SyntaxError", message });
  });
}

Deno.test("parseResults() throws on text that is not JSON", () => {
  assert.throws(() => parseResults("{"), {
    name: "SyntaxError",
    message: "Cannot read results.json: it is not JSON",
  });
});

Deno.test("canonicalResults() is exact", () => {
  const key = "ab".repeat(32);
  assert.equal(
    canonicalResults(SMALL),
    '{"baselines":[],"cells":[{"metrics":{"auroc_micro":null,"f1_micro":0.30000000000000004},"seed":1,' +
      `"stages":{"evaluate":"${key}","finetune":"${key}","pretrain":"${key}"},"status":"done",` +
      '"task":"classification","transfer":{"finetune":"site-a","pretrain":"site-a",' +
      '"test":"site-a"},"variant":"bar"}],"comparisons":[],"datasets":{},"environment":{"device":"cpu","engine":"onnx"},' +
      '"schema":3,"spec":{"digest":"' + "0123456789abcdef".repeat(4) +
      '","margins":{},"name":"demo","protocol":{}}}',
  );
});

Deno.test("canonicalResults() leaves out times, host, versions and the wording of errors", () => {
  const other = {
    ...EXAMPLE,
    environment: {
      ...EXAMPLE.environment,
      versions: {},
      revision: "f00",
      dirty: true,
      host: {},
      started: "2027-01-01T00:00:00Z",
      seconds: 1,
    },
    cells: EXAMPLE.cells.map((c) => c.error === undefined ? c : { ...c, error: "other words" }),
  };
  assert.equal(canonicalResults(other), canonicalResults(EXAMPLE));
});

Deno.test("canonicalResults() does not depend on the order of the cells", () => {
  const shuffled = fc.shuffledSubarray(EXAMPLE.cells, { minLength: EXAMPLE.cells.length });
  fc.assert(fc.property(shuffled, (cells) => {
    assert.equal(canonicalResults({ ...EXAMPLE, cells }), canonicalResults(EXAMPLE));
  }));
});

Deno.test("canonicalResults() differs where a metric, a status or the engine differs", () => {
  const before = canonicalResults(SMALL);
  const metrics = { f1_micro: 0.3, auroc_micro: null };
  assert.notEqual(canonicalResults(results([{ ...SMALL.cells[0]!, metrics }])), before);
  const status = "skipped" as const;
  assert.notEqual(canonicalResults(results([{ ...SMALL.cells[0]!, status }])), before);
  const environment = { ...SMALL.environment, engine: "js" };
  assert.notEqual(canonicalResults({ ...SMALL, environment }), before);
});

Deno.test("canonicalResults() orders seeds by number", () => {
  const cells = [10, 9].map((seed) => cell("bar", AA, seed, { f1_micro: seed }));
  const { cells: sorted } = JSON.parse(canonicalResults(results(cells)));
  assert.deepEqual(sorted.map(({ seed }: { seed: number }) => seed), [9, 10]);
});
