import assert from "node:assert/strict";
import fc from "fast-check";
import { Key, type Stream } from "../../model/random.ts";
import { cutAtRandomEnds, maskReport } from "../../tasks/report_masking.ts";

const SPECIAL = { sep: 3, mask: 4 };
const THREE = { rate: 0.15, maximum: 3 };
const ALL = { rate: 0.15, maximum: null };

/** A stream that gives one number and one order. */
function scripted(uniform: number, order: number[]): Stream {
  return {
    uniform: () => uniform,
    permutation: (n: number) => {
      assert.equal(n, order.length);
      return order;
    },
  } as unknown as Stream;
}

function tokensOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => 10 + i);
}

Deno.test("maskReport() hides the drawn tokens, [SEP] as any other", () => {
  const masked = maskReport(
    tokensOf(4),
    { rate: 0.5, maximum: 3 },
    SPECIAL,
    scripted(0.5, [4, 1, 0, 2, 3]),
  );
  assert.deepEqual(masked, {
    ids: Int32Array.of(10, 4, 12, 13, 4),
    places: [4, 1],
    labels: [3, 11],
  });
});

Deno.test("maskReport() adds the [SEP] to one less, twice if it was drawn", () => {
  const half = { rate: 0.5, maximum: 3 };
  assert.deepEqual(maskReport(tokensOf(4), half, SPECIAL, scripted(0.49, [1, 0, 2, 3, 4])), {
    ids: Int32Array.of(10, 4, 12, 13, 4),
    places: [1, 4],
    labels: [11, 3],
  });
  assert.deepEqual(maskReport(tokensOf(4), half, SPECIAL, scripted(0, [4, 0, 1, 2, 3])), {
    ids: Int32Array.of(10, 11, 12, 13, 4),
    places: [4, 4],
    labels: [3, 3],
  });
});

Deno.test("maskReport() predicts the [SEP] alone of one token, or of none", () => {
  for (const tokens of [[], [10]]) {
    const order = [...tokens.keys(), tokens.length];
    assert.deepEqual(maskReport(tokens, THREE, SPECIAL, scripted(0, order)), {
      ids: Int32Array.of(...tokens, 4),
      places: [tokens.length],
      labels: [3],
    });
  }
});

Deno.test("maskReport() rounds half to even, is one at least and the maximum at most", () => {
  const counts = (rate: number, maximum: number | null, ...lengths: number[]) =>
    lengths.map((length) =>
      maskReport(tokensOf(length), { rate, maximum }, SPECIAL, Key.of(1).stream()).places.length
    );
  // Python: round(0.5) = 0, round(1.5) = 2, round(2.5) = 2, round(3.5) = 4.
  assert.deepEqual(counts(0.5, null, 0, 1, 2, 3, 4, 5, 6, 7), [1, 1, 1, 2, 2, 2, 3, 4]);
  // 0.15 · 17 = 2.55, 0.15 · 16 = 2.4, 0.15 · 23 = 3.45, 0.15 · 24 = 3.6.
  assert.deepEqual(counts(0.15, null, 16, 17, 23, 24), [2, 3, 3, 4]);
  assert.deepEqual(counts(0.15, 3, 16, 17, 23, 24, 253), [2, 3, 3, 3, 3]);
  assert.deepEqual(counts(1, 5, 3, 5, 9), [3, 5, 5]);
});

Deno.test("maskReport() hides what it labels and nothing else", () => {
  fc.assert(fc.property(fc.nat(40), fc.nat(), (length, seed) => {
    const tokens = tokensOf(length);
    const { ids, places, labels } = maskReport(tokens, ALL, SPECIAL, Key.of(seed).stream());
    const whole = [...tokens, SPECIAL.sep];
    assert.deepEqual([...ids], whole.map((id, i) => places.includes(i) ? SPECIAL.mask : id));
    assert.deepEqual(labels, places.map((place) => whole[place]));
    const words = places.filter((place) => place < length);
    assert.equal(new Set(words).size, words.length);
  }));
});

Deno.test("maskReport() predicts the [SEP] of half of the reports, and of others by chance", () => {
  const length = 99;
  let ends = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const { places } = maskReport(tokensOf(length), THREE, SPECIAL, Key.of(seed).stream());
    if (places.includes(length)) ends++;
  }
  // 1/2 + 1/2 · 3/100 = .515 of 2000.
  assert.ok(Math.abs(ends - 1030) < 70, `${ends} of 2000`);
});

Deno.test("cutAtRandomEnds() drops the first or the last token, as often, and leaves short texts", () => {
  const text = Int32Array.from({ length: 12 }, (_, i) => i);
  const stream = Key.of(3).stream();
  assert.deepEqual([...cutAtRandomEnds(text, 12, stream)], [...text]);
  assert.deepEqual([...cutAtRandomEnds(text, 20, stream)], [...text]);
  const starts = Array.from({ length: 2000 }, () => {
    const [start, ...rest] = cutAtRandomEnds(text, 8, stream);
    assert.deepEqual(rest, Array.from({ length: 7 }, (_, i) => start! + 1 + i));
    return start!;
  });
  // Binomial(4, 1/2): 1, 4, 6, 4, 1 of 16.
  for (const [start, share] of [1, 4, 6, 4, 1].entries()) {
    const found = starts.filter((own) => own === start).length / starts.length;
    assert.ok(Math.abs(found - share / 16) < 0.04, `${start}: ${found}`);
  }
});
