import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { type JsonObject, stageKey } from "../../benchmarks/stage.ts";

const STAGE = { kind: "prepare", step: "trunk", version: 1, inputs: {} } as const;

const config = fc.dictionary(
  fc.string({ unit: "binary" }).filter((text) => text.isWellFormed() && text !== "__proto__"),
  fc.jsonValue({ maxDepth: 2, noUnicodeString: false }),
) as fc.Arbitrary<JsonObject>;

Deno.test("stageKey() is the digest of the RFC 8785 form of all inputs", () => {
  const shared = { layers: 2, heads: 4 };
  fc.assert(
    fc.property(config, fc.dictionary(fc.string(), fc.string()), (own, inputs) => {
      for (
        const stage of [{ ...STAGE, inputs, config: own }, {
          ...STAGE,
          inputs,
          config: { ...own, shared, "10": 1, "9": 2, left: undefined as unknown as null },
        }]
      ) {
        const text = canonicalize(stage)!;
        assert.equal(stageKey(stage), createHash("sha256").update(text).digest("hex"));
      }
    }),
  );
});

Deno.test("stageKey() of a small stage", () => {
  const text =
    '{"config":{"a":[1,"ä"],"b":{"c":null}},"inputs":{"x":"k"},"kind":"evaluate","step":"s","version":3}';
  assert.equal(
    stageKey({
      kind: "evaluate",
      version: 3,
      step: "s",
      inputs: { x: "k" },
      config: { b: { c: null }, a: [1, "ä"] },
    }),
    createHash("sha256").update(text).digest("hex"),
  );
});
