import assert from "node:assert/strict";
import { labelBag } from "../../tasks/pretrain/negatives.ts";
import { jsonFixture, parityTest } from "./fixtures.ts";

const FILE = "d_label_match.json";

// fuzz.token_sort_ratio(a, b) == 100: the labels count as equal, b cannot be a negative of a.
parityTest("labelBag() by words decides as token_sort_ratio == 100", [FILE], () => {
  const { pairs } = jsonFixture<{ pairs: [string, string, number][] }>(FILE);
  const equal = pairs.filter(([, , ratio]) => ratio === 100).length;
  assert.ok(equal > 0 && equal < pairs.length);
  for (const [a, b, ratio] of pairs) {
    const same = labelBag([a], "words") === labelBag([b], "words");
    assert.equal(same, ratio === 100, `${a} | ${b}`);
  }
});
