import assert from "node:assert/strict";
import fc from "fast-check";
import { Key, type Stream } from "../../model/random.ts";
import { drawNegative } from "../../tasks/retrieval_pairs.ts";

/** A stream that gives these integers and uniform numbers. */
function scripted(ints: number[], uniforms: number[]): Stream {
  return {
    int: () => ints.shift() ?? assert.fail("no integer is left"),
    uniform: () => uniforms.shift() ?? assert.fail("no number is left"),
  } as unknown as Stream;
}

const BAGS = ["x", "x", "y"];

Deno.test("drawNegative() takes the first study with other labels, its image or its report", () => {
  assert.deepEqual(drawNegative(0, BAGS, scripted([0, 1, 2], [0.51])), { image: 2, text: 0 });
  assert.deepEqual(drawNegative(0, BAGS, scripted([1, 2], [0.5])), { image: 0, text: 2 });
  assert.deepEqual(drawNegative(2, BAGS, scripted([2, 1], [0])), { image: 2, text: 1 });
});

Deno.test("drawNegative() gives up after 300 studies with the same labels", () => {
  const same = Array<number>(299).fill(1);
  assert.deepEqual(drawNegative(0, BAGS, scripted([...same, 2], [0])), { image: 0, text: 2 });
  assert.equal(drawNegative(0, BAGS, scripted([...same, 1], [])), undefined);
});

Deno.test("drawNegative() never pairs equal labels, and keeps the own image or report", () => {
  const bags = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(bags, fc.nat(), (bags, seed) => {
    for (const own of bags.keys()) {
      const pair = drawNegative(own, bags, Key.of(seed).fold(own).stream());
      if (bags.every((bag) => bag === bags[own])) assert.equal(pair, undefined);
      if (pair === undefined) continue;
      assert.notEqual(bags[pair.image], bags[pair.text]);
      assert.ok(pair.image === own || pair.text === own);
    }
  }));
});

Deno.test("drawNegative() draws images as often as reports", () => {
  const other = { image: 0, text: 0 };
  for (let draw = 0; draw < 1000; draw++) {
    const { image, text } = drawNegative(0, BAGS, Key.of(9).fold(draw).stream())!;
    if (image !== 0) other.image++;
    if (text !== 0) other.text++;
  }
  assert.equal(other.image + other.text, 1000);
  assert.ok(Math.abs(other.image - 500) < 50, `${other.image} images`);
});
