import assert from "node:assert/strict";
import {
  checkModel,
  featureChannels,
  gridTokens,
  MODEL_PRESETS,
  type ModelConfig,
} from "../../model/mod.ts";

Deno.test("MODEL_PRESETS can be built", () => {
  for (const config of Object.values(MODEL_PRESETS)) assert.equal(checkModel(config), config);
});

Deno.test("gridTokens() and featureChannels() give the sizes of ResNet-50 at 512 pixels", () => {
  assert.equal(gridTokens(MODEL_PRESETS.base), 256);
  assert.equal(featureChannels(MODEL_PRESETS.base.trunk), 2048);
  assert.equal(gridTokens(MODEL_PRESETS.tiny), 16);
});

Deno.test("checkModel() names the field that cannot be, the value seen and what it expects", () => {
  const cases: [Partial<ModelConfig>, RegExp][] = [
    [{ layers: 0 }, /model with layers 0: expected a positive integer/],
    [{ vocabulary: 1.5 }, /vocabulary 1\.5: expected a positive integer/],
    [{ hidden: 66 }, /hidden 66: expected a multiple of heads \(4\)/],
    [{ dropout: 1 }, /dropout 1: expected a rate in \[0, 1\)/],
    [{ imageSize: 100 }, /imageSize 100: expected a multiple of 32/],
    [{ imageTokens: 17 }, /imageTokens 17: expected at most 16/],
    [{ maxPositions: 48 }, /maxPositions 48: expected at least 49/],
    [{ imageSize: 256, maxPositions: 65 }, /maxPositions 65: expected at least 66/],
    [{ trunk: { width: 4, blocks: [1, 1, 1] } }, /trunk .*: expected a positive width and four/],
    [{ trunk: { width: 0, blocks: [1, 1, 1, 1] } }, /trunk .*: expected a positive width/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => checkModel({ ...MODEL_PRESETS.tiny, ...change }), message);
  }
});
