import assert from "node:assert/strict";
import fc from "fast-check";
import { Key, type Stream } from "../../../model/random.ts";
import { drawText, labelBag, MAX_DRAWS } from "../../../tasks/pretrain/negatives.ts";

Deno.test("labelBag() of words ignores order, case and punctuation, and counts repetitions", () => {
  assert.equal(
    labelBag(["Pleural Effusion", "Lung Opacity"], "words"),
    "effusion lung opacity pleural",
  );
  assert.equal(
    labelBag(["'Lung Opacity', 'pleural-effusion'"], "words"),
    "effusion lung opacity pleural",
  );
  assert.equal(labelBag(["Edema", "Edema"], "words"), "edema edema");
  assert.equal(labelBag(["''"], "words"), "");
  assert.equal(labelBag([], "words"), "");
});

Deno.test("labelBag() takes swapped words for equal by words, not as a set", () => {
  const labels = ["Pleural Effusion", "Lung Opacity"];
  const swapped = ["Lung Effusion", "Pleural Opacity"];
  assert.equal(labelBag(labels, "words"), labelBag(swapped, "words"));
  assert.notEqual(labelBag(labels, "set"), labelBag(swapped, "set"));
});

Deno.test("labelBag() as a set is the sorted set of names", () => {
  assert.equal(labelBag(["B", "A, C", "B"], "set"), '["A, C","B"]');
  assert.equal(labelBag([], "set"), "[]");
});

Deno.test("labelBag() does not depend on the order of the labels", () => {
  const names = fc.array(fc.constantFrom("Lung Opacity", "Lung Lesion", "Edema", "No Finding"));
  fc.assert(fc.property(names, fc.constantFrom("words", "set"), (labels, match) => {
    assert.equal(labelBag(labels.toReversed(), match), labelBag(labels, match));
  }));
});

/** A stream that draws the given values. */
function scripted(uniform: number, rows: readonly number[]): Stream {
  let next = 0;
  return { uniform: () => uniform, int: () => rows[next++]! } as unknown as Stream;
}

Deno.test("drawText() keeps the own text above 0.5 only", () => {
  const own = { source: 1, aligned: 1, exhausted: false };
  assert.deepEqual(drawText(1, ["a", "b"], scripted(0.5000001, [])), own);
  const negative = { source: 0, aligned: 0, exhausted: false };
  assert.deepEqual(drawText(1, ["a", "b"], scripted(0.5, [0])), negative);
});

Deno.test("drawText() takes the first row with other labels", () => {
  const bags = ["a", "b", "a", "c"];
  const drawn = drawText(0, bags, scripted(0, [0, 2, 2, 3, 1]));
  assert.deepEqual(drawn, { source: 3, aligned: 0, exhausted: false });
});

Deno.test("drawText() gives up after 300 draws and says so", () => {
  const rows = Array.from({ length: MAX_DRAWS + 1 }, (_, i) => i < MAX_DRAWS ? 0 : 1);
  const bags = ["a", "b"];
  assert.deepEqual(drawText(0, bags, scripted(0, rows)), {
    source: 0,
    aligned: 1,
    exhausted: true,
  });
  const last = drawText(0, bags, scripted(0, rows.slice(1)));
  assert.deepEqual(last, { source: 1, aligned: 0, exhausted: false });
});

Deno.test("drawText() aligns half of the examples and draws negatives evenly", () => {
  const bags = ["a", "a", "b", "c"];
  const count: Record<string, number> = {};
  for (let example = 0; example < 4000; example++) {
    const { source, aligned } = drawText(0, bags, Key.of(123).fold(example).stream());
    const name = aligned ? "own" : `row ${source}`;
    count[name] = (count[name] ?? 0) + 1;
  }
  // Expected 2000, 1000 and 1000; standard deviations 32 and 27.
  assert.deepEqual(count, { own: 2043, "row 2": 955, "row 3": 1002 });
});
