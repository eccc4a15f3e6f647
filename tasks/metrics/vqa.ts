/**
 * The metrics of visual question answering.
 *
 * @module
 */
import { answerAccuracy, type AnsweredQuestion } from "./answer_accuracy.ts";
import { bootstrap } from "./bootstrap.ts";

/** A question of a test set that was answered. */
export interface TestQuestion extends AnsweredQuestion {
  /** Whether the right answer is in the vocabulary; if not, no answer can be right. */
  readonly known: boolean;
}

/**
 * The plain accuracies ({@link answerAccuracy}), `answers_outside_vocabulary`, which counts the
 * questions that cannot be answered rightly, and the {@link bootstrap} of the accuracies.
 *
 * @param draw A uniform integer in [0, bound).
 */
export function vqaMetrics(
  questions: readonly TestQuestion[],
  draw: (bound: number) => number,
): Record<string, number | null> {
  return {
    ...answerAccuracy(questions),
    answers_outside_vocabulary: questions.filter(({ known }) => !known).length,
    ...bootstrap(questions, answerAccuracy, draw),
  };
}
