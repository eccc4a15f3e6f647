/** What retrieval feeds, loses and ranks: exact values. */
import assert from "node:assert/strict";
import type { LabelValue } from "../../datasets/dataset.ts";
import { float32, type HostTensors, type Session } from "../../model/engine/mod.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { Key } from "../../model/random.ts";
import { cachedImages } from "../../tasks/images.ts";
import { retrieval } from "../../tasks/retrieval.ts";
import { retrievalConfigSchema } from "../../tasks/retrieval_config.ts";
import type { Studies, Study } from "../../tasks/studies.ts";
import type { LoadProgram } from "../../tasks/task.ts";
import { lossOf, oracle, sessionOf, studiesOf } from "./oracle.ts";
import { openTiny, type Tiny } from "./tiny.ts";

let tiny: Tiny;
Deno.test.beforeAll(async () => {
  tiny = await openTiny();
});
Deno.test.afterAll(() => tiny[Symbol.dispose]());

const LABELS = ["Pleural Effusion", "Lung Opacity", "Lung Effusion", "Pleural Opacity"];

function bound(fields = {}, protocol = PROTOCOLS.fixed) {
  const { model, tokenizer, studies } = tiny;
  const { positions, labelMatch } = protocol;
  return retrieval.bind({
    config: retrievalConfigSchema.parse({ task: "retrieval", ...fields }),
    ...{ target: {}, model, tokenizer, protocol: { positions, labelMatch } },
    images: cachedImages(studies, model),
    labelNames: LABELS,
  });
}

/** Studies with labels; study i has the report `[70 + i]`. */
function labelled(...labels: LabelValue[][]): Study[] {
  return studiesOf(tiny, ...labels.map((labels, i) => ({ labels, tokens: [70 + i] })));
}

/** Which study's image and which study's report stand in every row of a feed. */
function rowsOf({ ids, features, aligned }: HostTensors, studies: readonly Study[]) {
  const size = features!.data.length / aligned!.data.length;
  return Array.from(aligned!.data, (value, b) => {
    const map = features!.data.slice(b * size, (b + 1) * size);
    const image = studies.findIndex((study) =>
      tiny.studies.features(study).every((value, i) => value === map[i])
    );
    return [image, ids!.data[b * 23 + 2]! - 70, value];
  });
}

Deno.test("retrieval feeds every study with its report, then every study with another's", () => {
  const studies = labelled([1, 0], [0, 1], [1, 0], [-1, null]);
  const { items, feed } = bound().batches(studies);
  assert.equal(items, 4);
  const inputs = feed([3, 0, 2], Key.of(1), 0, 0);
  assert.deepEqual(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, dtype, ...shape]),
    [
      ["ids", "int32", 6, 23],
      ["types", "int32", 6, 27],
      ["positions", "int32", 27],
      ["mask", "int32", 6, 1, 27],
      ["features", "float32", 6, 4, 64],
      ["aligned", "int32", 6],
    ],
  );
  const rows = rowsOf(inputs, studies);
  assert.deepEqual(rows.slice(0, 3), [[3, 3, 1], [0, 0, 1], [2, 2, 1]]);
  const bags = ["x", "y", "x", ""];
  for (const [b, own] of [3, 0, 2].entries()) {
    const [image, text, aligned] = rows[3 + b]!;
    assert.equal(aligned, 0);
    assert.notEqual(bags[image!], bags[text!]);
    assert.ok(image === own || text === own);
  }
});

Deno.test("retrieval draws a study's other by key, epoch and row, not by batch or step", () => {
  const studies = labelled([1, 0], [0, 1], [1, 1], [0, 0], [1, 0]);
  const { feed } = bound().batches(studies);
  const negatives = (batch: number[], key = 1, epoch = 0, step = 0) =>
    new Map(
      rowsOf(feed(batch, Key.of(key), epoch, step), studies).slice(batch.length)
        .map((row, b) => [batch[b]!, row]),
    );
  const whole = negatives([0, 1, 2, 3, 4]);
  for (const batch of [[4, 2], [2], [3, 0, 1]]) {
    for (const [own, row] of negatives(batch, 1, 0, 7)) assert.deepEqual(row, whole.get(own));
  }
  assert.notDeepEqual(negatives([0, 1, 2, 3, 4], 2), whole);
  assert.notDeepEqual(negatives([0, 1, 2, 3, 4], 1, 1), whole);
});

