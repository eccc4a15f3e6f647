/**
 * Report generation: the report of an image, word by word.
 *
 * Source: `downstream_task/report_generation_and_vqa` of MedViLL; reference specification,
 * sections 5.5 and 5.6.
 *
 * @module
 */
import type { LabelValue } from "../datasets/dataset.ts";
import { labelReport } from "../datasets/labeler/mod.ts";
import { statesAt, wordLogits } from "../model/heads.ts";
import { layoutOf } from "../model/layout.ts";
import { crossEntropy } from "../model/losses.ts";
import { keeps } from "../model/protocol.ts";
import { LABEL_TOTAL, labelFeed } from "./labelled.ts";
import { labelAgreement, labelAgreementSums } from "./metrics/label_agreement.ts";
import { joinSums, meanSums } from "./metrics/sums.ts";
import { textMetrics, textSums } from "./metrics/text.ts";
import { reportAttention } from "./report_attention.ts";
import type { ReportGenerationConfig } from "./report_generation_config.ts";
import { cutAtRandomEnds, maskReport } from "./report_masking.ts";
import { reportSequences } from "./report_sequences.ts";
import { reportWriter } from "./report_writer.ts";
import type { Study } from "./studies.ts";
import type { Binding, BoundTask, Metrics, Prediction, Task } from "./task.ts";
import { recipeOf } from "./training_config.ts";
import { idWeights } from "./word_weights.ts";

/** Keeps the loss of a step without a prediction from being 0 / 0, as in the original. */
const WEIGHT_EPS = 1e-5;

/** Learned from the train split. */
interface ReportGenerationTarget {
  /** The report that most training studies have; of equals the one that comes first. */
  readonly frequent: string;
}

interface ReportPrediction extends Prediction {
  /** The study's report, whole. */
  readonly reference: string;
  /** Absent in predictions of the valid split, and in no other. */
  readonly generated?: string;
  /** Of the reference, teacher-forced; null without words, absent in a baseline. */
  readonly perplexity?: number | null;
  /** By the labeler, of reference and generated report. */
  readonly labels?: { readonly reference: LabelValue[]; readonly generated: LabelValue[] };
}

export const reportGeneration: Task<ReportGenerationConfig> = {
  name: "report-generation",

  recipe: (config) => recipeOf(config, { metric: "perplexity", better: "lower" }),

  target(train) {
    const texts = train.map(({ example }) => example.text).filter((text) => text !== "");
    if (texts.length === 0) {
      throw new Error(
        `Cannot learn to write reports: none of the ${train.length} training studies has one`,
      );
    }
    const [[frequent]] = [...Map.groupBy(texts, (text) => text)]
      .sort(([, a], [, b]) => b.length - a.length) as [[string, unknown]];
    const target: ReportGenerationTarget = { frequent };
    return { ...target };
  },

  bind: (binding) => bind(binding),

  score: (predictions) => score(predictions as readonly ReportPrediction[]),

  examples(predictions) {
    const reports = predictions as readonly ReportPrediction[];
    const written = writtenOf(reports);
    return {
      ids: reports.map(({ id }) => id),
      sums: joinSums([
        meanSums({ perplexity: reports.map(({ perplexity }) => perplexity ?? null) }),
        textSums(written),
        labelAgreementSums(
          written.map(({ labels }) => labels.generated),
          written.map(({ labels }) => labels.reference),
        ),
      ]),
    };
  },
};

