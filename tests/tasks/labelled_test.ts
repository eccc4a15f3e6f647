import assert from "node:assert/strict";
import { labelFeed } from "../../tasks/labelled.ts";

Deno.test("labelFeed() fills up to a multiple of 64 with positions of weight 0", () => {
  const feed = labelFeed([7, 3, 3], [11, 12, 12]);
  assert.deepEqual(
    Object.entries(feed).map(([name, { dtype, shape }]) => [name, dtype, shape]),
    [["labelled", "int32", [64]], ["labels", "int32", [64]], ["weights", "float32", [64]]],
  );
  const zeros = Array(61).fill(0);
  assert.deepEqual([...feed.labelled!.data], [7, 3, 3, ...zeros]);
  assert.deepEqual([...feed.labels!.data], [11, 12, 12, ...zeros]);
  assert.deepEqual([...feed.weights!.data], [1, 1, 1, ...zeros]);
});

Deno.test("labelFeed() weighs each label as it is told", () => {
  const feed = labelFeed([7, 3, 9], [11, 12, 11], (label) => label === 11 ? 4 : 0.5);
  assert.deepEqual([...feed.weights!.data.slice(0, 4)], [4, 0.5, 4, 0]);
});

Deno.test("labelFeed() has few shapes, and one where nothing is labelled", () => {
  const sizes = [0, 1, 64, 65, 128, 129].map((count) => {
    const feed = labelFeed([...Array(count).keys()], Array(count).fill(1));
    assert.equal([...feed.weights!.data].filter((weight) => weight === 1).length, count);
    return feed.labelled!.shape[0];
  });
  assert.deepEqual(sizes, [64, 64, 64, 128, 128, 192]);
});
