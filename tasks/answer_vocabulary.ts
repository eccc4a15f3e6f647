/**
 * The answers a model for visual question answering chooses from.
 *
 * @module
 */
import { normalizeAnswer } from "../datasets/vqa_text.ts";

/**
 * The classes of the answer head: distinct normalized answers in order of first appearance.
 *
 * The original has no minimum count. Its 458 classes are the answers of VQA-RAD's training questions
 * and of the reworded questions ("framed", those of test questions too); training questions alone
 * give 415 (reference/spec.md section 4.2).
 *
 * @param answers Of the training questions, as they are written.
 * @param minimum Answers that occur less often are left out.
 * @returns The answer of every class.
 */
export function answerVocabulary(answers: Iterable<string>, minimum = 1): string[] {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const normalized = normalizeAnswer(answer);
    counts.set(normalized, (counts.get(normalized) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= minimum).map(([answer]) => answer);
}
