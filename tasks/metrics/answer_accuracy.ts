/**
 * Accuracies of visual question answering.
 *
 * @module
 */

/** A question that was answered. */
export interface AnsweredQuestion {
  /** {@link answerScore}: 1 where the answer is right, 0 where it is wrong. */
  readonly score: number;
  readonly type: "closed" | "open";
  /** Body part, as `chest`. */
  readonly organ: string;
}

/** The class that is answered: the first of the highest. */
export function answerOf(logits: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}

/**
 * The target value of the answered class, which is taken over the whole vocabulary whatever the
 * question's type. 0 for every answer if no class is right.
 *
 * Source: `compute_score_with_logits` of MedViLL's VQA (reference/spec.md section 5.4).
 *
 * @param logits A value per class.
 * @param targets 1 for the right class, else 0.
 * @throws {RangeError} If there is no class, the lengths differ or a logit is NaN.
 */
export function answerScore(logits: ArrayLike<number>, targets: ArrayLike<number>): number {
  if (logits.length === 0 || logits.length !== targets.length) {
    throw new RangeError(
      `Cannot score an answer: expected one logit per class, got ${logits.length} for ` +
        `${targets.length}`,
    );
  }
  const nan = Array.from(logits).findIndex(Number.isNaN);
  if (nan >= 0) throw new RangeError(`Cannot score an answer: logit ${nan} is NaN`);
  return targets[answerOf(logits)]!;
}

/**
 * Mean scores: `accuracy` of all questions, `accuracy_closed`, `accuracy_open`, and
 * `accuracy.<organ>` of every organ there is.
 *
 * @returns null where undefined: there is no question of the group.
 */
export function answerAccuracy(
  questions: readonly AnsweredQuestion[],
): Record<string, number | null> {
  const ofType = (type: AnsweredQuestion["type"]) => questions.filter((q) => q.type === type);
  const organs = [...Map.groupBy(questions, ({ organ }) => organ)];
  return {
    accuracy: meanScore(questions),
    accuracy_closed: meanScore(ofType("closed")),
    accuracy_open: meanScore(ofType("open")),
    ...Object.fromEntries(organs.map(([organ, group]) => [`accuracy.${organ}`, meanScore(group)])),
  };
}

/** Accuracies but for organs, answer by answer: 1 for a right one, null where its question does not count. */
export function rightAnswers(
  questions: readonly AnsweredQuestion[],
): Record<string, (0 | 1 | null)[]> {
  const right = (counts: (question: AnsweredQuestion) => boolean) =>
    questions.map((question) => !counts(question) ? null : question.score === 1 ? 1 : 0);
  return {
    accuracy: right(() => true),
    accuracy_closed: right(({ type }) => type === "closed"),
    accuracy_open: right(({ type }) => type === "open"),
  };
}

function meanScore(questions: readonly AnsweredQuestion[]): number | null {
  if (questions.length === 0) return null;
  return questions.reduce((sum, { score }) => sum + score, 0) / questions.length;
}
