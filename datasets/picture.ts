/**
 * A picture of which is known what lies where.
 *
 * @module
 */
import type { Key } from "../model/random.ts";

/** Side of a cell in pixels: the stride of a ResNet. */
export const CELL = 32;

/** One picture. */
export interface Picture {
  /** Grey pixels `[size, size]`, row-major. */
  readonly pixels: Uint8Array;
  /** `[cells, classes]`: 1 where a class lies in a cell, cells row by row. */
  readonly labels: Float32Array;
}

/** A source of pictures without end. */
export interface PictureKind {
  /** Changes when the same key would give another picture. */
  readonly version: number;
  readonly classes: readonly string[];
  /**
   * Draws the picture of a key.
   *
   * @param size Side in pixels, a multiple of {@link CELL}.
   */
  draw(key: Key, size: number): Picture;
}
