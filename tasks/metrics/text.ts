/**
 * The metrics of generated text.
 *
 * @module
 */
import { splitWords } from "../../model/words.ts";
import { bleu, bleuNltk, bleuNltkSums, bleuSums } from "./bleu.ts";
import { ciderD, ciderDScores } from "./cider.ts";
import { distinct } from "./distinct.ts";
import { countNgrams, ORDERS, type Pair } from "./ngrams.ts";
import { rougeL, rougeLScore } from "./rouge_l.ts";
import { joinSums, meanSums, type Sums } from "./sums.ts";

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
  const { blanks, tokenized, ngrams } = split(pairs);
  const hypotheses = ngrams.map(({ hypothesis }) => hypothesis);
  const words = tokenized.flatMap(({ hypothesis }) => hypothesis.filter(isWord)).length;
  const orders = (values: readonly (number | null)[], form: BleuForm) =>
    Object.fromEntries(bleuNames(form).map((name, i) => [name, values[i]!]));
  return {
    ...orders(bleuNltk(blanks), "nltk"),
    ...orders(bleu(ngrams), "tokenized"),
    rouge_l_coco_tokenized: rougeL(tokenized),
    cider_d_tokenized: ciderD(ngrams),
    distinct_1_tokenized: distinct(hypotheses, 1),
    distinct_2_tokenized: distinct(hypotheses, 2),
    words_mean: pairs.length === 0 ? null : words / pairs.length,
  };
}

/**
 * Those of {@linkcode textMetrics} that compare texts with references, as functions of sums over the
 * pairs. The n-grams' weights of CIDEr-D are those of all the references, whichever are drawn.
 */
export function textSums(pairs: readonly Pair<string>[]): Sums {
  const { blanks, tokenized, ngrams } = split(pairs);
  return joinSums([
    bleuNltkSums(blanks, bleuNames("nltk")),
    bleuSums(ngrams, bleuNames("tokenized")),
    meanSums({
      rouge_l_coco_tokenized: tokenized.map(rougeLScore),
      cider_d_tokenized: ciderDScores(ngrams),
    }),
  ]);
}

type BleuForm = "nltk" | "tokenized";

function bleuNames(form: BleuForm): string[] {
  return ORDERS.map((order) => `bleu_${order}_${form}`);
}

/** Texts as the metrics take them. */
function split(pairs: readonly Pair<string>[]) {
  const by = (tokens: (text: string) => string[]) =>
    pairs.map(({ hypothesis, reference }) => ({
      hypothesis: tokens(hypothesis),
      reference: tokens(reference),
    }));
  const tokenized = by((text) => splitWords(text));
  const blanks = countNgrams(by((text) => text.split(" ")));
  return { blanks, tokenized, ngrams: countNgrams(tokenized) };
}

function isWord(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token);
}
