import assert from "node:assert/strict";
import fc from "fast-check";
import { repeatingTokens } from "../../../model/decoding/mod.ts";

Deno.test("repeatingTokens() has what would complete an n-gram of the text", () => {
  const CASES: readonly [number[], number, number[] | undefined, number[]][] = [
    [[], 2, undefined, []],
    [[5], 2, undefined, []],
    [[5, 5], 2, undefined, [5]],
    [[5, 6, 5], 2, undefined, [6]],
    [[5, 6, 5, 7, 5], 2, undefined, [6, 7]],
    [[5, 6, 7], 2, undefined, []],
    [[5, 6, 7, 5, 6], 3, undefined, [7]],
    [[5, 6, 7, 5], 3, undefined, []],
    [[5, 6, 5], 1, undefined, [5, 6]],
    // The token that would follow may be repeated.
    [[5, 6, 5, 7, 5], 2, [7], [6]],
    // Behind a token that may be repeated, everything may.
    [[5, 6, 5, 7, 5], 2, [5], []],
    [[5, 6, 7, 5, 6], 3, [5], []],
    [[5, 6, 7, 8, 5, 6], 3, [8], [7]],
  ];
  for (const [text, size, ignore, expected] of CASES) {
    const found = repeatingTokens(text, { size, ignore: ignore && new Set(ignore) });
    assert.deepEqual([...found].sort(), expected, `${text} of size ${size} without ${ignore}`);
  }
});

Deno.test("repeatingTokens() is what makes an n-gram occur twice, and nothing else", () => {
  const occursTwice = (text: number[], size: number) => {
    const grams = text.slice(size - 1).map((_, i) => text.slice(i, i + size).join(" "));
    return grams.slice(0, -1).includes(grams.at(-1)!);
  };
  fc.assert(fc.property(
    fc.array(fc.nat(3), { maxLength: 12 }),
    fc.integer({ min: 1, max: 4 }),
    (text, size) => {
      const found = repeatingTokens(text, { size });
      for (let token = 0; token <= 3; token++) {
        assert.equal(found.has(token), occursTwice([...text, token], size));
      }
    },
  ));
});
