import assert from "node:assert/strict";
import {
  answerAccuracy,
  type AnsweredQuestion,
  answerScore,
} from "../../../tasks/metrics/answer_accuracy.ts";

Deno.test("answerScore() is the target at the highest logit, the first of equal ones", () => {
  assert.equal(answerScore([0.1, 3, -2], [0, 1, 0]), 1);
  assert.equal(answerScore([0.1, 3, 4], [0, 1, 0]), 0);
  assert.equal(answerScore([5, 5], [1, 0]), 1);
  assert.equal(answerScore([5, 5], [0, 1]), 0);
  assert.equal(answerScore([-3, -2], [0, 0.6]), 0.6);
  assert.equal(answerScore([1, 2, 3], [0, 0, 0]), 0);
});

Deno.test("answerScore() throws on NaN, on no class and on lengths that differ", () => {
  assert.throws(() => answerScore([1, NaN], [0, 1]), {
    name: "RangeError",
    message: "Cannot score an answer: logit 1 is NaN",
  });
  for (const targets of [[], [1]]) {
    assert.throws(() => answerScore([], targets), {
      name: "RangeError",
      message: `Cannot score an answer: expected one logit per class, got 0 for ${targets.length}`,
    });
  }
});

function question(score: number, type: AnsweredQuestion["type"], organ: string): AnsweredQuestion {
  return { score, type, organ };
}

Deno.test("answerAccuracy() is the mean score of each group", () => {
  const questions = [
    question(1, "closed", "chest"),
    question(0, "closed", "head"),
    question(1, "closed", "chest"),
    question(1, "open", "abdomen"),
    question(0, "open", "chest"),
  ];
  assert.deepEqual(answerAccuracy(questions), {
    accuracy: 3 / 5,
    accuracy_closed: 2 / 3,
    accuracy_open: 1 / 2,
    "accuracy.chest": 2 / 3,
    "accuracy.head": 0,
    "accuracy.abdomen": 1,
  });
});

Deno.test("answerAccuracy() is null for a group without questions", () => {
  assert.deepEqual(answerAccuracy([question(1, "open", "head")]), {
    accuracy: 1,
    accuracy_closed: null,
    accuracy_open: 1,
    "accuracy.head": 1,
  });
  assert.deepEqual(answerAccuracy([]), {
    accuracy: null,
    accuracy_closed: null,
    accuracy_open: null,
  });
});
