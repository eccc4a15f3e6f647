/**
 * The pictures that an image trunk may be trained on.
 *
 * @module
 */
import { drawFilm, FILM_CLASSES } from "./phantom/films.ts";
import { PHANTOM_VERSION } from "./phantom/mod.ts";
import type { PictureKind } from "./picture.ts";
import { drawShapes, SHAPES, SHAPES_VERSION } from "./shapes.ts";

/** All sources, in the words of a spec's `trunk.init`. */
export const PICTURES = {
  shapes: { version: SHAPES_VERSION, classes: SHAPES, draw: drawShapes },
  phantoms: { version: PHANTOM_VERSION, classes: FILM_CLASSES, draw: drawFilm },
} as const satisfies Record<string, PictureKind>;
