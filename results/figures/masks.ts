/**
 * The attention masks of the five variants as pictures.
 *
 * @module
 */
import { attentionMask, BIDIRECTIONAL_SHARE, type MaskRule } from "../../model/masks.ts";
import { type Markup, markup } from "../markup.ts";
import { document, picture, QUIET, rule, SERIES, text, widthOf } from "./svg.ts";

/** A short sequence that shows all parts: [CLS] image×4 [SEP] text×5 [SEP] [PAD]×2. */
const LENGTHS = { imageTokens: 4, textTokens: 7, realText: 5 };
const CELL = 10;
const LEFT = 46, TOP = 22;

/** The variants, their names and what they let attend. */
export const MASK_VARIANTS = [
  ["bar", "MedViLL", "Image sees everything; text sees the image and the text before."],
  ["bi", "Bidirectional", "Everything sees everything, but no pads."],
  ["s2s", "Seq2Seq", "Image sees the image; text sees the image and the text before."],
  ["noncross", "Non-cross", "Image sees the image, text sees the text: nothing crosses."],
  [
    "mixed",
    "Bi & Seq2Seq",
    `Each example draws Bidirectional (${100 * BIDIRECTIONAL_SHARE} %) or Seq2Seq (${
      100 - 100 * BIDIRECTIONAL_SHARE
    } %).`,
  ],
] as const;

export type MaskName = typeof MASK_VARIANTS[number][0];

/** The mask of a variant: rows attend to the filled columns. */
export function maskPicture(variant: MaskName): Markup {
  const [, title, words] = MASK_VARIANTS.find(([name]) => name === variant)!;
  const { width, height, parts } = drawing(variant);
  return picture(width, height, `Attention mask of ${title}. ${words}`, parts);
}

/** All five masks in one file. */
export function masksFigure(): string {
  const gap = 34;
  const drawn = MASK_VARIANTS.map(([name, title, words]) => ({
    ...drawing(name),
    title,
    words: wrap(words, 31),
  }));
  const rows = [drawn.slice(0, 3), drawn.slice(3)];
  let y = 20;
  const parts: Markup[] = [];
  for (const row of rows) {
    let x = 20;
    for (const { width, height, parts: mask, title, words } of row) {
      parts.push(
        text(x + LEFT, y + 14, title, { size: 14, bold: true }),
        markup`<g transform="translate(${x} ${y + 18})">${mask}</g>`,
        ...words.map((line, i) =>
          text(x + LEFT, y + height + 34 + 14 * i, line, { size: 11, quiet: true })
        ),
      );
      x += width + gap;
    }
    y += Math.max(...row.map(({ height }) => height)) + 84;
  }
  const right = Math.max(...rows.map((row) => {
    const x = row.slice(0, -1).reduce((sum, { width }) => sum + width + gap, 20);
    const { width, words } = row.at(-1)!;
    return x + Math.max(width, LEFT + Math.max(...words.map((line) => widthOf(line, 11))));
  }));
  return document(right + 20, y, "Attention masks of the five variants", parts);
}

function drawing(variant: MaskName) {
  const rules: readonly MaskRule[] = variant === "mixed" ? ["bi", "s2s"] : [variant];
  const drawn = rules.map(one);
  const step = drawn[0]!.size + 46;
  return {
    width: step * (rules.length - 1) + Math.max(...drawn.map(({ size }) => size)) + LEFT + 2,
    height: Math.max(...drawn.map(({ size }) => size)) + TOP + 2,
    parts: drawn.map(({ parts }, i) =>
      markup`<g transform="translate(${i * step} 0)">${parts}</g>`
    ),
  };
}

/** The squares of one rule: a path per block of the sequence, so that crossings have a colour of their own. */
function one(rule_: MaskRule) {
  const mask = attentionMask(rule_, LENGTHS);
  const tokens = Math.sqrt(mask.length);
  const image = LENGTHS.imageTokens + 2;
  const text_ = tokens - (LENGTHS.textTokens - LENGTHS.realText);
  const size = tokens * CELL;
  const kinds = { within: "", across: "", pads: "" };
  for (let q = 0; q < tokens; q++) {
    for (let k = 0; k < tokens; k++) {
      if (mask[q * tokens + k] === 0) continue;
      const isPad = q >= text_ || k >= text_;
      const kind = isPad ? "pads" : q < image === k < image ? "within" : "across";
      kinds[kind] += `M${LEFT + k * CELL + 1} ${TOP + q * CELL + 1}h8v8h-8z`;
    }
  }
  const blocks = [["image", 0, image], ["text", image, text_], ["pad", text_, tokens]] as const;
  const parts = [
    markup`<path d="${kinds.within}" class="f0" fill="${SERIES[0]}"/>`,
    markup`<path d="${kinds.across}" class="f1" fill="${SERIES[1]}"/>`,
    markup`<path d="${kinds.pads}" class="quiet" fill="${QUIET}" fill-opacity=".45"/>`,
    [0, image, text_, tokens].map((token) => [
      rule(LEFT + token * CELL, TOP, LEFT + token * CELL, TOP + size),
      rule(LEFT, TOP + token * CELL, LEFT + size, TOP + token * CELL),
    ]),
    blocks.map(([name, from, to]) => {
      const middle = (from + to) / 2 * CELL;
      return [
        text(LEFT + middle, TOP - 6, name, { anchor: "middle", size: 11, quiet: true }),
        text(LEFT - 6, TOP + middle + 4, name, { anchor: "end", size: 11, quiet: true }),
      ];
    }),
  ];
  return { size, parts: [markup`<g>${parts}</g>`] };
}

/** Lines of at most so many characters. */
function wrap(words: string, limit: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const line = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && line.length <= limit) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}
