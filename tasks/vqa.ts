/**
 * Visual question answering: a question about an image, answered from a list of known answers.
 *
 * Source: `downstream_task/report_generation_and_vqa` of MedViLL; reference specification,
 * section 5.4.
 *
 * @module
 */
import type { Question } from "../datasets/dataset.ts";
import { cleanQuestion, normalizeAnswer } from "../datasets/vqa_text.ts";
import { float32, type Randomness, type Tensors } from "../model/engine/engine.ts";
import { answerLogits, productPooler } from "../model/heads.ts";
import { layoutOf } from "../model/layout.ts";
import { binaryCrossEntropy } from "../model/losses.ts";
import { keeps } from "../model/protocol.ts";
import { Key } from "../model/random.ts";
import { answerVocabulary } from "./answer_vocabulary.ts";
import { answerOf, rightAnswers } from "./metrics/answer_accuracy.ts";
import { meanSums } from "./metrics/sums.ts";
import { type TestQuestion, vqaMetrics } from "./metrics/vqa.ts";
import { pairs } from "./pair.ts";
import { batchPredictor } from "./predict.ts";
import type { Study } from "./studies.ts";
import type { Binding, BoundTask, Metrics, Prediction, Task } from "./task.ts";
import { recipeOf } from "./training_config.ts";
import type { VqaConfig } from "./vqa_config.ts";

/** Learned from the train split. */
interface VqaTarget {
  /** The answer of every class, normalized. */
  readonly answers: readonly string[];
  /** The class that most training questions of a type have; of all, where none has one. */
  readonly majority: Readonly<Record<Question["type"], string>>;
}

/** A question about a study. */
interface Asked {
  readonly study: Study;
  readonly question: Question;
}

interface VqaPrediction extends Prediction {
  readonly study: string;
  readonly question: string;
  readonly type: Question["type"];
  readonly organ: string;
  /** The right answer, normalized. */
  readonly answer: string;
  /** Whether the right answer is one of the classes. */
  readonly known: boolean;
  readonly predicted: string;
}

export const vqa: Task<VqaConfig> = {
  name: "vqa",

  recipe: (config) => recipeOf(config, { metric: config.selection, better: "higher" }),

  target(train, _studies, _protocol, { answers: { minimum } }) {
    const questions = askedOf(train).map(({ question }) => question);
    const answers = answerVocabulary(questions.map(({ answer }) => answer), minimum);
    if (answers.length < 2) {
      throw new Error(
        `Cannot learn to answer: ${questions.length} training questions have ` +
          `${answers.length} different answers that ${minimum} or more of them share, ` +
          "use a dataset with more questions",
      );
    }
    const known = questions.filter(({ answer }) => answers.includes(normalizeAnswer(answer)));
    const majority = (type: Question["type"]) => {
      const own = known.filter((question) => question.type === type);
      return mostFrequent((own.length > 0 ? own : known).map(({ answer }) => answer));
    };
    const target: VqaTarget = {
      answers,
      majority: { closed: majority("closed"), open: majority("open") },
    };
    return { ...target };
  },

  bind: (binding) => bind(binding),

  score: (predictions) => score(predictions as readonly VqaPrediction[]),

  examples(predictions) {
    const accuracies = rightAnswers(answered(predictions as readonly VqaPrediction[]));
    return { ids: predictions.map(({ id }) => id), sums: meanSums(accuracies), accuracies };
  },
};

