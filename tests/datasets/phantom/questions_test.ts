import assert from "node:assert/strict";
import type { Question } from "../../../datasets/dataset.ts";
import { phantomConfigSchema, phantomScenes } from "../../../datasets/phantom/mod.ts";
import { askQuestions } from "../../../datasets/phantom/questions.ts";
import { finding, scene } from "./scenes.ts";

const all = (["a", "b"] as const).flatMap((site) =>
  phantomScenes(phantomConfigSchema.parse({ kind: "phantom", site })).map((each) => ({
    findings: each.findings,
    questions: askQuestions(each),
  }))
);

/** Every question that some draw asks about a scene of these findings, with its answer. */
function answers(findings: Parameters<typeof scene>[1]): Map<string, string> {
  const seen = new Map<string, string>();
  for (let seed = 0; seed < 60; seed++) {
    for (const { question, answer } of askQuestions(scene("a", findings, seed))) {
      assert.equal(seen.get(question) ?? answer, answer, question);
      seen.set(question, answer);
    }
  }
  return seen;
}

Deno.test("askQuestions() asks two to four different questions, closed and open", () => {
  for (const { questions } of all) {
    assert.ok(questions.length >= 2 && questions.length <= 4);
    assert.equal(new Set(questions.map(({ question }) => question)).size, questions.length);
    const types = new Set(questions.map(({ type }: Question) => type));
    assert.deepEqual(types, new Set(["closed", "open"]));
  }
});

Deno.test("askQuestions() keeps to a small answer vocabulary, with yes and no alike", () => {
  const given = all.flatMap(({ questions }) => questions.map(({ answer }) => answer));
  assert.ok(new Set(given).size < 60);
  const count = (word: string) => given.filter((answer) => answer === word).length;
  assert.ok(Math.abs(count("yes") / (count("yes") + count("no")) - 0.5) < 0.06);
  assert.ok(Math.abs(count("left") / (count("left") + count("right")) - 0.5) < 0.06);
});

Deno.test("askQuestions() asks for presence with an answer that fits", () => {
  const words = { nodule: "a nodule", edema: "pulmonary edema", fracture: "a fracture" } as const;
  for (const { findings, questions } of all) {
    for (const [kind, name] of Object.entries(words)) {
      const asked = questions.find(({ question }) => question === `Is there ${name}?`);
      if (!asked) continue;
      assert.equal(asked.answer, findings.some((shown) => shown.kind === kind) ? "yes" : "no");
    }
  }
});

Deno.test("askQuestions() knows place, size and number of what is shown", () => {
  const nodules = answers([finding("nodule", { side: "left", zone: "lower", count: 2 })]);
  assert.equal(nodules.get("Is there a nodule?"), "yes");
  assert.equal(nodules.get("Is the nodule on the left or the right side?"), "left");
  assert.equal(nodules.get("Where is the nodule?"), "left lower zone");
  assert.equal(nodules.get("How many nodules are seen?"), "2");
  assert.equal(nodules.get("What abnormality is seen?"), "nodule");
  assert.equal(nodules.get("Which organ system is abnormal?"), "respiratory");
  assert.equal(nodules.get("Is there a fracture?"), "no");
  const heart = answers([finding("cardiomegaly", { side: "both", grade: 2 })]);
  assert.equal(heart.get("How severe is the cardiomegaly?"), "severe");
  assert.equal(heart.get("Does the chest look normal?"), "no");
  const tube = answers([finding("device", { form: "chest-tube" })]);
  assert.equal(tube.get("What device is seen?"), "chest tube");
  assert.equal(tube.get("Does the chest look normal?"), "yes");
  const nothing = answers([]);
  assert.equal(nothing.get("What abnormality is seen?"), "none");
  assert.equal(nothing.get("Which projection is used?"), "pa");
});
