import assert from "node:assert/strict";
import { cleanQuestion, normalizeAnswer } from "../../datasets/vqa_text.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_vqa_text.json";

type Pairs = [string, string][];

// compute_softscore.preprocess_answer(answer) of MEVF; the question of data_loader.py:135-145.
parityTest("normalizeAnswer() and cleanQuestion() give the original's text", [FILE], () => {
  const { answers, questions } = jsonFixture<{ answers: Pairs; questions: Pairs }>(FILE);
  assert.ok(answers.length > 0 && questions.length > 0);
  for (const [answer, expected] of answers) assert.equal(normalizeAnswer(answer), expected);
  for (const [question, expected] of questions) assert.equal(cleanQuestion(question), expected);
});