function bind(binding: Binding<VqaConfig>): BoundTask {
  const { config, model, target, protocol, tokenizer, images } = binding;
  const { answers, majority } = target as unknown as VqaTarget;
  const classes = new Map(answers.map((answer, j) => [answer, j]));
  const textTokens = Math.min(config.questionTokens ?? model.textTokens, model.textTokens);
  const pair = pairs({
    ...{ model, images, special: tokenizer.special, textTokens },
    layout: layoutOf("vqa", keeps(protocol, "positions")),
  });
  const inputs = (asked: readonly Asked[]) =>
    pair.feed(
      asked.map(({ study }) => study),
      asked.map(({ question }) =>
        tokenizer.encode(cleanQuestion(question.question)).slice(0, textTokens)
      ),
    );
  const logits = (params: Tensors, feed: Tensors, random?: Randomness) => {
    const { hidden, updates } = pair.encode(params, feed, random);
    return { scores: answerLogits(params, productPooler(hidden, pair.separator)), updates };
  };
  const predictionOf = ({ study, question }: Asked, predicted: string): VqaPrediction => {
    const answer = normalizeAnswer(question.answer);
    return {
      id: question.id,
      study: study.example.id,
      question: question.question,
      type: question.type,
      organ: question.organ,
      answer,
      known: classes.has(answer),
      predicted,
    };
  };

  return {
    heads: { answers: answers.length },
    trains: { trunk: false, pooler: false },

    batches(train) {
      const asked = askedOf(train);
      return {
        items: asked.length,
        feed(batch) {
          const own = batch.map((i) => asked[i]!);
          // A question whose answer is no class teaches that every class is wrong.
          const targets = new Float32Array(batch.length * answers.length);
          own.forEach(({ question }, b) => {
            const right = classes.get(normalizeAnswer(question.answer));
            if (right !== undefined) targets[b * answers.length + right] = 1;
          });
          return { ...inputs(own), targets: float32(targets, [batch.length, answers.length]) };
        },
      };
    },

    loss(params, feed, random) {
      const { scores, updates } = logits(params, feed, random);
      const loss = binaryCrossEntropy(scores, feed.targets!);
      return { loss, outputs: { loss }, updates };
    },

    predictor(load, split) {
      const questions = batchPredictor(load, {
        program: (params, feed) => ({ outputs: { scores: logits(params, feed).scores } }),
        feed: inputs,
        result(asked: Asked, { scores }, b) {
          const row = scores!.data.subarray(b * answers.length, (b + 1) * answers.length);
          return predictionOf(asked, answers[answerOf(row)]!);
        },
      });
      return {
        predict(studies, progress) {
          const asked = askedOf(studies);
          if (asked.length === 0) {
            throw new Error(
              `Cannot answer questions: none of the ${studies.length} studies of the ${split} ` +
                "split has one, use a dataset with more questions",
            );
          }
          return questions.predict(asked, progress);
        },
        [Symbol.dispose]: () => questions[Symbol.dispose](),
      };
    },

    scoring: {},
    metrics: (predictions) => score(predictions as readonly VqaPrediction[]),

    baselines: (studies) => ({
      majority: askedOf(studies).map((asked) => predictionOf(asked, majority[asked.question.type])),
    }),
  };
}

function score(predictions: readonly VqaPrediction[]): Metrics {
  // The bootstrap draws by place, which must not depend on the order of the predictions.
  const sorted = predictions.toSorted((a, b) => a.id < b.id ? -1 : 1);
  const stream = Key.of(0).fold("vqa bootstrap").stream();
  return vqaMetrics(answered(sorted), (bound) => stream.int(bound));
}

function answered(predictions: readonly VqaPrediction[]): TestQuestion[] {
  return predictions.map(({ answer, predicted, ...question }) => ({
    ...question,
    score: predicted === answer ? 1 : 0,
  }));
}

function askedOf(studies: readonly Study[]): Asked[] {
  return studies.flatMap((study) =>
    study.example.questions.map((question) => ({ study, question }))
  );
}

/** The answer that most have; of equals the one that comes first. */
function mostFrequent(answers: readonly string[]): string {
  const counts = Map.groupBy(answers.map(normalizeAnswer), (answer) => answer);
  const [[best]] = [...counts].sort(([, a], [, b]) => b.length - a.length) as [[string, unknown]];
  return best;
}
