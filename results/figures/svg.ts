/**
 * What all figures share: the document, colours, numbers, text.
 *
 * Colours stand as attributes, for a file on white paper, and as classes, so that a page can give
 * others in the dark: `ink`, `quiet`, `rule`, `paper` and `s0` … `s6` of the series.
 *
 * @module
 */
import { type Markup, markup, type Part } from "../markup.ts";
import type { ResultVariant } from "../results.ts";

/** Text, its quieter kind, and lines that only guide the eye. */
export const INK = "#1b1f24", QUIET = "#57606a", RULE = "#d8dee4";

/** Of series that stand side by side; told apart with any colour vision, at least 3 : 1 on white. */
export const SERIES = [
  "#0072b2",
  "#b45309",
  "#00795a",
  "#a3387f",
  "#3f3f95",
  "#6b7280",
  "#111827",
] as const;

/** The series of a variant is the same in every figure. */
const ORDER: readonly ResultVariant[] = ["bar", "mixed", "bi", "s2s", "noncross", "scratch"];

/** Number of the colour of a variant's series. */
export function seriesOf(variant: ResultVariant): number {
  const at = ORDER.indexOf(variant);
  return at < 0 ? ORDER.length : at;
}

/** A coordinate: two decimals at most, so that files are small and the same everywhere. */
export function at(value: number): string {
  return String(Number(value.toFixed(2)));
}

export interface TextOptions {
  readonly anchor?: "start" | "middle" | "end";
  readonly size?: number;
  readonly quiet?: boolean;
  readonly bold?: boolean;
  /** Reads from bottom to top. */
  readonly upward?: boolean;
}

/** A line of text; `y` is its base line. */
export function text(x: number, y: number, content: string, options: TextOptions = {}): Markup {
  const { anchor = "start", size = 12, quiet = false, bold = false, upward = false } = options;
  return markup`<text x="${at(x)}" y="${at(y)}" font-size="${size}" class="${
    quiet ? "quiet" : "ink"
  }" fill="${quiet ? QUIET : INK}"${anchor !== "start" && markup` text-anchor="${anchor}"`}${
    bold && markup` font-weight="600"`
  }${upward && markup` transform="rotate(-90 ${at(x)} ${at(y)})"`}>${content}</text>`;
}

/** A straight line that guides the eye. */
export function rule(x1: number, y1: number, x2: number, y2: number): Markup {
  return markup`<path d="M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}" class="rule" stroke="${RULE}"/>`;
}

/** About how wide a text is, in pixels: figures have no way to measure fonts. */
export function widthOf(content: string, size = 12): number {
  return content.length * size * 0.58;
}

/** A font size that is small enough for a text to fit. */
export function fitting(content: string, size: number, width: number): number {
  return Math.min(size, Math.floor(10 * size * width / widthOf(content, size)) / 10);
}

/** A picture with what it shows in words, for those who do not see it. */
export function picture(width: number, height: number, label: string, parts: Part): Markup {
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${at(width)} ${
    at(height)
  }" width="${at(width)}" height="${
    at(height)
  }" role="img" aria-label="${label}" font-family="${FONT}" fill="none">${parts}</svg>`;
}

const FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

/** A file of its own: on white paper, with a margin. */
export function document(width: number, height: number, label: string, parts: Part): string {
  [width, height] = [Math.ceil(width), Math.ceil(height)];
  const paper = markup`<rect width="${width}" height="${height}" fill="#fff"/>`;
  return `${picture(width, height, label, [paper, parts])}\n`;
}

/** Round numbers that divide a range into about `count` parts. */
export function ticks(low: number, high: number, count = 4): number[] {
  const raw = (high - low) / count;
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((of) => of * power).find((step) => step >= raw * 0.999)!;
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}
