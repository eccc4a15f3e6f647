import assert from "node:assert/strict";
import fc from "fast-check";
import {
  attentionMask,
  blockMask,
  finetuningMask,
  type MaskRule,
  mixedRule,
  paddingMask,
  seesPads,
  type SequenceLengths,
  sequenceTokens,
} from "../../model/mod.ts";

const lengths: fc.Arbitrary<SequenceLengths> = fc.record({
  imageTokens: fc.integer({ min: 1, max: 12 }),
  textTokens: fc.integer({ min: 1, max: 12 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
}).map(({ imageTokens, textTokens, share }) => ({
  imageTokens,
  textTokens,
  realText: Math.round(share * textTokens),
}));

/** Calls `see(q, k, mask)` for every entry; `image` and `pads` are where those blocks start. */
function everyEntry(
  rule: MaskRule,
  sizes: SequenceLengths,
  check: (q: number, k: number, sees: number, image: number, pads: number) => void,
): void {
  const mask = attentionMask(rule, sizes);
  const tokens = sequenceTokens(rule, sizes);
  assert.equal(mask.length, tokens ** 2);
  const image = sizes.imageTokens + 2;
  const pads = image + sizes.realText + 1;
  mask.forEach((sees, at) => check(Math.floor(at / tokens), at % tokens, sees, image, pads));
}

function property(check: (sizes: SequenceLengths) => void): void {
  fc.assert(fc.property(lengths, check), { seed: 1, numRuns: 60 });
}

Deno.test("attentionMask() of bi shows all but the pads to every row", () => {
  property((sizes) =>
    everyEntry("bi", sizes, (_q, k, sees, _image, pads) => assert.equal(sees, k < pads ? 1 : 0))
  );
});

Deno.test("attentionMask() of s2s is causal in the text and hides the text from the image", () => {
  property((sizes) =>
    everyEntry("s2s", sizes, (q, k, sees, image) => {
      if (k < image) assert.equal(sees, 1);
      else assert.equal(sees, q >= image && k <= q ? 1 : 0);
    })
  );
});

Deno.test("attentionMask() of bar adds to s2s that image rows see everything", () => {
  property((sizes) => {
    const s2s = attentionMask("s2s", sizes);
    const tokens = sequenceTokens("s2s", sizes);
    everyEntry("bar", sizes, (q, k, sees, image) => {
      assert.equal(sees, q < image ? 1 : s2s[q * tokens + k]);
    });
  });
});

Deno.test("attentionMask() of noncross separates the blocks and has one more token", () => {
  property((sizes) => {
    assert.equal(sequenceTokens("noncross", sizes), sequenceTokens("bi", sizes) + 1);
    everyEntry("noncross", sizes, (q, k, sees, image) => {
      assert.equal(sees, q < image === k < image ? 1 : 0);
    });
  });
});

Deno.test("finetuningMask() shows no pad to a text row and no text to a pad row of s2s", () => {
  property((sizes) => {
    const tokens = sequenceTokens("s2s", sizes);
    const image = sizes.imageTokens + 2;
    const pads = image + sizes.realText + 1;
    finetuningMask("s2s", sizes).forEach((sees, at) => {
      const [q, k] = [Math.floor(at / tokens), at % tokens];
      assert.equal(sees, k < image || q >= image && q < pads && k <= q ? 1 : 0);
    });
  });
});

Deno.test("attentionMask() gives the worked 8×8 of the specification", () => {
  const sizes = { imageTokens: 2, textTokens: 3, realText: 2 };
  const rows = (mask: Uint8Array, tokens: number) =>
    Array.from({ length: tokens }, (_, q) => mask.slice(q * tokens, (q + 1) * tokens).join(""));
  const image = (row: string) => Array(4).fill(row);
  const causal = ["11111000", "11111100", "11111110", "11111111"];
  assert.deepEqual(rows(attentionMask("bi", sizes), 8), Array(8).fill("11111110"));
  assert.deepEqual(rows(attentionMask("s2s", sizes), 8), [...image("11110000"), ...causal]);
  assert.deepEqual(rows(attentionMask("bar", sizes), 8), [...image("11111111"), ...causal]);
  const text = Array(4).fill("00001111");
  assert.deepEqual(rows(blockMask(4, 4), 8), [...image("11110000"), ...text]);
});

Deno.test("attentionMask() hides pads from every row on demand, and nothing else", () => {
  for (const rule of ["bi", "s2s", "bar", "noncross"] as const) {
    property((sizes) => {
      const tokens = sequenceTokens(rule, sizes);
      // The second [CLS] of noncross moves the pads, not their number.
      const pads = tokens - (sizes.textTokens - sizes.realText);
      const seen = attentionMask(rule, sizes);
      attentionMask(rule, sizes, false).forEach((sees, at) => {
        assert.equal(sees, at % tokens < pads ? seen[at] : 0);
      });
    });
  }
});

Deno.test("seesPads() tells whether hiding pads changes what a row of a real token sees", () => {
  const sizes = { imageTokens: 2, textTokens: 3, realText: 1 };
  const real = (rule: MaskRule, seePads: boolean) => {
    const tokens = sequenceTokens(rule, sizes);
    return attentionMask(rule, sizes, seePads).subarray(0, (tokens - 2) * tokens);
  };
  for (const rule of ["bi", "s2s", "bar", "noncross"] as const) {
    assert.equal(`${real(rule, true)}` !== `${real(rule, false)}`, seesPads(rule), rule);
  }
  assert.equal(seesPads("mixed"), seesPads("bi") || seesPads("s2s"));
});

Deno.test("attentionMask() refuses a text longer than L", () => {
  const sizes = { imageTokens: 2, textTokens: 3, realText: 4 };
  assert.throws(() => attentionMask("bi", sizes), /text of 4 tokens: at most 3 fit, cut it first/);
});

Deno.test("mixedRule() is bi below the share and s2s from it on", () => {
  assert.deepEqual([0, 0.2499, 0.25, 0.999].map((u) => mixedRule(u)), ["bi", "bi", "s2s", "s2s"]);
  assert.deepEqual([mixedRule(0, 0), mixedRule(0.999, 1)], ["s2s", "bi"]);
});

Deno.test("paddingMask() is one for real tokens, then zero", () => {
  assert.deepEqual([...paddingMask(3, 5)], [1, 1, 1, 0, 0]);
  assert.deepEqual([...paddingMask(2, 2)], [1, 1]);
});
