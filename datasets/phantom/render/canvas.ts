/**
 * The layers everything is drawn on. Drawings use unit coordinates (x to the right, y down, both 0 to
 * 1), so they are the same at every size.
 *
 * @module
 */

/** A square layer of non-negative densities, row-major `[size, size]`. */
export interface Layer {
  readonly size: number;
  readonly data: Float32Array;
}

/** An empty layer. */
export function layer(size: number): Layer {
  return { size, data: new Float32Array(size * size) };
}

/** 0 at and before `from`, 1 at and beyond `to` (which may be the smaller), `3t² - 2t³` between. */
export function smoothstep(from: number, to: number, x: number): number {
  const part = (x - from) / (to - from);
  const t = part < 0 ? 0 : part > 1 ? 1 : part;
  return t * t * (3 - 2 * t);
}
