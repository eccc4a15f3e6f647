/**
 * From attenuation to an 8-bit picture: blur, exposure, noise, border and marker.
 *
 * @module
 */

import type { Key } from "../../../model/random.ts";
import type { Equipment } from "../site.ts";
import { type Layer, layer, smoothstep } from "./canvas.ts";
import { stroke, type StrokePoint } from "./stroke.ts";

/** Develops a film: attenuation `[size, size]` to grey levels, 0 black. */
export function develop(attenuation: Layer, equipment: Equipment, key: Key): Uint8Array {
  const { size } = attenuation;
  const exposure = key.fold("exposure").stream();
  const drift = () => 1 + equipment.drift * (2 * exposure.uniform() - 1);
  const low = equipment.window[0] + 0.25 * (drift() - 1);
  const high = equipment.window[1] * drift();
  const gamma = equipment.gamma * drift();
  const image = blur(attenuation, equipment.blur * size);
  const grain = key.fold("grain").stream();
  const border = equipment.collimation * (0.4 + 0.6 * exposure.uniform());
  const marker = drawMarker(equipment.marker, border, size);
  const curve = toneCurve(low, high, gamma);
  const pixels = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) / size;
    const vertical = Math.min(y, 1 - y);
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) / size;
      const at = row * size + column;
      const edge = Math.min(vertical, x, 1 - x);
      const value = image.data[at]! * 1024;
      const level = curve[value < 0 ? 0 : value > 2047 ? 2047 : value | 0]!;
      const word = grain.uint32();
      const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
      const noise = ((sum - 510) / 147.8) * equipment.noise;
      const open = border > 0 ? smoothstep(border - 0.004, border + 0.004, edge) : 1;
      const grey = (level + noise) * open + 215 * marker.data[at]!;
      pixels[at] = grey < 0 ? 0 : grey > 255 ? 255 : grey + 0.5;
    }
  }
  return pixels;
}

/** Grey level for attenuation i / 1024: a window with a gamma and a soft shoulder. */
function toneCurve(low: number, high: number, gamma: number): Float32Array {
  return Float32Array.from({ length: 2048 }, (_, i) => {
    const v = Math.max(0, (i / 1024 - low) / (high - low));
    const bent = Math.pow(v, gamma);
    return 255 * (bent < 0.8 ? bent : 0.8 + 0.2 * (1 - Math.exp(-(bent - 0.8) / 0.2)));
  });
}

/** Two passes of a three-tap filter whose variance is that of a Gaussian of `sigma` pixels. */
function blur(source: Layer, sigma: number): Layer {
  const passes = Math.min(4, Math.ceil(sigma * sigma / 0.5));
  let image = source;
  for (let pass = 0; pass < passes; pass++) {
    image = filter(filter(image, 1, sigma * sigma / passes), image.size, sigma * sigma / passes);
  }
  return image;
}

function filter({ size, data }: Layer, stride: number, variance: number): Layer {
  const out = layer(size);
  const side = Math.min(0.25, variance / 2);
  const across = stride === 1;
  for (let i = 0; i < data.length; i++) {
    const place = across ? i % size : (i / size) | 0;
    const before = place > 0 ? data[i - stride]! : data[i]!;
    const after = place < size - 1 ? data[i + stride]! : data[i]!;
    out.data[i] = data[i]! * (1 - 2 * side) + (before + after) * side;
  }
  return out;
}

/** The lead letter in an upper corner: L on the patient's left, R on the right. */
function drawMarker(letter: "L" | "R", border: number, size: number): Layer {
  const marker = layer(size);
  const x = letter === "L" ? 0.9 - border : 0.05 + border;
  const y = 0.05 + border;
  const at = (dx: number, dy: number): StrokePoint => [x + dx * 0.045, y + dy * 0.06, 0.0055];
  if (letter === "L") stroke(marker, [at(0, 0), at(0, 1), at(0.9, 1)], 1);
  else {
    stroke(
      marker,
      [at(0, 1), at(0, 0), at(0.7, 0.05), at(0.85, 0.27), at(0.7, 0.5), at(0, 0.52)],
      1,
    );
    stroke(marker, [at(0.35, 0.52), at(0.9, 1)], 1);
  }
  return marker;
}
