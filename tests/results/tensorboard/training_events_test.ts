/** A training as TensorBoard shows it. */
import assert from "node:assert/strict";
import { trainingEvents } from "../../../results/tensorboard/training_events.ts";
import { readEvents } from "./event_reader.ts";

const STARTED = "2026-01-02T03:04:05.5Z";
/** Of that, in seconds since 1970. */
const START = 1767323045.5;

function lines(...values: object[]): string {
  return values.map((value) => JSON.stringify(value) + "\n").join("");
}

const LOG = lines(
  { step: 0, epoch: 0, loss: 4, words: 0.5, learningRate: 0.25 },
  { step: 1, epoch: 0, loss: 2, words: 0.25, learningRate: 0.5 },
  { epoch: 0, valid: { auroc_macro: 0.75, auroc_micro: null } },
  { bestEpoch: 0 },
);

Deno.test("trainingEvents() shows steps, epochs and throughput at their times", () => {
  const throughput = lines(
    { step: 0, time: START + 2, seconds: 2, wait: 0.5, examples: 16 },
    { step: 1, time: START + 3, seconds: 0.5, wait: 0, examples: 16 },
  );
  assert.deepEqual(readEvents(trainingEvents({ log: LOG, throughput, started: STARTED })), [
    { time: START + 2, step: 0, version: "brain.Event:2", scalars: {} },
    {
      time: START + 2,
      step: 0,
      scalars: {
        "train/loss": 4,
        "train/words": 0.5,
        "train/learningRate": 0.25,
        "throughput/examplesPerSecond": 8,
        "throughput/stepSeconds": 2,
        "throughput/waitShare": 0.25,
      },
    },
    {
      time: START + 3,
      step: 1,
      scalars: {
        "train/loss": 2,
        "train/words": 0.25,
        "train/learningRate": 0.5,
        "throughput/examplesPerSecond": 32,
        "throughput/stepSeconds": 0.5,
        "throughput/waitShare": 0,
      },
    },
    { time: START + 3, step: 1, scalars: { "valid/auroc_macro": 0.75 } },
  ]);
});

Deno.test("trainingEvents() shows a training whose throughput nobody kept", () => {
  assert.deepEqual(readEvents(trainingEvents({ log: LOG, started: STARTED })).slice(1), [
    {
      time: START,
      step: 0,
      scalars: { "train/loss": 4, "train/words": 0.5, "train/learningRate": 0.25 },
    },
    {
      time: START,
      step: 1,
      scalars: { "train/loss": 2, "train/words": 0.25, "train/learningRate": 0.5 },
    },
    { time: START, step: 1, scalars: { "valid/auroc_macro": 0.75 } },
  ]);
});
