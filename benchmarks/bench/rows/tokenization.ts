/**
 * Reports cut into word pieces.
 *
 * @module
 */
import { phantomConfigSchema, phantomKind } from "../../../datasets/phantom/mod.ts";
import { Tokenizer } from "../../../model/tokenizer.ts";
import { buildVocabulary } from "../../../model/vocabulary.ts";
import type { Row } from "../row.ts";

const REPORTS = 2000;

export const tokenization: Row = {
  name: "tokenization",
  unit: "ms/report",
  what: `${REPORTS} reports cut into word pieces by a new tokenizer`,
  count: REPORTS,
  async open() {
    const config = phantomConfigSchema.parse({ kind: "phantom", site: "a", patients: REPORTS });
    const { examples } = await phantomKind.open(config);
    const texts = examples.slice(0, REPORTS).map(({ text }) => text);
    const vocabulary = buildVocabulary(texts, { size: 800 });
    return {
      run() {
        const tokenizer = Tokenizer.fromVocabulary(vocabulary);
        for (const text of texts) tokenizer.encode(text);
      },
    };
  },
};
