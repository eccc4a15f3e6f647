/**
 * Label-conditioned retrieval, both ways: the reports that fit an image (`i2t`) and the images that
 * fit a report (`t2i`). What has the same labels as the query is relevant.
 *
 * Source: `downstream_task/retrieval` of MedViLL; reference specification, section 5.2.
 *
 * @module
 */
import { int32 } from "../model/engine/engine.ts";
import { matchLogits, pooler } from "../model/heads.ts";
import { layoutOf } from "../model/layout.ts";
import { crossEntropy } from "../model/losses.ts";
import { keeps } from "../model/protocol.ts";
import { randomRanking } from "./metrics/random_ranking.ts";
import {
  type QueryMetrics,
  queryMetrics,
  rankCandidates,
  retrievalMetrics,
} from "./metrics/retrieval.ts";
import { meanSums } from "./metrics/sums.ts";
import { pairs } from "./pair.ts";
import { labelBag } from "./pretrain/negatives.ts";
import type { RetrievalConfig } from "./retrieval_config.ts";
import { drawNegative } from "./retrieval_pairs.ts";
import { pairScorer } from "./retrieval_scores.ts";
import type { Study } from "./studies.ts";
import type { Binding, BoundTask, Metrics, Prediction, Task } from "./task.ts";
import { recipeOf } from "./training_config.ts";

const DIRECTIONS = ["i2t", "t2i"] as const;

/** Of the metrics of a query, those whose means are compared. */
const COMPARED = ["mrr", "hit@1", "hit@5", "hit@10"] as const;

/** How many of the first candidates a prediction names. */
const NAMED = 10;

/** The ranking of one query. */
interface RetrievalPrediction extends Prediction {
  readonly direction: typeof DIRECTIONS[number];
  readonly query: string;
  readonly candidates: number;
  readonly relevant: number;
  /** 0-based ranks of the relevant candidates, ascending; null for a random order. */
  readonly ranks: readonly number[] | null;
  /** The first candidates. */
  readonly top: readonly string[];
}

export const retrieval: Task<RetrievalConfig> = {
  name: "retrieval",

  recipe: (config) => recipeOf(config, { metric: config.selection, better: "higher" }),

  target(train, { labelNames }, protocol) {
    const bags = new Set(bagsOf(train, labelNames, keeps(protocol, "labelMatch")));
    if (bags.size < 2) {
      throw new Error(
        `Cannot learn to retrieve: all ${train.length} training studies have the same labels, ` +
          "use a larger fraction or dataset",
      );
    }
    return {};
  },

  bind: (binding) => bind(binding),

  score: (predictions) => score(predictions as readonly RetrievalPrediction[]),

  examples(predictions) {
    const queries = Map.groupBy(
      predictions as readonly RetrievalPrediction[],
      ({ query }) => query,
    );
    const found = [...queries.values()].map((own) =>
      Object.fromEntries(own.map((prediction) => [prediction.direction, queryOf(prediction)]))
    );
    return {
      ids: [...queries.keys()],
      sums: meanSums(Object.fromEntries(
        DIRECTIONS.flatMap((direction) =>
          COMPARED.map((name) => [
            `${direction}_${name}`,
            found.map((study) => study[direction]?.[name] ?? null),
          ])
        ),
      )),
    };
  },
};

