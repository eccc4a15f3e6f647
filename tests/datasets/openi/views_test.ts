import assert from "node:assert/strict";
import { imageKey, parseViews, symmetry } from "../../../datasets/openi/views.ts";

Deno.test("imageKey() is one for the names of one image", () => {
  const names = ["CXR1_1_IM-0001-3001", "CXR1_1_IM-0001-3001.png", "1_IM-0001-3001.dcm.png"];
  for (const name of names) assert.equal(imageKey(name), "1_IM-0001-3001");
  assert.equal(imageKey("CXR12_IM-0652-1001.PNG"), "12_IM-0652-1001");
  assert.equal(imageKey("CXR12_1_IM-0652-1001"), "12_1_IM-0652-1001");
});

Deno.test("parseViews() reads indiana_projections.csv with a byte order mark and Windows line ends", () => {
  const text = "\uFEFFuid,filename,projection\r\n1,1_IM-0001-4001.dcm.png,Frontal\r\n" +
    "1,1_IM-0001-3001.dcm.png,Lateral\r\n";
  assert.deepEqual([...parseViews("v.csv", text)], [
    ["1_IM-0001-4001", "frontal"],
    ["1_IM-0001-3001", "lateral"],
  ]);
});

Deno.test("symmetry() is 1 for a symmetric image, -1 for its opposite and 0 for a blank one", () => {
  assert.equal(symmetry(Uint8Array.of(1, 9, 1, 4, 2, 4, 7, 7, 7), 3), 1);
  assert.equal(symmetry(Uint8Array.of(0, 200, 0, 200), 2), -1);
  assert.equal(symmetry(Uint8Array.of(5, 5, 5, 5), 2), 0);
  // Deviations -2 0 2 / 1 -2 1: (-4 + 0 - 4 + 1 + 4 + 1) / (4 + 0 + 4 + 1 + 4 + 1), row 3 blank.
  assert.equal(symmetry(Uint8Array.of(8, 10, 12, 11, 8, 11, 10, 10, 10), 3), -2 / 14);
});
