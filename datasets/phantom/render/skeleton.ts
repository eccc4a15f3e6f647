/**
 * Bones: ribs, clavicles, shoulder blades and spine, with fractures.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import type { Anatomy } from "../anatomy.ts";
import { type Finding, sidesOf } from "../findings.ts";
import { blob } from "./blob.ts";
import { type Layer, layer } from "./canvas.ts";
import type { Contours, Lung } from "./contours.ts";
import { breakBone } from "./fracture.ts";
import { drawRibs } from "./ribs.ts";
import { bezier, stroke } from "./stroke.ts";

/** Attenuation by bones, `[size, size]` each. */
export interface Skeleton {
  readonly ribs: Layer;
  /** Clavicles, shoulder blades and spine. */
  readonly frame: Layer;
}

/** Draws all bones. */
export function drawSkeleton(
  anatomy: Anatomy,
  contours: Contours,
  findings: readonly Finding[],
  scapulae: number,
  size: number,
  draw: Stream,
): Skeleton {
  const [ribs, frame] = [layer(size), layer(size)];
  const fractures = findings.filter((finding) => finding.kind === "fracture");
  const back = layer(size);
  const front = layer(size);
  const callus = layer(size);
  const blades = layer(size);
  for (const lung of [contours.right, contours.left]) {
    const broken = fractures.filter((finding) => sidesOf(finding).includes(lung.side));
    drawRibs(anatomy, contours, lung, broken, { back, front, callus });
    drawClavicle(contours, lung, broken, { blades, callus });
    drawScapula(contours, lung, scapulae, blades);
  }
  const spine = layer(size);
  drawSpine(contours, spine, draw);
  for (let i = 0; i < ribs.data.length; i++) {
    ribs.data[i] = anatomy.bone *
      (0.11 * back.data[i]! + 0.06 * front.data[i]! + 0.15 * callus.data[i]!);
    frame.data[i] = anatomy.bone * (0.19 * blades.data[i]! + 0.07 * spine.data[i]!);
  }
  return { ribs, frame };
}

function drawClavicle(
  contours: Contours,
  lung: Lung,
  broken: readonly Finding[],
  { blades, callus }: { readonly blades: Layer; readonly callus: Layer },
): void {
  const { top } = contours;
  const middle = contours.midline(top);
  const at = (u: number, y: number): [number, number] => [middle + lung.sign * u, y];
  const shaft = bezier(
    at(0.032, top + 0.105),
    at(0.13, top + 0.075),
    at(0.22, top + 0.075),
    at(0.4, top - 0.005),
    [0.0185, 0.014],
    18,
  );
  if (broken.some((finding) => finding.form === "clavicle")) {
    for (const part of breakBone(callus, shaft, 0.5, 0.06, -lung.sign)) {
      stroke(blades, part, 1.35, "bone");
    }
  } else stroke(blades, shaft, 1, "bone");
}

function drawScapula(contours: Contours, lung: Lung, amount: number, target: Layer): void {
  const { top, width } = contours;
  const x = (u: number) => contours.midline(top) + lung.sign * u;
  const inward = width * (1.02 - 0.2 * amount);
  const border = bezier(
    [x(inward), top + 0.05],
    [x(inward - 0.02), top + 0.16],
    [x(inward + 0.02), top + 0.26],
    [x(inward + 0.06), top + 0.33],
    [0.006, 0.006],
    10,
  );
  stroke(target, border, 0.5 + 0.3 * amount, "solid", 0.008);
  blob(
    target,
    {
      x: x(inward + 0.05),
      y: top + 0.15,
      rx: 0.07,
      ry: 0.16,
      softness: 0.5,
      angle: -lung.sign * 0.15,
    },
    0.28,
  );
  blob(target, { x: x(0.455), y: top + 0.055, rx: 0.055, ry: 0.055, softness: 0.25 }, 0.75);
}

function drawSpine(contours: Contours, target: Layer, draw: Stream): void {
  const pitch = 0.062;
  const phase = draw.uniform() * pitch;
  for (let i = 0; i < 17; i++) {
    const y = i * pitch + phase;
    const x = contours.midline(y);
    const half = 0.026 + 0.008 * y;
    blob(target, { x, y, rx: half * 1.3, ry: pitch * 0.46, softness: 0.35 }, 0.8);
    for (const sign of [-1, 1]) {
      blob(
        target,
        { x: x + sign * half * 0.62, y: y - 0.006, rx: 0.008, ry: 0.011, softness: 0.4 },
        0.7,
      );
    }
  }
}
