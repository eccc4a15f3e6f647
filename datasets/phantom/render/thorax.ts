/**
 * Soft tissue: body, mediastinum, heart, diaphragm and the air in the lungs.
 *
 * @module
 */

import type { Anatomy } from "../anatomy.ts";
import { blob } from "./blob.ts";
import { type Layer, layer, smoothstep } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";

/** The maps later drawings build on, all `[size, size]`. */
export interface Thorax {
  /** Attenuation of everything that is not lung, bone, finding or device. */
  readonly tissue: Layer;
  /** Air that a lung or a pneumothorax puts in the way, 0 to 1. */
  readonly air: Layer;
  /** Where aerated lung is (not a pneumothorax), 0 to 1: vessels are drawn there only. */
  readonly lung: Layer;
}

/** Draws the soft tissues. */
export function drawThorax(anatomy: Anatomy, contours: Contours, size: number): Thorax {
  const tissue = layer(size);
  const air = layer(size);
  const lung = layer(size);
  const pixel = 1 / size;
  const soft = Math.max(0.006, pixel * 0.8);
  const columns = [contours.right, contours.left].map((side) => columnsOf(side, contours, size));
  const { top } = contours;

  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) * pixel;
    const middle = contours.midline(y);
    const rows = [contours.right, contours.left].map((side) => rowOf(side, y));
    const skin = contours.skin(y);
    const ceiling = smoothstep(top - soft, top + soft * 2, y);
    const apical = 1 - 0.45 * Math.exp(-Math.max(0, y - top) / 0.07);
    const yoke = 0.1 * smoothstep(0.32, 0.1, y);
    const belly = smoothstep(0.72, 0.95, y);
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) * pixel;
      const index = x < middle ? 0 : 1;
      const u = Math.abs(x - middle);
      const at = row * size + column;
      const cover = smoothstep(skin + soft, skin - soft, u) *
        smoothstep(0, 0.05, y - contours.shoulder(u));
      if (cover === 0) continue;
      const { lateral, slant, core, medial, lean, visceral, visceralSlant } = rows[index]!;
      const { dome, fall, level } = columns[index]!;
      const wall = (lateral - u) * slant;
      const inside = smoothstep(-soft, soft, wall);
      const hilar = (u - medial) * lean;
      const beside = smoothstep(-soft * 1.3, soft * 1.7, hilar);
      const below = smoothstep(-soft, soft, (y - dome[column]!) * fall[column]!);
      const central = Math.exp(-(u * u) / 0.0042);
      const round = 1 - (u / skin) ** 2;
      const wet = smoothstep(-0.02, 0.025, y - level[column]!);
      let density = 0.5 + 0.12 * round + yoke * (1 - 0.5 * central);
      density += 0.24 * inside * below + 0.06 * belly;
      const middleMass = smoothstep(soft * 1.7, -soft * 1.3, (u - core) * lean);
      density += middleMass * (1 - below) * (0.17 - 0.12 * Math.max(0, u - 0.05));
      density += 0.11 * central * smoothstep(0.02, 0.12, y);
      density += 0.1 * wet * inside * beside * (1 - below);
      tissue.data[at] = density * cover;
      if (inside === 0 || beside === 0 || below === 1 || ceiling === 0) continue;
      const open = inside * ceiling * beside * (1 - below);
      const depth = 1 - 0.5 * Math.exp(-Math.max(0, wall) / 0.045);
      const collapsed = visceral < 0 ? 0 : smoothstep(-soft, soft, (visceral - u) * visceralSlant);
      const dry = 1 - 0.93 * wet;
      const free = 1 - collapsed;
      air.data[at] = open * dry * apical * (depth * collapsed + (0.3 * depth + 0.86) * free);
      lung.data[at] = open * dry * collapsed;
    }
  }
  drawStomach(contours, tissue);
  if (anatomy.breast > 0) drawBreasts(anatomy, contours, tissue);
  return { tissue, air, lung };
}

/** A lung's outline at one height, with the cosines that turn horizontal into true distances. */
function rowOf(lung: Lung, y: number) {
  const step = 0.004;
  const cosine = (border: (y: number) => number) => {
    const slope = (border(y + step) - border(y - step)) / (2 * step);
    return 1 / Math.sqrt(1 + slope * slope);
  };
  return {
    lateral: lung.lateral(y),
    slant: cosine(lung.lateral),
    core: lung.core(y),
    medial: lung.medial(y),
    lean: cosine(lung.medial),
    visceral: lung.visceral(y),
    visceralSlant: cosine(lung.visceral),
  };
}

/** A lung's lower outlines at every column. */
function columnsOf(lung: Lung, contours: Contours, size: number) {
  const dome = new Float32Array(size);
  const fall = new Float32Array(size);
  const level = new Float32Array(size);
  const middle = contours.midline(0.75);
  for (let column = 0; column < size; column++) {
    const u = Math.max(0, lung.sign * ((column + 0.5) / size - middle));
    const slope = (lung.diaphragm(u + 0.004) - lung.diaphragm(u - 0.004)) / 0.008;
    dome[column] = lung.diaphragm(u);
    fall[column] = 1 / Math.sqrt(1 + slope * slope);
    level[column] = lung.fluid(u);
  }
  return { dome, fall, level };
}

/** The air bubble in the stomach under the left dome. */
function drawStomach(contours: Contours, tissue: Layer): void {
  const bubble = layer(tissue.size);
  const u = contours.width * 0.5;
  const y = contours.left.diaphragm(u) + 0.055;
  const x = contours.midline(y) + u;
  blob(bubble, { x, y, rx: 0.085, ry: 0.034, angle: -0.15, softness: 0.7 }, 1);
  for (let i = 0; i < tissue.data.length; i++) tissue.data[i]! -= 0.13 * bubble.data[i]!;
}

/** Breast shadows: faint, dense at their lower rim. */
function drawBreasts(anatomy: Anatomy, contours: Contours, tissue: Layer): void {
  const { size, data } = tissue;
  for (const sign of [-1, 1]) {
    const x = contours.midline(0.6) + sign * contours.width * 0.62;
    const [rx, ry, y] = [contours.width * 0.5, 0.17, 0.64];
    const from = Math.max(0, Math.floor((y - ry) * size));
    for (let row = from; row < Math.min(size, (y + ry) * size); row++) {
      const v = ((row + 0.5) / size - y) / ry;
      for (let column = 0; column < size; column++) {
        const h = ((column + 0.5) / size - x) / rx;
        const r = h * h + v * v;
        if (r < 1) {
          data[row * size + column]! += anatomy.breast * (0.5 + 0.5 * v) * smoothstep(1, 0.75, r);
        }
      }
    }
  }
}
