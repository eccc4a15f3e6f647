import assert from "node:assert/strict";
import { multilabelMetrics } from "../../tasks/metrics/multilabel.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_multilabel_metrics.json";

type Value = number | null;

/** What cls.model_eval gave, or, where it `raises`, what scikit-learn gives piece by piece. */
type Case =
  & { labels: string[]; targets: number[][]; logits: number[][] }
  & ({
    result: Record<"micro_roc_auc" | "macro_roc_auc" | "micro_f1" | "macro_f1", number>;
    per_class_auroc: Record<string, number>;
  } | {
    raises: string;
    sklearn: {
      per_class_auroc_null_when_undefined: Value[];
      macro_auroc_over_defined: Value;
      micro_roc_auc: Value;
      micro_f1: number;
      macro_f1: number;
    };
  });

parityTest("multilabelMetrics() gives scikit-learn's values", [FILE], () => {
  const cases = Object.entries(jsonFixture<{ cases: Record<string, Case> }>(FILE).cases);
  assert.ok(cases.length > 0);
  for (const [name, input] of cases) {
    // torch.sigmoid(logits).numpy() in float32.
    const sigmoid = (x: number) => Math.fround(1 / (1 + Math.exp(-x)));
    const scored = { ...input, scores: input.logits.map((row) => row.map(sigmoid)) };
    const raises = "raises" in input;
    if (raises) assert.throws(() => multilabelMetrics(scored, "error"), /one class$/, name);
    const metrics = multilabelMetrics(scored, raises ? "null" : "error");
    const wanted = expected(input);
    const labels = Object.keys(metrics).filter((metric) => metric.includes("."));
    assert.deepEqual(labels, input.labels.map((label) => `auroc.${label}`), name);
    for (const [metric, value] of Object.entries(wanted)) {
      const got = metrics[metric]!;
      const close = value === null || got === null ? got === value : Math.abs(got - value) <= 1e-9;
      assert.ok(close, `${metric} of ${name}: got ${got}, expected ${value}`);
    }
  }
});

function expected(input: Case): Record<string, Value> {
  const [all, macro, each] = "result" in input
    ? [input.result, input.result.macro_roc_auc, Object.values(input.per_class_auroc)]
    : [
      input.sklearn,
      input.sklearn.macro_auroc_over_defined,
      input.sklearn.per_class_auroc_null_when_undefined,
    ];
  return {
    auroc_micro: all.micro_roc_auc,
    auroc_macro: macro,
    auroc_undefined: each.filter((value: Value) => value === null).length,
    f1_micro: all.micro_f1,
    f1_macro: all.macro_f1,
    ...Object.fromEntries(input.labels.map((label, j) => [`auroc.${label}`, each[j]!])),
  };
}
