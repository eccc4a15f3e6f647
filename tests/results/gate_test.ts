import assert from "node:assert/strict";
import {
  type Check,
  goldenGate,
  passes,
  referenceGate,
  statisticalGate,
  type Verdict,
} from "../../results/gate.ts";
import { gateAnnotations, gateJunit, gateText } from "../../results/gate_report.ts";
import { parseReferences } from "../../results/references.ts";
import type { Results } from "../../results/results.ts";
import { AA, cell, results } from "./example.ts";

/** `auroc_micro` of bar by seed. */
function run(...values: (number | null)[]): Results {
  return results(values.map((value, i) => cell("bar", AA, i + 1, { auroc_micro: value })));
}

function statuses({ checks }: Verdict): string[] {
  return checks.map(({ what, status }) => `${what} ${status}`);
}

const OLD = run(0.8, 0.82, 0.84);
const margins = { default: 0.05 };

Deno.test("goldenGate() passes equal results and names every value that moved", () => {
  assert.equal(passes(goldenGate(OLD, OLD)), true);
  const { checks } = goldenGate(run(0.8, 0.8200000000000001, 0.84), OLD);
  assert.deepEqual(checks.filter(({ status }) => status === "failed"), [{
    cell: "bar classification site-a→site-a→site-a seed 2",
    what: "auroc_micro",
    status: "failed",
    before: "0.82",
    after: "0.8200000000000001",
    why: "differs",
  }]);
});

Deno.test("goldenGate() fails cells that are missing, and predictions with another digest", () => {
  assert.deepEqual(statuses(goldenGate(run(0.8, 0.82), OLD)), [
    "cell passed",
    "cell passed",
    "cell failed",
  ]);
  const [first, ...rest] = OLD.cells;
  const other = { ...OLD, cells: [{ ...first!, predictions: "0".repeat(64) }, ...rest] };
  assert.deepEqual(statuses(goldenGate(other, OLD))[0], "predictions failed");
});

Deno.test("goldenGate() compares no bits of another kind of machine, and does not pass", () => {
  const of = (rounding: string): Results => {
    const host = { system: "linux x86_64", cpu: "EPYC", rounding };
    return { ...OLD, environment: { ...OLD.environment, host } };
  };
  assert.equal(passes(goldenGate(of("0a"), of("0a"))), true);
  const verdict = goldenGate(of("0a"), of("0b"));
  assert.equal(passes(verdict), false);
  assert.equal(
    verdict.checks[0]!.why,
    "made on onnx cpu, linux x86_64, EPYC, rounding 0b, " +
      "not comparable with onnx cpu, linux x86_64, EPYC, rounding 0a",
  );
});

// Differences of -.06, -.06, -.07: mean -.0633, deviation .005774, t(.95, 2) = 2.9200, half width .00973.
const WORSE = run(0.74, 0.76, 0.77);