function bind(binding: Binding<RetrievalConfig>): BoundTask {
  const { config, model, protocol, tokenizer, images, labelNames } = binding;
  const textTokens = Math.min(config.textTokens ?? model.textTokens, model.textTokens);
  const wordsOf = ({ tokens }: Study) => tokens.subarray(0, textTokens);
  const options = {
    ...{ model, images, special: tokenizer.special, textTokens },
    layout: layoutOf("retrieval", keeps(protocol, "positions")),
  };
  const pair = pairs(options);
  const bagsFor = (studies: readonly Study[]) =>
    bagsOf(studies, labelNames, keeps(protocol, "labelMatch"));

  return {
    heads: { match: true },
    trains: { trunk: false, pooler: true },

    batches(train) {
      const bags = bagsFor(train);
      return {
        items: train.length,
        feed(batch, key, epoch) {
          const negatives = batch.map((own) => {
            const stream = key.fold("negative").fold(epoch).fold(train[own]!.row).stream();
            return drawNegative(own, bags, stream);
          });
          const all = [
            ...batch.map((own) => ({ image: own, text: own, aligned: 1 })),
            ...negatives.map((negative, b) =>
              negative === undefined
                ? { image: batch[b]!, text: batch[b]!, aligned: 1 }
                : { ...negative, aligned: 0 }
            ),
          ];
          return {
            ...pair.feed(
              all.map(({ image }) => train[image]!),
              all.map(({ text }) => wordsOf(train[text]!)),
            ),
            aligned: int32(all.map(({ aligned }) => aligned), [all.length]),
          };
        },
      };
    },

    loss(params, feed, random) {
      const { hidden, updates } = pair.encode(params, feed, random);
      const loss = crossEntropy(matchLogits(params, pooler(params, hidden)), feed.aligned!);
      return { loss, outputs: { loss }, updates };
    },

    predictor(load, split) {
      const scorer = pairScorer(load, { ...options, wordsOf });
      const limit = split === "test" ? config.candidates : config.validCandidates;
      return {
        async predict(studies, progress) {
          const ranked = evenly(studies, limit);
          const rows = await scorer.score(ranked, progress);
          return rankings(ranked, bagsFor(ranked), rows);
        },
        [Symbol.dispose]: () => scorer[Symbol.dispose](),
      };
    },

    scoring: {},
    metrics: (predictions) => score(predictions as readonly RetrievalPrediction[]),

    baselines(studies) {
      const ranked = evenly(studies, config.candidates);
      const bags = bagsFor(ranked);
      const random = DIRECTIONS.flatMap((direction) =>
        ranked.map((study, i): RetrievalPrediction => ({
          ...place(direction, study, ranked.length),
          relevant: bags.filter((bag) => bag === bags[i]).length,
          ranks: null,
          top: [],
        }))
      );
      return { random };
    },
  };
}

/** Metrics of either direction, and the mean of their MRR. */
function score(predictions: readonly RetrievalPrediction[]): Metrics {
  const metrics: Metrics = {};
  for (const direction of DIRECTIONS) {
    const queries = predictions
      .filter((prediction) => prediction.direction === direction)
      .map(queryOf);
    for (const [name, value] of Object.entries(retrievalMetrics(queries))) {
      metrics[`${direction}_${name}`] = value;
    }
  }
  const [a, b] = DIRECTIONS.map((direction) => metrics[`${direction}_mrr`] ?? null);
  return { mrr: a === null || b === null ? null : (a! + b!) / 2, ...metrics };
}

function queryOf({ candidates, relevant, ranks }: RetrievalPrediction): QueryMetrics {
  return ranks === null
    ? randomRanking(candidates, relevant)
    : queryMetrics(...relevance(candidates, ranks));
}

/** A text per study that is equal for two exactly when one is relevant for the other. */
function bagsOf(studies: readonly Study[], names: readonly string[], words: boolean): string[] {
  return studies.map(({ example: { labels } }) =>
    labelBag(names.filter((_, j) => labels[j] === 1), words ? "words" : "set")
  );
}

/** Ranks all studies for each image by its row of scores, for each report by its column. */
function rankings(
  studies: readonly Study[],
  bags: readonly string[],
  rows: readonly Float32Array[],
): RetrievalPrediction[] {
  return DIRECTIONS.flatMap((direction) =>
    studies.map((study, i) => {
      const order = rankCandidates(direction === "i2t" ? rows[i]! : rows.map((row) => row[i]!));
      const ranks = order.flatMap((j, rank) => bags[j] === bags[i] ? [rank] : []);
      return {
        ...place(direction, study, studies.length),
        relevant: ranks.length,
        ranks,
        top: order.slice(0, NAMED).map((j) => studies[j]!.example.id),
      };
    })
  );
}

function place(direction: RetrievalPrediction["direction"], study: Study, candidates: number) {
  const query = study.example.id;
  return { id: `${direction}-${query}`, direction, query, candidates };
}

/** Scores and relevances of candidates in the order of their ranks. */
function relevance(candidates: number, ranks: readonly number[]): [number[], number[]] {
  const relevant = new Array<number>(candidates).fill(0);
  for (const rank of ranks) relevant[rank] = 1;
  return [relevant.map((_, rank) => candidates - rank), relevant];
}

/** At most `limit` studies at even distances. */
function evenly(studies: readonly Study[], limit: number | null): readonly Study[] {
  const count = Math.min(limit ?? studies.length, studies.length);
  return Array.from({ length: count }, (_, i) => studies[Math.floor(i * studies.length / count)]!);
}