Deno.test("retrieval feeds a study with its report again if all others have its labels", () => {
  const studies = labelled([1, 0], [1, 0]);
  const inputs = bound().batches(studies).feed([0, 1], Key.of(1), 0, 0);
  assert.deepEqual(rowsOf(inputs, studies), [[0, 0, 1], [1, 1, 1], [0, 0, 1], [1, 1, 1]]);
});

Deno.test("retrieval loses the mean cross-entropy of matching", async () => {
  const studies = labelled([1, 0], [0, 1]);
  const task = bound();
  const feed = task.batches(studies).feed([0, 1], Key.of(1), 0, 0);
  const rows = rowsOf(feed, studies);
  const load = await oracle(tiny, task);
  const scores: Float32Array[] = [];
  using predictor = task.predictor(spy(load, scores), "test");
  await predictor.predict(studies);
  const losses = rows.map(([image, text, aligned]) => {
    const match = scores[image!]![2 * text! + aligned!]!;
    return -Math.log(match);
  });
  const expected = losses.reduce((sum, loss) => sum + loss) / 4;
  const loss = await lossOf(tiny, task, feed);
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}, expected ${expected}`);
});

/** Notes the probabilities that are scored, a run per image. */
function spy(load: LoadProgram, scores: Float32Array[]): LoadProgram {
  return (program) => {
    const session = load(program);
    return {
      run: async (feed) => {
        const outputs = await session.run(feed);
        if (outputs.match) scores.push(outputs.match.data as Float32Array);
        return outputs;
      },
      dispose: () => session.dispose(),
    } as Session;
  };
}

/** Scores of images (rows) with reports (columns), as sessions give them. */
function scored(rows: number[][]): LoadProgram {
  let image = 0;
  return () =>
    sessionOf((feed): HostTensors => {
      // The encoder's batch is filled up to 32.
      if (!feed.ids) return { tokens: float32(new Float32Array(32), [32, 1, 1]) };
      const match = new Float32Array(64);
      rows[image++]!.forEach((score, j) => match[2 * j + 1] = score);
      return { match: float32(match, [32, 2]) };
    });
}

const SCORES = [
  [0.1, 0.9, 0.5],
  [0.2, 0.3, 0.3],
  [0.8, 0.4, 0.6],
];

Deno.test("retrieval ranks reports by an image's row, images by a report's column", async () => {
  const studies = labelled([1, 0], [0, 1], [1, 0]);
  const [a, b, c] = studies.map(({ example }) => example.id) as [string, string, string];
  const task = bound();
  using predictor = task.predictor(scored(SCORES), "test");
  const predictions = await predictor.predict(studies);
  const rest = (direction: string, query: string, relevant: number) => {
    return { id: `${direction}-${query}`, direction, query, candidates: 3, relevant };
  };
  assert.deepEqual(predictions, [
    { ...rest("i2t", a, 2), ranks: [1, 2], top: [b, c, a] },
    // Of equals the later is first.
    { ...rest("i2t", b, 1), ranks: [1], top: [c, b, a] },
    { ...rest("i2t", c, 2), ranks: [0, 1], top: [a, c, b] },
    { ...rest("t2i", a, 2), ranks: [0, 2], top: [c, b, a] },
    { ...rest("t2i", b, 1), ranks: [2], top: [a, c, b] },
    { ...rest("t2i", c, 2), ranks: [0, 1], top: [c, a, b] },
  ]);
  const metrics = task.metrics(predictions);
  const close = (name: string, expected: number) =>
    assert.ok(Math.abs(metrics[name]! - expected) < 1e-12, `${name}: ${metrics[name]}`);
  close("i2t_mrr", (1 / 2 + 1 / 2 + 1) / 3);
  close("t2i_mrr", (1 + 1 / 3 + 1) / 3);
  close("mrr", (2 / 3 + 7 / 9) / 2);
  close("i2t_hit@1", 1 / 3);
  close("t2i_hit@1", 2 / 3);
  close("i2t_recall@1", (0 + 0 + 1 / 2) / 3);
  close("t2i_recall@1", (1 / 2 + 0 + 1 / 2) / 3);
  close("i2t_precision@1", 1 / 3);
  for (const direction of ["i2t", "t2i"]) {
    close(`${direction}_hit@5`, 1);
    close(`${direction}_recall@10`, 1);
    close(`${direction}_precision@5`, (2 + 1 + 2) / 5 / 3);
    close(`${direction}_precision@10`, (2 + 1 + 2) / 10 / 3);
    assert.equal(metrics[`${direction}_recall_undefined`], 0);
  }
  assert.equal(Object.keys(metrics).length, 1 + 2 * 11);
});

Deno.test("retrieval ranks a limited number of studies at even distances", async () => {
  const studies = labelled([1], [0], [1], [0], [1]);
  const ranked = async (split: "valid" | "test", fields: object) => {
    using predictor = bound(fields).predictor(scored(SCORES.concat(SCORES)), split);
    const predictions = await predictor.predict(studies);
    return predictions.slice(0, predictions.length / 2)
      .map(({ query }) => studies.findIndex(({ example }) => example.id === query));
  };
  assert.deepEqual(await ranked("test", {}), [0, 1, 2, 3, 4]);
  assert.deepEqual(await ranked("test", { candidates: 3, validCandidates: 2 }), [0, 1, 3]);
  assert.deepEqual(await ranked("valid", { candidates: 3, validCandidates: 2 }), [0, 2]);
  assert.deepEqual(await ranked("valid", { candidates: 2 }), [0, 1, 2, 3, 4]);
  const { random } = bound({ candidates: 3 }).baselines(studies);
  assert.deepEqual(
    random!.map(({ id, relevant, ranks, top }) => [id, relevant, ranks, top]),
    ["i2t", "t2i"].flatMap((direction) =>
      // Studies 0, 1 and 3; 1 and 3 have the same labels.
      [[0, 1], [1, 2], [3, 2]].map((
        [i, relevant],
      ) => [`${direction}-${studies[i!]!.example.id}`, relevant, null, []])
    ),
  );
});

Deno.test("retrieval expects of a random order what its metrics are on average", () => {
  const studies = labelled([1], [0], [0]);
  const task = bound();
  const metrics = task.metrics(task.baselines(studies).random!);
  // One relevant of 3: (1 + 1/2 + 1/3) / 3 = 11/18. Two of 3: 1 · 2/3 + 1/2 · 1/3 = 5/6.
  const mrr = (11 / 18 + 5 / 6 + 5 / 6) / 3;
  const hit = (1 / 3 + 2 / 3 + 2 / 3) / 3;
  for (
    const [name, expected] of [
      ...[["mrr", mrr], ["i2t_mrr", mrr], ["t2i_mrr", mrr], ["i2t_hit@1", hit]],
      ...[["t2i_hit@1", hit], ["i2t_recall@1", 1 / 3], ["i2t_precision@1", hit]],
    ] as [string, number][]
  ) {
    assert.ok(Math.abs(metrics[name]! - expected) < 1e-12, `${name}: ${metrics[name]}`);
  }
});

Deno.test("retrieval takes bags of words as equal under the reference's labelMatch", () => {
  const studies = labelled([1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]);
  const relevant = (protocol: typeof PROTOCOLS.fixed) =>
    bound({}, protocol).baselines(studies).random!.slice(0, 3).map(({ relevant }) => relevant);
  assert.deepEqual(relevant(PROTOCOLS.fixed), [1, 1, 1]);
  assert.deepEqual(relevant(PROTOCOLS.reference), [2, 2, 1]);
});

Deno.test("retrieval.target() refuses studies that all have the same labels", () => {
  const config = retrievalConfigSchema.parse({ task: "retrieval" });
  const studies = { labelNames: LABELS } as unknown as Studies;
  const target = (train: Study[], protocol = PROTOCOLS.fixed) =>
    retrieval.target(train, studies, protocol, config);
  // Uncertain and not mentioned are as absent.
  const message = "Cannot learn to retrieve: all 2 training studies have the same labels, " +
    "use a larger fraction or dataset";
  assert.throws(() => target(labelled([1, -1], [1, null])), { message });
  assert.deepEqual(target(labelled([1, 0], [0, 1])), {});
  const words = labelled([1, 1, 0, 0], [0, 0, 1, 1]);
  assert.deepEqual(target(words), {});
  assert.throws(() => target(words, PROTOCOLS.reference), { message });
});

Deno.test("retrieval's epoch is picked by a metric, and it trains the pooler", () => {
  const config = retrievalConfigSchema.parse({ task: "retrieval", selection: "t2i_mrr" });
  assert.deepEqual(retrieval.recipe(config).selection, { metric: "t2i_mrr", better: "higher" });
  const { heads, trains } = bound();
  assert.deepEqual([heads, trains], [{ match: true }, { trunk: false, pooler: true }]);
});