function bind(binding: Binding<ReportGenerationConfig>): BoundTask {
  const { config, model, protocol, tokenizer, images } = binding;
  const { frequent } = binding.target as unknown as ReportGenerationTarget;
  const { special } = tokenizer;
  const layout = layoutOf("report-generation", keeps(protocol, "positions"));
  const sequences = reportSequences({ model, layout, images, special, mask: config.mask });

  return {
    heads: { words: true },
    trains: { trunk: false, pooler: false },

    batches(train) {
      const studies = train.filter((study) => study.tokens.length > 0);
      const masking = { rate: config.maskRate, maximum: config.maxPredictions };
      const weightOf = idWeights(config.wordWeights ?? {}, tokenizer);
      return {
        items: studies.length,
        feed(batch, key, epoch) {
          const reports = batch.map((own) => {
            const { tokens, whole, row } = studies[own]!;
            const draws = key.fold("mask").fold(epoch).fold(row);
            const text = keeps(protocol, "randomTruncation")
              ? cutAtRandomEnds(whole, model.textTokens, draws.fold("cut").stream())
              : tokens;
            return maskReport(text, masking, special, draws.stream());
          });
          const labelled = reports.flatMap(({ places }, b) =>
            places.map((place) => b * sequences.tokens + sequences.textStart + place)
          );
          return {
            ...sequences.feed(batch.map((own) => studies[own]!), reports.map(({ ids }) => ids)),
            ...labelFeed(labelled, reports.flatMap(({ labels }) => labels), weightOf),
          };
        },
      };
    },

    loss(params, feed, random) {
      const { hidden, updates } = sequences.encode(params, feed, random);
      const logits = wordLogits(params, statesAt(hidden, feed.labelled!));
      const loss = crossEntropy(logits, feed.labels!, feed.weights!, WEIGHT_EPS, feed[LABEL_TOTAL]);
      return { loss, outputs: { loss }, updates };
    },

    predictor(load, split) {
      const decoding = split === "test" ? config.decoding : undefined;
      const writer = reportWriter(load, {
        ...{ model, layout, images, tokenizer },
        positions: keeps(protocol, "decodingPositions") ? "zero-one" : "true",
        goldGreedy: decoding !== undefined && keeps(protocol, "greedyDecoding"),
        maxTokens: decoding?.maxTokens ?? model.textTokens,
      });
      return {
        async predict(studies, progress) {
          const written = await writer.write(studies, decoding, progress);
          return studies.map((study, i) => {
            const { generated, perplexity } = written[i]!;
            return { ...predictionOf(study, generated), perplexity };
          });
        },
        [Symbol.dispose]: () => writer[Symbol.dispose](),
      };
    },

    async exhibits(load, studies, predictions) {
      const count = Math.min(config.examples, studies.length);
      const picked = Array.from({ length: count }, (_, i) => {
        const at = Math.floor(i * studies.length / count);
        return { study: studies[at]!, prediction: predictions[at] as ReportPrediction };
      });
      const maps = await reportAttention(
        load,
        { model, layout, images, tokenizer },
        picked.map(({ study, prediction }) => ({ study, text: prediction.generated! })),
      );
      return picked.map((one, i) => ({ ...one, maps: maps[i]! }));
    },

    scoring: {},
    metrics: (predictions) => score(predictions as readonly ReportPrediction[]),

    baselines: (studies) => ({
      frequent: studies.map((study) => predictionOf(study, frequent)),
    }),
  };
}

function predictionOf({ example: { id, text } }: Study, generated?: string): ReportPrediction {
  if (generated === undefined) return { id, reference: text };
  const labels = { reference: labelReport(text), generated: labelReport(generated) };
  return { id, reference: text, generated, labels };
}

/** Perplexity where it was measured, everything else where there are reports. */
function score(predictions: readonly ReportPrediction[]): Metrics {
  const metrics: Metrics = {};
  if (predictions.some(({ perplexity }) => perplexity !== undefined)) {
    const defined = predictions.flatMap(({ perplexity }) => perplexity ?? []);
    metrics.perplexity = defined.length === 0
      ? null
      : defined.reduce((sum, value) => sum + value, 0) / defined.length;
  }
  const written = writtenOf(predictions);
  if (written.length === 0) return metrics;
  return {
    ...metrics,
    ...textMetrics(written),
    ...labelAgreement(
      written.map(({ labels }) => labels.generated),
      written.map(({ labels }) => labels.reference),
    ),
  };
}

function writtenOf(predictions: readonly ReportPrediction[]) {
  return predictions.flatMap(({ reference, generated, labels }) =>
    generated === undefined ? [] : [{ reference, hypothesis: generated, labels: labels! }]
  );
}
