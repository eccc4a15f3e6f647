import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CUTOFFS,
  queryMetrics,
  rankCandidates,
  retrievalMetrics,
} from "../../../tasks/metrics/retrieval.ts";

Deno.test("rankCandidates() is descending, ties in reverse order of index", () => {
  assert.deepEqual(rankCandidates([0.2, 0.9, 0.2, -Infinity, 0.9]), [4, 1, 2, 0, 3]);
  assert.deepEqual(rankCandidates(Float32Array.of(1, 1, 1)), [2, 1, 0]);
});

Deno.test("queryMetrics() of a first relevant candidate at position 2", () => {
  // Order: 6 5 4 3 2 1 0; relevant at positions 2 and 5, and one more at 6.
  const relevant = [1, 1, 0, 0, 1, 0, 0];
  assert.deepEqual(queryMetrics([0, 1, 2, 3, 4, 5, 6], relevant), {
    mrr: 1 / 3,
    "hit@1": 0,
    "hit@5": 1,
    "hit@10": 1,
    "recall@1": 0,
    "recall@5": 1 / 3,
    "recall@10": 1,
    "precision@1": 0,
    "precision@5": 1 / 5,
    "precision@10": 3 / 10,
  });
});

const NONE = queryMetrics([0.1, 0.2, 0.3], [0, 0, 0]);
const FIRST = queryMetrics([0.1, 0.2, 0.3], [1, 0, 1]);

Deno.test("retrievalMetrics() leaves out queries without a relevant candidate", () => {
  const found = { ...FIRST, recall_undefined: 1 };
  assert.deepEqual(retrievalMetrics([NONE, FIRST]), found);
  assert.deepEqual([found.mrr, found["recall@1"], found["precision@5"]], [1, 0.5, 0.4]);
});

Deno.test("retrievalMetrics() averages them as the original does", () => {
  assert.deepEqual(retrievalMetrics([NONE, FIRST], "keep"), {
    mrr: (1 / 4 + 1) / 2,
    "hit@1": 0.5,
    "hit@5": 0.5,
    "hit@10": 0.5,
    "recall@1": null,
    "recall@5": null,
    "recall@10": null,
    "precision@1": 0.5,
    "precision@5": 0.2,
    "precision@10": 0.1,
    recall_undefined: 1,
  });
});

Deno.test("retrievalMetrics() is null where no query counts", () => {
  for (const queries of [[], [NONE]]) {
    const { recall_undefined, ...means } = retrievalMetrics(queries);
    assert.equal(recall_undefined, queries.length);
    assert.equal(Object.keys(means).length, 10);
    assert.ok(Object.values(means).every((mean) => mean === null));
  }
});

Deno.test("retrievalMetrics() takes one query at a time", () => {
  let alive = 0;
  function* queries() {
    for (let i = 0; i < 3; i++) {
      alive++;
      yield FIRST;
      alive--;
      assert.equal(alive, 0);
    }
  }
  assert.equal(retrievalMetrics(queries()).mrr, 1);
});

const candidates = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 5 }), relevant: fc.constantFrom(0, 1) }),
  { minLength: 1, maxLength: 20 },
);

Deno.test("queryMetrics() counts what stands before each relevant candidate", () => {
  fc.assert(fc.property(candidates, (list) => {
    const metrics = queryMetrics(list.map((c) => c.score), list.map((c) => c.relevant));
    const ranks = list.flatMap(({ score, relevant }, i) =>
      relevant === 0 ? [] : [
        list.filter((other, j) => other.score > score || (other.score === score && j > i)).length,
      ]
    );
    assert.equal(metrics.mrr, 1 / (Math.min(list.length, ...ranks) + 1));
    for (const k of CUTOFFS) {
      const found = ranks.filter((rank) => rank < k).length;
      assert.equal(metrics[`hit@${k}`], found > 0 ? 1 : 0);
      assert.equal(metrics[`recall@${k}`], ranks.length === 0 ? null : found / ranks.length);
      assert.equal(metrics[`precision@${k}`], found / k);
    }
  }));
});

Deno.test("queryMetrics() throws on NaN, on no candidate and on lengths that differ", () => {
  assert.throws(() => queryMetrics([0.5, NaN], [0, 1]), {
    name: "RangeError",
    message: "Cannot rank candidates: score 1 is NaN",
  });
  assert.throws(() => queryMetrics([], []), {
    name: "RangeError",
    message: "Cannot score a ranking: expected one score per candidate, got 0 for 0",
  });
  assert.throws(() => queryMetrics([0.5], [0, 1]), {
    name: "RangeError",
    message: "Cannot score a ranking: expected one score per candidate, got 1 for 2",
  });
});
