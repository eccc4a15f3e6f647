import assert from "node:assert/strict";
import { float32 } from "../../model/engine/mod.ts";
import { OUTPUT_MEAN, OUTPUT_WHITENING, whitenTokens } from "../../model/image_encoder.ts";
import { linear } from "../../model/ops.ts";
import { foldStatistics, outputStatistics } from "../../model/output_statistics.ts";
import { evaluate } from "./evaluate.ts";

const MEAN = Float32Array.of(1, -2);
const WHITENING = Float32Array.of(0.5, 0.25, 0, 2);
const STATISTICS = {
  [OUTPUT_MEAN]: float32(MEAN, [2]),
  [OUTPUT_WHITENING]: float32(WHITENING, [2, 2]),
};
const TOKENS = float32([3, 2, 0, -4], [1, 2, 2]);

Deno.test("outputStatistics() finds them among other tensors", () => {
  assert.deepEqual(outputStatistics({ a: TOKENS, ...STATISTICS }), STATISTICS);
  assert.deepEqual(outputStatistics({ a: TOKENS }), {});
});

Deno.test("foldStatistics() gives of the tokens what the layer gave of whitened ones", async () => {
  const weight = Float32Array.of(1, 2, -3, 4, 0.5, 8);
  const bias = Float32Array.of(0.25, 0, 1);
  const folded = foldStatistics({ weight, bias }, MEAN, WHITENING);
  assert.deepEqual(folded.weight, Float32Array.of(0.5, 4.25, -1.5, 7.25, 0.25, 16.125));
  assert.deepEqual(folded.bias, Float32Array.of(8.25, 16, 33));
  const { before, after } = await evaluate(
    (params, { tokens }) => ({
      outputs: {
        before: linear(params, "a", whitenTokens(tokens!, params)),
        after: linear(params, "b", tokens!),
      },
    }),
    {
      ...STATISTICS,
      "a.weight": float32(weight, [3, 2]),
      "a.bias": float32(bias, [3]),
      "b.weight": float32(folded.weight, [3, 2]),
      "b.bias": float32(folded.bias, [3]),
    },
    { tokens: TOKENS },
  );
  assert.deepEqual(before!.slice(0, 3), [18.25, 26, 66]);
  assert.deepEqual(after, before);
});
