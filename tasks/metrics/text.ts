/**
 * The metrics of generated text.
 *
 * @module
 */
import { splitWords } from "../../model/words.ts";
import { bleu, bleuNltk } from "./bleu.ts";
import { ciderD } from "./cider.ts";
import { distinct } from "./distinct.ts";
import { countNgrams, type Pair } from "./ngrams.ts";
import { rougeL } from "./rouge_l.ts";

/**
 * Scores generated texts against one reference each, both whole.
 *
 * | name | on | what |
 * | --- | --- | --- |
 * | `bleu_1_nltk` … `bleu_4_nltk` | raw text split at single blanks | {@linkcode bleuNltk}, the original's |
 * | `bleu_1_tokenized` … `bleu_4_tokenized` | tokens | {@linkcode bleu}, uniform weights |
 * | `rouge_l_coco_tokenized` | tokens | {@linkcode rougeL}, F with β = 1.2 of whole reports |
 * | `cider_d_tokenized` | tokens | {@linkcode ciderD}, 0 to 10 |
 * | `distinct_1_tokenized`, `distinct_2_tokenized` | the hypotheses' tokens | {@linkcode distinct} |
 * | `words_mean` | the hypotheses' tokens | mean number of those with a letter or digit |
 *
 * Tokens are BERT's words ({@linkcode splitWords}): lower case, without accents, every punctuation
 * mark by itself. A hypothesis joined from such words has the tokens of the text it repeats, whereas
 * `_nltk` compares it with cased words that carry their punctuation, and scores it low.
 *
 * @returns null where a metric is undefined: each states when; all are without pairs.
 */
export function textMetrics(pairs: readonly Pair<string>[]): Record<string, number | null> {
  const split = (tokens: (text: string) => string[]) =>
    pairs.map(({ hypothesis, reference }) => ({
      hypothesis: tokens(hypothesis),
      reference: tokens(reference),
    }));
  const tokenized = split((text) => splitWords(text));
  const ngrams = countNgrams(tokenized);
  const hypotheses = ngrams.map(({ hypothesis }) => hypothesis);
  const words = tokenized.flatMap(({ hypothesis }) => hypothesis.filter(isWord)).length;
  const orders = (values: readonly (number | null)[], form: string) =>
    Object.fromEntries(values.map((value, i) => [`bleu_${i + 1}_${form}`, value]));
  return {
    ...orders(bleuNltk(countNgrams(split((text) => text.split(" ")))), "nltk"),
    ...orders(bleu(ngrams), "tokenized"),
    rouge_l_coco_tokenized: rougeL(tokenized),
    cider_d_tokenized: ciderD(ngrams),
    distinct_1_tokenized: distinct(hypotheses, 1),
    distinct_2_tokenized: distinct(hypotheses, 2),
    words_mean: pairs.length === 0 ? null : words / pairs.length,
  };
}

function isWord(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token);
}
