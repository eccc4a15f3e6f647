import assert from "node:assert/strict";
import type { Example, Split } from "../../../datasets/mod.ts";
import { countSplits } from "../../../datasets/verify/counts.ts";
import { checkPatients } from "../../../datasets/verify/patients.ts";
import { checkPrevalence, labelPrevalence } from "../../../datasets/verify/prevalence.ts";
import { comparePublished } from "../../../datasets/verify/published.ts";
import { checkReports } from "../../../datasets/verify/reports.ts";
import { configOf } from "../files/folder.ts";

function study(id: string, split: Split, rest: Partial<Example> = {}): Example {
  return { id, patient: `p${id}`, split, text: "", labels: [], questions: [], ...rest };
}

const question = { id: "q", question: "?", answer: "yes", organ: "chest" } as const;

Deno.test("countSplits() counts studies, patients, reports and questions of each split", () => {
  const counts = countSplits([
    study("1", "train", { text: "Clear.", questions: [{ ...question, type: "open" }] }),
    study("2", "train", { patient: "p1" }),
    study("3", "test", { questions: [{ ...question, type: "closed" }] }),
  ]);
  assert.deepEqual(counts, {
    train: { studies: 2, patients: 1, reports: 1, questions: 1, closed: 0 },
    valid: { studies: 0, patients: 0, reports: 0, questions: 0, closed: 0 },
    test: { studies: 1, patients: 1, reports: 0, questions: 1, closed: 1 },
    all: { studies: 3, patients: 2, reports: 1, questions: 2, closed: 1 },
  });
});

Deno.test("comparePublished() says which size fits, or what differs", () => {
  const zero = { studies: 0, patients: 0, reports: 0, questions: 0, closed: 0 };
  const of = (train: number, valid: number, test: number) => ({
    train: { ...zero, studies: train },
    valid: { ...zero, studies: valid },
    test: { ...zero, studies: test },
    all: { ...zero, studies: train + valid + test },
  });
  const openi = configOf({ kind: "openi", root: "r" });
  assert.deepEqual(comparePublished(openi, of(2483, 710, 354)), [
    { level: "note", text: "The counts are those published of MedViLL's Open-I", examples: [] },
  ]);
  assert.deepEqual(comparePublished(openi, of(2482, 710, 354)), [{
    level: "warning",
    text: "The counts are not those published of MedViLL's Open-I",
    examples: [
      "train: 2,482 studies, published 2,483",
      "all: 3,546 studies, published 3,547",
    ],
  }]);
  const jsonl = configOf({ kind: "jsonl", root: "r" });
  assert.deepEqual(comparePublished(jsonl, of(89_395, 759, 1531)).map(({ text }) => text), [
    "The counts are those published of MedViLL's MIMIC-CXR (AP images with findings)",
  ]);
  assert.deepEqual(comparePublished(configOf({ kind: "phantom" }), of(1, 1, 1)), []);
  const mevf = configOf({ kind: "vqa-rad", root: "r", questions: "mevf" });
  const asked = {
    train: { ...zero, questions: 2800 },
    valid: { ...zero, questions: 264 },
    test: { ...zero, questions: 451, closed: 271 },
    all: zero,
  };
  assert.deepEqual(comparePublished(mevf, asked).map(({ examples }) => examples), [
    ["test: 271 closed questions, published 272"],
  ]);
});

Deno.test("checkPatients() calls a patient in two splits a leak", () => {
  const studies = [study("1", "train"), study("2", "train", { patient: "p1" }), study("3", "test")];
  assert.deepEqual(checkPatients(studies), []);
  assert.deepEqual(checkPatients([...studies, study("4", "valid", { patient: "p1" })]), [
    { level: "leak", text: "1 patient in more than one split", examples: ["p1: train, valid"] },
  ]);
});

Deno.test("checkReports() notes equal reports, whatever their case and blanks", () => {
  const text = "No acute disease.";
  assert.deepEqual(
    checkReports([
      study("1", "train", { text }),
      study("2", "test", { text: "No  acute\ndisease. " }),
      study("3", "valid", { text: "NO ACUTE DISEASE." }),
      study("4", "train", { text: "Edema." }),
      study("5", "train", { text: "edema." }),
      study("6", "train", { text: "Other." }),
      study("7", "train"),
      study("8", "test"),
    ]),
    [
      {
        level: "note",
        text: "1 report of 3 studies repeated across splits",
        examples: ["1 (train), 2 (test), 3 (valid)"],
      },
      {
        level: "note",
        text: "1 report of 2 studies repeated within a split",
        examples: ["4 (train), 5 (train)"],
      },
    ],
  );
});

Deno.test("labelPrevalence() counts ones; a split without any is a warning", () => {
  const prevalence = labelPrevalence({
    labelNames: ["Edema", "Fracture"],
    examples: [
      study("1", "train", { labels: [1, -1] }),
      study("2", "train", { labels: [1, 1] }),
      study("3", "test", { labels: [1, 0] }),
    ],
  });
  assert.deepEqual(prevalence, [
    { label: "Edema", positives: { train: 2, valid: 0, test: 1 } },
    { label: "Fracture", positives: { train: 1, valid: 0, test: 0 } },
  ]);
  assert.deepEqual(checkPrevalence(prevalence, { train: 2, valid: 0, test: 1 }), [
    { level: "warning", text: "Labels without a positive study", examples: ["Fracture: test"] },
  ]);
});
