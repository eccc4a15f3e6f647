/** Specs for tests: a small right one, and ways to make it wrong. */

/** The smallest readable spec with one of everything; line numbers matter to the tests. */
export const SPEC = `name: t
seeds: [1, 2]
variants: [bar, scratch]
datasets:
  a: { kind: phantom, site: a, patients: 10, seed: 7 }
  b: { kind: phantom, site: b, patients: 10, seed: 7 }
transfers:
  - { pretrain: a, finetune: a, test: a }
  - { pretrain: a, finetune: b, test: b }
tasks:
  classification: { epochs: 2 }
`;

/** {@link SPEC} with a piece of its text replaced. */
export function edited(from: string, to: string): string {
  if (SPEC.split(from).length !== 2) throw new Error(`"${from}" must stand in the spec once`);
  return SPEC.replace(from, () => to);
}

/** {@link SPEC} with lines at its end, which start at line 12. */
export function extended(lines: string): string {
  return SPEC + lines + "\n";
}
