/**
 * Names of series beside their colours.
 *
 * @module
 */
import { type Markup, markup } from "../markup.ts";
import type { ResultVariant } from "../results.ts";
import { VARIANT_TITLES } from "../tables.ts";
import { at, SERIES, seriesOf, text, widthOf } from "./svg.ts";

/** The variants' names in one line or more, from `x` to at most `right`. */
export function legend(
  variants: readonly ResultVariant[],
  x: number,
  y: number,
  right: number,
): { parts: Markup[]; bottom: number } {
  let [left, line] = [x, y];
  const parts = variants.flatMap((variant) => {
    const title = VARIANT_TITLES[variant];
    const width = 24 + widthOf(title) + 14;
    if (left > x && left + width > right) [left, line] = [x, line + 18];
    const own = [
      markup`<path d="M${at(left)} ${
        line - 4
      }h16" stroke="${SERIES[seriesOf(variant)]!}" stroke-width="3"/>`,
      text(left + 22, line, title),
    ];
    left += width;
    return own;
  });
  return { parts, bottom: line };
}
