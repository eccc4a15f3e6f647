import assert from "node:assert/strict";
import {
  CUTOFFS,
  queryMetrics,
  rankCandidates,
  retrievalMetrics,
} from "../../tasks/metrics/retrieval.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_retrieval.json";

/** What retrieval.evaluate gave; recall is null where a query has no relevant candidate. */
interface Case {
  kind: string;
  queries: number;
  candidates_per_query: number;
  scores: number[];
  labels: number[];
  mrr: number;
  hit: Record<string, number>;
  recall: Record<string, number | null>;
  precision: Record<string, number>;
  /** Position in the file and rank of each query's first relevant candidate. */
  first_relevant: [number, number][];
}

parityTest("retrievalMetrics() gives the original's values", [FILE], () => {
  const { cases } = jsonFixture<{ cases: Case[] }>(FILE);
  assert.ok(cases.some(({ kind }) => kind === "ties") && cases.some(({ kind }) => kind === "none"));
  for (const [i, { kind, queries, candidates_per_query: size, ...expected }] of cases.entries()) {
    const name = `case ${i}, ${kind}`;
    const query = (list: number[], q: number) => list.slice(q * size, (q + 1) * size);
    const each = Array.from(
      { length: queries },
      (_, q) => queryMetrics(query(expected.scores, q), query(expected.labels, q)),
    );
    const metrics = retrievalMetrics(each, "keep");
    const close = (value: number | null, wanted: number | null) =>
      value === null || wanted === null ? value === wanted : Math.abs(value - wanted) <= 1e-9;
    const check = (metric: string, value: number | null, wanted: number | null) =>
      assert.ok(close(value, wanted), `${metric} of ${name}: got ${value}, expected ${wanted}`);
    // round(x, 3)
    const rounded = (value: number | null) => value && Math.round(value * 1000) / 1000;
    check("mrr", metrics.mrr!, expected.mrr);
    for (const k of CUTOFFS) {
      check(`hit@${k}`, metrics[`hit@${k}`]!, expected.hit[`H@${k}`]!);
      check(`recall@${k}`, rounded(metrics[`recall@${k}`]!), expected.recall[`R@${k}`]!);
      check(`precision@${k}`, rounded(metrics[`precision@${k}`]!), expected.precision[`P@${k}`]!);
    }
    for (const [q, [position, rank]] of expected.first_relevant.entries()) {
      check(`mrr of query ${q}`, each[q]!.mrr, 1 / (rank + 1));
      if (rank === size) continue;
      assert.equal(rankCandidates(query(expected.scores, q))[rank], position - q * size, name);
    }
  }
});
