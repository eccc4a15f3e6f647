/**
 * What of the image the words of a written report attend to.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { mentionsOf } from "../datasets/labeler/mod.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { batchPredictor } from "./predict.ts";
import { reportSequences, type SequenceOptions } from "./report_sequences.ts";
import type { Study } from "./studies.ts";
import type { AttentionMap, LoadProgram } from "./task.ts";

/** Phrases per report at most. */
const PHRASES = 5;

/** Words of four letters and more that name nothing. */
const FUNCTION_WORDS = new Set(
  "also been from have into over seen than that there these this were which with within".split(" "),
);

/** What reads reports. */
type ReaderOptions = Omit<SequenceOptions, "mask" | "special"> & { readonly tokenizer: Tokenizer };

/** An image and what was written about it. */
interface Written {
  readonly study: Study;
  readonly text: string;
}

/**
 * Attention maps of chosen phrases: those that name findings, in a report without any its content
 * words; the first few, each once.
 *
 * Image and report pass once through the network under the `s2s` mask, so a word sees what it saw
 * when it was written: the image, the words before and itself. The report is tokenized anew and cut
 * to the model's longest text.
 */
export async function reportAttention(
  load: LoadProgram,
  { tokenizer, ...options }: ReaderOptions,
  reports: readonly Written[],
): Promise<AttentionMap[][]> {
  const { special } = tokenizer;
  const { textTokens } = options.model;
  const sequences = reportSequences({ ...options, special, mask: "s2s" });
  const { imageTokens, textStart } = sequences;
  const rows = sequences.tokens - textStart;
  const encoded = (text: string) => tokenizer.encode(text).slice(0, textTokens);
  using forward = batchPredictor<Written, AttentionMap[]>(load, {
    program(params, feed) {
      const heads = sequences.encode(params, feed).attentions.at(-1)!;
      const size = [heads.shape[0]!, rows, imageTokens];
      return { outputs: { attention: tf.slice(tf.mean(heads, 1), [0, textStart, 1], size) } };
    },
    feed: (items) =>
      sequences.feed(
        items.map(({ study }) => study),
        items.map(({ text }) => [...encoded(text), special.sep]),
      ),
    result({ text }, { attention }, b) {
      const places = tokenPlaces(text, encoded(text), tokenizer);
      const row = (token: number) => {
        const start = (b * rows + token) * imageTokens;
        return attention!.data.subarray(start, start + imageTokens);
      };
      return phrasesOf(text.slice(0, places.at(-1)?.end ?? 0)).map((phrase) => {
        const own = places.flatMap(({ start, end }, token) =>
          start < phrase.end && end > phrase.start ? [row(token)] : []
        );
        const mean = (i: number) => own.reduce((sum, values) => sum + values[i]!, 0) / own.length;
        return {
          ...phrase,
          attention: Array.from({ length: imageTokens }, (_, i) => Number(mean(i).toFixed(6))),
        };
      });
    },
  });
  return await forward.predict(reports);
}

/** A word that became [UNK]: blanks and punctuation end it. */
const WORD = /[^\s!-/:-@[-`{-~\p{P}]+|\S/uy;

/** Where every token of a text stands in it, in characters. */
export function tokenPlaces(
  text: string,
  ids: Int32Array,
  { vocabulary }: Pick<Tokenizer, "vocabulary">,
): { start: number; end: number }[] {
  let end = 0;
  return Array.from(ids, (id) => {
    const start = end + text.slice(end).search(/\S|$/);
    const piece = vocabulary[id]!.replace(/^##/, "");
    WORD.lastIndex = start;
    const [word] = text.startsWith(piece, start) ? [piece] : WORD.exec(text) ?? [""];
    end = start + word.length;
    return { start, end };
  });
}

type Phrase = Omit<AttentionMap, "attention">;

/** The phrases of a report whose attention is shown. */
export function phrasesOf(text: string): Phrase[] {
  const phrase = (start: number, end: number, finding: string | null) => {
    return { phrase: text.slice(start, end), start, end, finding };
  };
  const named = mentionsOf(text).map(({ start, end, finding }) => phrase(start, end, finding));
  const content = () =>
    Array.from(text.matchAll(/[a-z]{4,}/g), ({ 0: { length }, index }) => {
      return phrase(index, index + length, null);
    }).filter(({ phrase }) => !FUNCTION_WORDS.has(phrase));
  const all = named.length > 0 ? named : content();
  return [...Map.groupBy(all, ({ phrase }) => phrase).values()]
    .slice(0, PHRASES)
    .map(([first]) => first!);
}
