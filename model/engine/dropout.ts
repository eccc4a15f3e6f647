/**
 * Dropout masks as a function of (key, site) alone.
 *
 * A fixed pool of numbers is drawn once; a site's mask is a run of it that starts at an offset drawn
 * from the key. Engines slice the pool where it lies: no generator runs on the device,
 * and a resumed run sees the same masks.
 *
 * @module
 */
import { Key } from "../random.ts";

/** Numbers in the pool. */
const POOL = 2 ** 20;
/** The longest run taken at one offset; a larger site takes several. */
export const RUN = POOL / 2;

let pool: Float32Array | undefined;
const multipliers = new Map<number, Float32Array>();

/** The pool: uniform numbers in [0, 1), the same in every process. */
function uniformPool(): Float32Array {
  if (pool === undefined) {
    const stream = Key.of(0).fold("dropout pool").stream();
    pool = Float32Array.from({ length: POOL }, () => (stream.uint32() >>> 8) / 2 ** 24);
  }
  return pool;
}

/** The pool as multipliers: 0 where its number is below the rate, else 1 / (1 - rate). */
export function dropoutPool(rate: number): Float32Array {
  let known = multipliers.get(rate);
  if (known === undefined) {
    const [least, scale] = [Math.fround(rate), 1 / (1 - rate)];
    known = uniformPool().map((u) => u < least ? 0 : scale);
    multipliers.set(rate, known);
  }
  return known;
}

/** How many runs a site of `size` values takes. */
export function runsOf(size: number): number {
  return Math.ceil(size / RUN);
}

/** The offsets of a site's runs, each in [0, RUN). */
export function siteOffsets(key: Key, site: number, size: number): Int32Array {
  const stream = key.fold("dropout").fold(site).stream();
  return Int32Array.from({ length: runsOf(size) }, () => stream.int(RUN));
}

/** The error of a program that asks for randomness in a run without a key. */
export function missingKey(): Error {
  return new Error("Cannot run a program that uses dropout without a key, pass one to run()");
}
