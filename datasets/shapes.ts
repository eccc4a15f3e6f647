/**
 * Shapes: procedural pictures of simple forms, the stand-in for ImageNet.
 *
 * The original starts from a ResNet trained on ImageNet. Where those weights are not at hand, the
 * image trunk learns to say which forms lie in each cell of the image's grid: edges, blobs, bars
 * and textures at all places and contrasts, nothing of radiology.
 *
 * @module
 */
import type { Key, Stream } from "../model/random.ts";
import { CELL, type Picture } from "./picture.ts";

/** Changes when the same key would give another picture. */
export const SHAPES_VERSION = 1;

/** The forms, in label order. */
export const SHAPES = [
  "disc",
  "blob",
  "ring",
  "bar",
  "box",
  "wedge",
  "stripes",
  "grain",
] as const;

/** Draws the picture of a key; a class lies in a cell of which it covers 12 %. */
export function drawShapes(key: Key, size: number): Picture {
  const stream = key.stream();
  const canvas = background(stream, size);
  const grid = size / CELL;
  const labels = new Float32Array(grid * grid * SHAPES.length);
  const count = 2 + stream.int(4);
  for (let i = 0; i < count; i++) {
    const kind = stream.int(SHAPES.length);
    const coverage = drawForm(stream, kind, canvas, size);
    coverage.forEach((share, cell) => {
      if (share >= 0.12) labels[cell * SHAPES.length + kind] = 1;
    });
  }
  const noise = 0.01 + 0.05 * stream.uniform();
  const pixels = new Uint8Array(size * size);
  for (let i = 0; i < pixels.length; i++) {
    const value = canvas[i]! + noise * (stream.uniform() + stream.uniform() - 1);
    pixels[i] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
  return { pixels, labels };
}

/** A grey level with a slope. */
function background(stream: Stream, size: number): Float32Array {
  const level = 0.2 + 0.6 * stream.uniform();
  const [sx, sy] = [0.4 * (stream.uniform() - 0.5), 0.4 * (stream.uniform() - 0.5)];
  const canvas = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      canvas[y * size + x] = level + sx * (x / size - 0.5) + sy * (y / size - 0.5);
    }
  }
  return canvas;
}

/** Adds one form and returns the share of each cell that it covers. */
function drawForm(stream: Stream, kind: number, canvas: Float32Array, size: number): Float32Array {
  const grid = size / CELL;
  const coverage = new Float32Array(grid * grid);
  const [cx, cy] = [size * stream.uniform(), size * stream.uniform()];
  const radius = size * (0.06 + 0.16 * stream.uniform());
  const contrast = (stream.uniform() < 0.5 ? -1 : 1) * (0.1 + 0.35 * stream.uniform());
  const angle = Math.PI * stream.uniform();
  const aspect = 0.6 + 0.4 * stream.uniform();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.ceil(radius * 1.5);
  const clamp = (v: number) => Math.min(size, Math.max(0, Math.round(v)));
  for (let y = clamp(cy - reach); y < clamp(cy + reach); y++) {
    for (let x = clamp(cx - reach); x < clamp(cx + reach); x++) {
      const u = (cos * (x - cx) + sin * (y - cy)) / radius;
      const v = (-sin * (x - cx) + cos * (y - cy)) / (radius * aspect);
      const [ink, inside] = form(SHAPES[kind]!, u, v, radius, stream);
      if (ink !== 0) canvas[y * size + x]! += contrast * ink;
      if (inside) coverage[Math.floor(y / CELL) * grid + Math.floor(x / CELL)]! += 1 / CELL ** 2;
    }
  }
  return coverage;
}

/** The ink of a form at (u, v) in units of its radius, and whether the point counts as inside. */
function form(
  kind: (typeof SHAPES)[number],
  u: number,
  v: number,
  radius: number,
  stream: Stream,
): [number, boolean] {
  const r = Math.hypot(u, v);
  const box = Math.abs(u) < 1 && Math.abs(v) < 1;
  switch (kind) {
    case "disc":
      return [r < 1 ? 1 : 0, r < 1];
    case "blob":
      return [Math.exp(-2 * r * r), r < 1];
    case "ring":
      return [r < 1 && r > 0.75 ? 1 : 0, r < 1];
    case "bar":
      return [
        Math.abs(u) < 1.4 && Math.abs(v) < 0.15 ? 1 : 0,
        Math.abs(u) < 1.4 && Math.abs(v) < 0.4,
      ];
    case "box":
      return [box ? 1 : 0, box];
    case "wedge":
      return [box ? (u + 1) / 2 : 0, box];
    case "stripes":
      return [box && Math.floor((u * radius) / 3) % 2 === 0 ? 1 : 0, box];
    case "grain":
      return [box ? 2 * stream.uniform() - 1 : 0, box];
  }
}