const CASES: [string, Results, "non-inferiority" | "equivalence", string, RegExp][] = [
  ["the same", OLD, "non-inferiority", "passed", /^the same in 3 seeds$/],
  [
    "a loss beyond the margin",
    WORSE,
    "non-inferiority",
    "failed",
    /^worse: gain in \[-0\.0731, -0\.0536\] at 90 %, 3 seeds, margin 0\.05$/,
  ],
  [
    "a small loss",
    run(0.79, 0.81, 0.84),
    "non-inferiority",
    "passed",
    /^gain in \[-0\.0164, 0\.0030/,
  ],
  ["a spread that shows nothing", run(0.7, 0.9, 0.85), "non-inferiority", "failed", /^not shown/],
  ["a gain", run(0.9, 0.92, 0.94), "non-inferiority", "passed", /^gain in/],
  [
    "a gain where equivalence is asked",
    run(0.9, 0.92, 0.94),
    "equivalence",
    "failed",
    /^not shown/,
  ],
  ["an undefined value", run(null, 0.82, 0.84), "non-inferiority", "failed", /^moved, and 2 seeds/],
];
for (const [name, now, test, status, why] of CASES) {
  Deno.test(`statisticalGate() judges ${name}`, () => {
    const { checks } = statisticalGate(now, OLD, { margins, test });
    assert.deepEqual(checks.map(({ status }) => status), [status]);
    assert.match(checks[0]!.why, why);
  });
}

Deno.test("statisticalGate() fails a moved value of one seed, and lost seeds", () => {
  const one = statisticalGate(run(0.81), run(0.8), { margins });
  assert.match(one.checks[0]!.why, /1 seeds with values on both sides give no interval/);
  const lost = statisticalGate(run(0.8, 0.82), OLD, { margins });
  assert.deepEqual(statuses(lost), ["cell failed", "auroc_micro passed"]);
});

Deno.test("statisticalGate() turns metrics for which lower is better", () => {
  const perplexity = (...values: number[]) =>
    results(values.map((value, i) => cell("bar", AA, i + 1, { perplexity: value })));
  const [low, high] = [perplexity(5, 6, 7), perplexity(6, 7, 8)];
  assert.equal(passes(statisticalGate(high, low, { margins })), false);
  assert.equal(passes(statisticalGate(low, high, { margins })), true);
});

Deno.test("statisticalGate() says that a margin is of no metric", () => {
  const { notes } = statisticalGate(OLD, OLD, { margins: { ...margins, auroc_mirco: 0.1 } });
  assert.deepEqual(notes, ["No auroc_mirco was judged: its margin is not used"]);
});

Deno.test("statisticalGate() asks for margins and compares no results of other data", () => {
  assert.throws(() => statisticalGate(OLD, OLD, { margins: {} }), {
    name: "RangeError",
    message:
      "Cannot judge auroc_micro: there is no margin for it, give --margin auroc_micro=… or " +
      "name it in the spec's margins",
  });
  const data = (patients: number): Results => ({
    ...OLD,
    datasets: {
      "site-a": { digest: `${patients}`.padStart(64, "0"), identity: { patients }, splits: {} },
    },
  });
  const { checks } = statisticalGate(data(80), data(60), { margins });
  assert.deepEqual(checks.map(({ why }) => why), ["data of site-a differ (patients: 60 → 80)"]);
});

const PUBLISHED = parseReferences(
  `{ kind: references, schema: 1, blocks: [{ variants: [bar], task: classification, how: paper,
     source: page 1, transfer: { pretrain: null, finetune: null, test: site-a },
     metrics: { auroc_micro: 0.83, f1_micro: null } }] }`,
  "p.yaml",
).references;

Deno.test("referenceGate() compares means, and lists what has no reference", () => {
  const now = results(
    [1, 2].map((seed) => cell("bar", AA, seed, { auroc_micro: 0.8, f1_micro: 0.5 })),
  );
  const verdict = referenceGate(now, PUBLISHED, 0.04);
  assert.deepEqual(statuses(verdict), ["auroc_micro passed", "f1_micro skipped"]);
  assert.equal(passes(verdict), true);
  assert.deepEqual(statuses(referenceGate(now, PUBLISHED, 0.02))[0], "auroc_micro failed");
  const nothing = referenceGate(now, [], 1);
  assert.equal(passes(nothing), false);
  assert.match(gateText(nothing), /Nothing was judged/);
});

const check: Check = {
  cell: "bar vqa a→a→a",
  what: "accuracy",
  status: "failed",
  before: "1",
  after: "0",
  why: `50 % "less" & worse`,
};
const VERDICT: Verdict = {
  mode: "golden",
  checks: [check, { ...check, status: "passed" }, { ...check, status: "skipped" }],
  notes: ["The spec is another"],
};

Deno.test("gateText() shows what did not pass and counts the rest", () => {
  const lines = gateText(VERDICT).split("\n");
  assert.equal(lines.filter((line) => line.startsWith("| failed")).length, 1);
  assert.deepEqual(lines.slice(-2), [
    "The spec is another.",
    "golden gate failed: 1 passed, 1 failed, 1 not judged",
  ]);
});

Deno.test("gateAnnotations() escapes what GitHub reads as its own", () => {
  assert.equal(
    gateAnnotations(VERDICT),
    '::error title=bar vqa a→a→a%3A accuracy::1 → 0, 50 %25 "less" & worse\n' +
      '::notice title=bar vqa a→a→a%3A accuracy::1 → 0, 50 %25 "less" & worse',
  );
});

Deno.test("gateJunit() holds a test case per check", () => {
  const text = gateJunit(VERDICT);
  assert.match(text, /<testsuite name="golden gate" tests="3" failures="1" skipped="1">/);
  assert.ok(text.includes(
    '<testcase classname="bar vqa a→a→a" name="accuracy"><failure message="1 → 0, ' +
      '50 % &#34;less&#34; &#38; worse"/></testcase>',
  ));
  assert.equal(text.match(/<testcase /g)!.length, 3);
});
