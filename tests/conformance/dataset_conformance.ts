/**
 * What every kind of dataset must keep. {@link testDataset} runs it over one config of one kind.
 *
 * @module
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type DatasetConfig, openDataset } from "../../datasets/mod.ts";
import type { Dataset } from "../../datasets/dataset.ts";

/** A config to test and how to remove what it needed. */
export interface Prepared {
  readonly config: DatasetConfig;
  readonly dispose?: () => Promise<void>;
}

/** Registers the suite for one config. */
export function testDataset(name: string, prepare: () => Promise<Prepared> | Prepared): void {
  const test = (title: string, run: (dataset: Dataset, config: DatasetConfig) => Promise<void>) =>
    Deno.test(`${name}: ${title}`, async () => {
      const { config, dispose } = await prepare();
      try {
        await run(await openDataset(config), config);
      } finally {
        await dispose?.();
      }
    });

  test("ids are unique and not empty", (dataset) => {
    const ids = dataset.examples.map(({ id }) => id);
    assert.ok(ids.length > 0);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(!ids.includes(""));
    return Promise.resolve();
  });

  test("each split has studies and no patient stands in two", (dataset) => {
    const splits = new Map<string, string>();
    for (const { patient, split } of dataset.examples) {
      assert.equal(splits.get(patient) ?? split, split, patient);
      splits.set(patient, split);
    }
    assert.deepEqual(new Set(splits.values()), new Set(["train", "valid", "test"]));
    return Promise.resolve();
  });

  test("labels are one legal value per name", (dataset) => {
    const { labelNames, examples } = dataset;
    assert.equal(new Set(labelNames).size, labelNames.length);
    for (const { labels } of examples) {
      assert.equal(labels.length, labelNames.length);
      for (const value of labels) assert.ok([1, 0, -1, null].includes(value));
    }
    for (let i = 0; i < labelNames.length; i++) {
      assert.ok(examples.some(({ labels }) => labels[i] === 1), `nobody has ${labelNames[i]}`);
    }
    return Promise.resolve();
  });

  test("questions have unique ids and answers", (dataset) => {
    const questions = dataset.examples.flatMap(({ questions }) => questions);
    assert.equal(new Set(questions.map(({ id }) => id)).size, questions.length);
    for (const { question, answer, type, organ } of questions) {
      assert.ok(question !== "" && answer !== "");
      assert.ok(["closed", "open"].includes(type));
      assert.ok(["chest", "head", "abdomen"].includes(organ));
    }
    return Promise.resolve();
  });

  test("images have the size asked for, are not blank and come out the same twice", async (dataset) => {
    const last = dataset.examples.length - 1;
    for (const [index, size] of [[0, 32], [last, 48]] as const) {
      const pixels = await dataset.image(index, size);
      assert.ok(pixels instanceof Uint8Array);
      assert.equal(pixels.length, size * size);
      assert.ok(new Set(pixels).size > 8);
      assert.deepEqual(await dataset.image(index, size), pixels);
    }
  });

  test(
    "two openings of one config are equal in examples, images and fingerprint",
    async (dataset, config) => {
      const again = await openDataset(config);
      assert.equal(await digest(again), await digest(dataset));
      assert.equal(await again.fingerprint(), await dataset.fingerprint());
    },
  );
}

/** sha256 of the label names, all examples and up to eight images. */
async function digest(dataset: Dataset): Promise<string> {
  const hash = createHash("sha256").update(
    JSON.stringify([dataset.labelNames, dataset.examples]),
  );
  for (let i = 0; i < Math.min(8, dataset.examples.length); i++) {
    hash.update(await dataset.image(i, 32));
  }
  return hash.digest("hex");
}
