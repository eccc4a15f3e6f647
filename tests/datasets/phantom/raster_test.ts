import assert from "node:assert/strict";
import { blob } from "../../../datasets/phantom/render/blob.ts";
import { layer, smoothstep } from "../../../datasets/phantom/render/canvas.ts";
import { place } from "../../../datasets/phantom/render/pose.ts";
import { bezier, stroke } from "../../../datasets/phantom/render/stroke.ts";

const sum = (data: Float32Array) => data.reduce((total, value) => total + value, 0);

Deno.test("smoothstep() goes from 0 to 1 upwards and downwards", () => {
  const up = [-1, 2, 3, 4, 9].map((x) => smoothstep(2, 4, x));
  assert.deepEqual(up, [0, 0, 0.5, 1, 1]);
  assert.deepEqual([9, 4, 3, 2, -1].map((x) => smoothstep(4, 2, x)), up);
  assert.equal(smoothstep(0, 1, 0.25), 0.15625);
});

Deno.test("stroke() covers its width on every row, the same at every size", () => {
  for (const size of [20, 40, 160]) {
    const target = layer(size);
    stroke(target, [[0.5, -0.2, 0.1], [0.5, 1.2, 0.1]], 0.8);
    for (let row = 0; row < size; row++) {
      const across = sum(target.data.subarray(row * size, (row + 1) * size)) / size;
      assert.ok(Math.abs(across - 0.8 * 0.2) < 1e-6, `${across}`);
    }
  }
});

Deno.test("stroke() draws hair thinner than a pixel fainter, not wider", () => {
  const size = 16;
  const target = layer(size);
  const x = 8.5 / size;
  stroke(target, [[x, 0, 0.25 / size], [x, 1, 0.25 / size]], 1);
  const row = [...target.data.subarray(8 * size, 9 * size)];
  assert.deepEqual(row.map((value) => value > 0), row.map((_, i) => i === 8));
  assert.equal(row[8], 0.5);
});

Deno.test("stroke() keeps the denser of overlapping segments", () => {
  const once = layer(24);
  stroke(once, [[0.2, 0.5, 0.1], [0.8, 0.5, 0.1]], 1, "bone");
  const twice = layer(24);
  stroke(twice, [[0.2, 0.5, 0.1], [0.8, 0.5, 0.1], [0.2, 0.5, 0.1]], 1, "bone");
  assert.deepEqual(twice.data, once.data);
});

Deno.test("blob() is full within, empty without and never more than full", () => {
  const size = 64;
  const target = layer(size);
  const shape = { x: 0.5, y: 0.5, rx: 0.3, ry: 0.15, softness: 0.2 };
  blob(target, shape, 0.9);
  const at = (x: number, y: number) =>
    target.data[Math.floor(y * size) * size + Math.floor(x * size)]!;
  assert.ok(Math.abs(at(0.5, 0.5) - 0.9) < 1e-6);
  assert.ok(Math.abs(at(0.7, 0.5) - 0.9) < 1e-6);
  assert.equal(at(0.5, 0.7), 0);
  assert.equal(at(0.85, 0.5), 0);
  blob(target, shape, 0.9);
  assert.ok(Math.abs(at(0.5, 0.5) - 0.99) < 1e-6);
});

Deno.test("blob() turns clockwise and stays within the reach of its waves", () => {
  const size = 64;
  const turned = layer(size);
  blob(turned, { x: 0.5, y: 0.5, rx: 0.4, ry: 0.1, angle: Math.PI / 4, softness: 0.1 }, 1);
  const at = (x: number, y: number) =>
    turned.data[Math.floor(y * size) * size + Math.floor(x * size)]!;
  assert.ok(at(0.7, 0.7) > 0.9 && at(0.3, 0.3) > 0.9);
  assert.equal(at(0.7, 0.3), 0);
  const wavy = layer(size);
  const waves = [[0.3, 0], [0, 0], [0, 0]] as const;
  blob(wavy, { x: 0.5, y: 0.5, rx: 0.2, ry: 0.2, softness: 0.1, waves }, 1);
  // The second harmonic stretches it along x to 1.3 radii and squeezes it along y to 0.7.
  const wave = (x: number, y: number) =>
    wavy.data[Math.floor(y * size) * size + Math.floor(x * size)]!;
  assert.ok(wave(0.72, 0.5) > 0.9);
  assert.equal(wave(0.5, 0.66), 0);
});

Deno.test("bezier() starts and ends at its ends with its half-widths", () => {
  const points = bezier([0, 0], [0, 1], [1, 1], [1, 0], [0.1, 0.3], 4);
  assert.deepEqual(points[0], [0, 0, 0.1]);
  assert.deepEqual(points[2], [0.5, 0.75, 0.2]);
  assert.deepEqual(points[4]!.slice(0, 2), [1, 0]);
});

Deno.test("place() leaves a patient at rest alone, shifts and turns clockwise", () => {
  const size = 9;
  const source = layer(size);
  source.data[4 * size + 6] = 1;
  const rest = { turn: 0, zoom: 1, dx: 0, dy: 0 };
  assert.deepEqual(place(source, rest).data, source.data);
  const shifted = place(source, { ...rest, dx: 1 / size, dy: -2 / size });
  assert.ok(Math.abs(shifted.data[2 * size + 7]! - 1) < 1e-6);
  const turned = place(source, { ...rest, turn: Math.PI / 2 });
  assert.ok(turned.data[6 * size + 4]! > 0.98);
});
