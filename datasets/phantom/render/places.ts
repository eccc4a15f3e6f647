/**
 * Where in a lung something lies.
 *
 * @module
 */

import type { Stream } from "../../../model/random.ts";
import type { Side, Zone } from "../findings.ts";
import type { Contours, Lung } from "./contours.ts";

/** A place in a zone of a lung: part `across` of the way from mediastinum to chest wall. */
export function placeIn(
  contours: Contours,
  lung: Lung,
  zone: Zone,
  across: number,
  down: number,
): readonly [x: number, y: number] {
  const dome = lung.diaphragm(contours.width * 0.5);
  const span = (dome - contours.top - 0.05) / 3;
  const order = { upper: 0, middle: 1, lower: 2 }[zone];
  const y = contours.top + 0.05 + span * (order + down);
  const medial = lung.medial(y);
  const u = medial + (lung.lateral(y) - medial) * across;
  return [contours.midline(y) + lung.sign * u, y];
}

/** A wavy rim. */
export function wave(draw: Stream, amount: number): readonly (readonly [number, number])[] {
  return [1, 0.8, 0.5].map((
    part,
  ) => [amount * part * (draw.uniform() - 0.5), 6.28 * draw.uniform()]);
}

/** The lung of a side. */
export function lungOf(contours: Contours, side: Side): Lung {
  return side === "right" ? contours.right : contours.left;
}
