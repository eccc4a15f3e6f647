/**
 * Pieces of a page that stand in several places, or are shown only when asked for: each is in the
 * file once, and the page's script puts it where it is included.
 *
 * @module
 */
import { Markup, markup } from "../markup.ts";

export class Fragments {
  readonly #ids = new Map<string, string>();

  /** A place that the piece will fill. */
  include(piece: Markup): Markup {
    const id = this.#ids.get(piece.text) ?? `f${this.#ids.size}`;
    this.#ids.set(piece.text, id);
    return markup`<div data-include="${id}"></div>`;
  }

  /** All pieces. */
  toMarkup(): Markup {
    return markup`${
      [...this.#ids].map(([text, id]) => [
        markup`<template id="${id}">`,
        new Markup(text),
        markup`</template>\n`,
      ])
    }`;
  }
}
