/**
 * Draws the radiograph of a scene.
 *
 * @module
 */

import type { Scene } from "../scene.ts";
import { strength } from "../findings.ts";
import { layer } from "./canvas.ts";
import { contoursOf } from "./contours.ts";
import { drawDevices } from "./devices.ts";
import { develop } from "./film.ts";
import { drawOpacities } from "./opacities.ts";
import { drawPleura } from "./pleura.ts";
import { place, samplePose } from "./pose.ts";
import { drawSkeleton } from "./skeleton.ts";
import { texture } from "./texture.ts";
import { drawThorax } from "./thorax.ts";
import { drawAirway, drawVessels } from "./vessels.ts";

/** Attenuation that full lung air takes away. */
const AIR = 0.44;

/**
 * The picture of a scene: `attenuation = tissue - air · (1 - fill) + vessels + dense + bone + metal`,
 * then {@link develop}ed.
 *
 * @returns Row-major 8-bit pixels `[size, size]`, 0 black.
 */
export function render(scene: Scene, size: number): Uint8Array {
  const { anatomy, findings, site, key } = scene;
  const { equipment } = site;
  const streamOf = (purpose: string) => key.fold("draw").fold(purpose).stream();
  const stance = streamOf("pose");
  const lean = equipment.lean * (2 * stance.uniform() - 1);
  const contours = contoursOf(anatomy, equipment, findings, lean);
  const edema = findings.find((finding) => finding.kind === "edema");
  const thorax = drawThorax(anatomy, contours, size);
  const vessels = drawVessels(
    contours,
    edema ? 0.5 + strength(edema) : 0,
    size,
    streamOf("vessels"),
  );
  const airway = drawAirway(contours, size);
  const { fill, dense } = drawOpacities(contours, findings, size, streamOf);
  drawPleura(contours, findings, dense, streamOf);
  const { ribs, frame } = drawSkeleton(
    anatomy,
    contours,
    findings,
    equipment.scapulae,
    size,
    streamOf("bone"),
  );
  const metal = drawDevices(contours, findings, size, streamOf("device"));
  const mottle = texture(size, streamOf("texture"));
  const film = layer(size);
  for (let i = 0; i < film.data.length; i++) {
    const tissue = thorax.tissue.data[i]!;
    if (tissue === 0 && metal.data[i] === 0) continue;
    const lung = thorax.lung.data[i]!;
    const full = fill.data[i]!;
    const air = thorax.air.data[i]! * (1 - full) * (1 + 0.16 * mottle[i]!);
    film.data[i] = tissue * (1 - 0.17 * airway.data[i]!) - AIR * air +
      0.09 * full * Math.min(1, 3 * thorax.air.data[i]!) +
      0.19 * vessels.data[i]! * lung * (1 - 0.8 * full) +
      0.42 * dense.data[i]! * Math.min(1, 4 * thorax.air.data[i]!) * (1 - 0.8 * full) +
      ribs.data[i]! * (0.4 + 0.6 * Math.min(1, 2 * air)) +
      frame.data[i]! * Math.min(1, tissue * 2) + 0.5 * metal.data[i]!;
  }
  return develop(place(film, samplePose(equipment.freedom, stance)), equipment, key);
}
