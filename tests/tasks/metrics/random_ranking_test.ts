import assert from "node:assert/strict";
import { randomRanking } from "../../../tasks/metrics/random_ranking.ts";
import { queryMetrics, type RetrievalMetric } from "../../../tasks/metrics/retrieval.ts";

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const [i, first] of items.entries()) {
    for (const rest of permutations(items.toSpliced(i, 1))) yield [first, ...rest];
  }
}

Deno.test("randomRanking() is the mean over all orders", () => {
  for (let n = 1; n <= 6; n++) {
    const orders = [...permutations(Array.from({ length: n }, (_, i) => i))];
    for (let r = 0; r <= n; r++) {
      const relevant = Array.from({ length: n }, (_, i) => i < r ? 1 : 0);
      const all = orders.map((scores) => queryMetrics(scores, relevant));
      for (const [name, expected] of Object.entries(randomRanking(n, r))) {
        const values = all.map((metrics) => metrics[name as RetrievalMetric]);
        if (r === 0 && name.startsWith("recall")) {
          assert.deepEqual([expected, ...values], [null, ...orders.map(() => null)]);
          continue;
        }
        const mean = values.reduce<number>((sum, value) => sum + value!, 0) / orders.length;
        const message = `${name} of ${r} in ${n}: ${expected}, ${mean}`;
        assert.ok(Math.abs(expected! - mean) <= 1e-12, message);
      }
    }
  }
});

Deno.test("randomRanking() of one relevant candidate among 100 and among 3", () => {
  const harmonic = Array.from({ length: 100 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
  const metrics = randomRanking(100, 1);
  const close = (name: RetrievalMetric, expected: number) =>
    assert.ok(Math.abs(metrics[name]! - expected) <= 1e-12, `${name}: ${metrics[name]}`);
  close("mrr", harmonic / 100);
  close("hit@10", 0.1);
  close("recall@10", 0.1);
  close("precision@10", 0.01);
  // C(98, 10) / C(100, 10) = 90 · 89 / (100 · 99)
  const two = randomRanking(100, 2)["hit@10"]!;
  assert.ok(Math.abs(two - (1 - 90 * 89 / 9900)) <= 1e-12);
  assert.equal(randomRanking(3, 3)["precision@10"], 0.3);
});

Deno.test("randomRanking() throws on impossible counts", () => {
  for (const [n, r] of [[0, 0], [3, 4], [3, -1], [2.5, 1], [3, NaN]] as const) {
    assert.throws(() => randomRanking(n, r), {
      name: "RangeError",
      message:
        `Cannot expect a ranking of ${n} candidates with ${r} relevant: expected integers, ` +
        "one candidate at least, and no more relevant ones than candidates",
    });
  }
});
