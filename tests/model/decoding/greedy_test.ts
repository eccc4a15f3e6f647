import assert from "node:assert/strict";
import { cutText, greedySearch } from "../../../model/decoding/mod.ts";
import { type Table, tableSteps } from "./tables.ts";

/** Words 0 to 3, of which 3 ends a text; what comes does not depend on the tokens before. */
const script = (...best: number[]): Table => (text) =>
  [0, 1, 2, 3].map((token) => token === best[text.length] ? 1 : 0);

Deno.test("greedySearch() ends each text at its own end, and all when the last has ended", async () => {
  const steps = tableSteps([script(1, 2, 3, 1, 1), script(3, 1), script(2, 2, 2, 3)], 1, 9);
  assert.deepEqual(await greedySearch(steps, new Set([3])), [[1, 2], [], [2, 2, 2]]);
  assert.equal(steps.taken, 4);
});

Deno.test("greedySearch() stops after maxTokens", async () => {
  const steps = tableSteps([script(1, 2, 1, 2), script(3)], 1, 3);
  assert.deepEqual(await greedySearch(steps, new Set([3])), [[1, 2, 1], []]);
});

Deno.test("greedySearch() takes the lower of equally good tokens", async () => {
  const tied: Table = () => [0, 5, 5, 1];
  assert.deepEqual(await greedySearch(tableSteps([tied], 1, 2), new Set()), [[1, 1]]);
});

Deno.test("cutText() cuts at the first token that ends a text", () => {
  assert.deepEqual(cutText([4, 5, 3, 6, 0], new Set([0, 3])), [4, 5]);
  assert.deepEqual(cutText([4, 0, 3], new Set([0, 3])), [4]);
  assert.deepEqual(cutText([4, 5], new Set([0, 3])), [4, 5]);
});
