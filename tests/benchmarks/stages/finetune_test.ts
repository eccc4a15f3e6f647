import assert from "node:assert/strict";
import { scoreOf } from "../../../benchmarks/stages/finetune.ts";
import type { Metrics } from "../../../tasks/task.ts";

const ACCURACY = { metric: "accuracy_open", better: "higher" } as const;
const PERPLEXITY = { metric: "perplexity", better: "lower" } as const;

Deno.test("scoreOf() is higher where the metric is better", () => {
  assert.equal(scoreOf({ accuracy: 1, accuracy_open: 0.25 }, ACCURACY), 0.25);
  assert.equal(scoreOf({ perplexity: 2 }, PERPLEXITY), -2);
});

Deno.test("scoreOf() refuses what is no number, which would choose the first epoch", () => {
  const undefinedOnes: Metrics[] = [{ accuracy_open: null }, { accuracy: 1 }];
  for (const metrics of undefinedOnes) {
    assert.throws(() => scoreOf(metrics, ACCURACY), {
      name: "RangeError",
      message: "Cannot choose an epoch: accuracy_open of the valid split is undefined, " +
        "which needs other studies or another selection",
    });
  }
  for (const perplexity of [Infinity, NaN]) {
    assert.throws(() => scoreOf({ perplexity }, PERPLEXITY), {
      message: `Cannot choose an epoch: perplexity of the valid split is ${perplexity}, ` +
        "a smaller learning rate may help",
    });
  }
});
