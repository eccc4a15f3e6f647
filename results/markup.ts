/**
 * HTML and SVG as tagged templates: what is put in is escaped unless it is markup itself.
 *
 * @module
 */

/** A piece of HTML or SVG. */
export class Markup {
  constructor(readonly text: string) {}

  /** The text, so that it can stand in any template. */
  toString(): string {
    return this.text;
  }
}

/** What may stand in a template; nothing is written for what is undefined, null or false. */
export type Part = Markup | string | number | undefined | null | false | readonly Part[];

/**
 * Markup of a template.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(`${markup`<p>${["a < b", markup`<br>`]}</p>`}`, "<p>a &#60; b<br></p>");
 * ```
 */
export function markup(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(literals.reduce((text, next, i) => text + textOf(parts[i - 1]) + next));
}

function textOf(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(textOf).join("");
  return String(part).replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
