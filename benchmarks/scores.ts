/**
 * Scores of predictions that were computed elsewhere (RadGraph, CheXbert, BERTScore, GREEN).
 *
 * A file of JSON lines: a header that says who scored what, then a score per prediction; see
 * `docs/sidecar.md`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { scoreMetric } from "../results/metrics.ts";
import type { Results, ResultScore } from "../results/results.ts";
import { type Cell, cellId } from "./cells.ts";
import type { Collected } from "./collect.ts";
import { compareScores } from "./compare.ts";
import { parsePredictions } from "./predictions.ts";
import { SpecError } from "./spec_error.ts";
import { check } from "./spec_issues.ts";
import { show, suggest } from "./spec_words.ts";

const name = (marks: string) =>
  z.string().regex(new RegExp(`^[^${marks}\\p{C}]{1,64}$`, "u"), `a name without ${marks}`);

const header = z.strictObject({
  scorer: z.strictObject({ name: name("/.:"), version: z.string().min(1) }),
  metric: name("/:"),
  better: z.enum(["higher", "lower"]),
  /** sha256 of the predictions file of every cell that was scored. */
  predictions: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, "a sha256")).optional(),
});

const line = z.strictObject({ cell: z.string(), id: z.string(), score: z.number().nullable() });

/** A file of scores, checked but for the predictions that they are of. */
export interface ScoreFile {
  readonly file: string;
  /** Name in results, see {@link scoreMetric}. */
  readonly metric: string;
  readonly scorer: ResultScore["scorer"];
  readonly sha256: string;
  /** The predictions that were scored: sha256 by cell; undefined where the file does not say. */
  readonly predictions?: ReadonlyMap<string, string>;
  /** By cell, then by the prediction's id. */
  readonly scores: ReadonlyMap<string, ReadonlyMap<string, Score>>;
}

interface Score {
  /** Null where the scorer gives none. */
  readonly score: number | null;
  /** `scores.jsonl:3`. */
  readonly place: string;
}

/**
 * Reads files of scores.
 *
 * @param cells Those of the run.
 * @throws {SpecError} naming file and line, if a file cannot be used or two score the same.
 */
export async function loadScores(
  files: readonly string[],
  cells: readonly Cell[],
): Promise<ScoreFile[]> {
  const known = cells.map(cellId);
  const loaded: ScoreFile[] = [];
  for (const file of files) {
    const next = parseScores(await readBytes(file), file, known);
    for (const { scorer, ...before } of loaded.filter(({ metric }) => metric === next.metric)) {
      if (scorer.version !== next.scorer.version) {
        refuse(
          `${file}:1`,
          `${next.metric} is of version ${show(next.scorer.version)} here and ` +
            `${show(scorer.version)} in ${before.file}, score all with one version`,
        );
      }
      const twice = [...next.scores.keys()].find((cell) => before.scores.has(cell));
      if (twice === undefined) continue;
      refuse(`${file}:1`, `${before.file} has scores of ${twice}, too, leave one file out`);
    }
    loaded.push(next);
  }
  return loaded;
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound;
    refuse(
      file,
      isAbsent ? "no such file, check the path" : `${(error as Error).message}, name a file`,
    );
  }
}

/**
 * @param known Cells of the run, as {@link cellId} writes them.
 * @throws {SpecError} as {@link loadScores}.
 */
export function parseScores(
  bytes: Uint8Array,
  file: string,
  known: readonly string[],
): ScoreFile {
  const [first, ...rest] = textOf(bytes, file).split("\n");
  const { scorer, metric, better, predictions } = parseLine(header, first!, `${file}:1`);
  const scores = new Map<string, Map<string, Score>>();
  rest.forEach((text, i) => {
    if (text.trim() === "") return;
    const place = `${file}:${i + 2}`;
    const { cell, id, score } = parseLine(line, text, place);
    if (!known.includes(cell)) {
      refuse(place, `the run has no cell ${show(cell)}, ${suggest(cell, known)}`);
    }
    const own = scores.get(cell) ?? new Map<string, Score>();
    const before = own.get(id);
    if (before) {
      refuse(place, `${show(id)} of ${cell} has a score in ${before.place}, too, remove one`);
    }
    scores.set(cell, own.set(id, { score, place }));
  });
  return {
    file,
    metric: scoreMetric(scorer.name, metric, better),
    scorer,
    sha256: sha256Of(bytes),
    ...predictions && { predictions: new Map(Object.entries(predictions)) },
    scores,
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    refuse(file, "it is not UTF-8 text, save it as UTF-8");
  }
}

function parseLine<T>(schema: z.ZodType<T>, text: string, place: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (/\b(?:NaN|Infinity)\b/.test(text)) {
      refuse(place, "NaN and Infinity are not JSON, write null where there is no score");
    }
    refuse(place, `expected JSON, got ${show(text)}, write one object per line`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(place, `expected an object, got ${show(value)}, write one per line`);
  }
  const { data, findings } = check(schema, value);
  if (findings) throw SpecError.at(place, findings[0]!.sentence);
  return data;
}

/**
 * Adds the mean of every cell's scores to its metrics, compares the cells by them, and says where they
 * come from.
 *
 * @throws {SpecError} if a file's scores of a cell are not those of all its predictions, or of others.
 */
export function addScores(
  { results, predictions }: Pick<Collected, "results" | "predictions">,
  files: readonly ScoreFile[],
): Results {
  if (files.length === 0) return results;
  const ids = new Map([...predictions].map(([cell, bytes]) => [cellId(cell), idsOf(bytes)]));
  const digests = new Map([...predictions].map(([cell, bytes]) => [cellId(cell), sha256Of(bytes)]));
  // A cell that failed says so itself, and has no predictions to score.
  const done = files.map((file) => ({
    ...file,
    scores: new Map([...file.scores].filter(([cell]) => ids.has(cell))),
  }));
  for (const { file, predictions, scores } of done) {
    for (const [cell, own] of scores) {
      if (predictions) checkDigest(file, cell, predictions.get(cell), digests.get(cell)!);
      checkIds(file, cell, own, ids.get(cell)!);
    }
  }
  const cells = results.cells.map((cell) => {
    const scored = done.flatMap(({ metric, scores }) => {
      const own = scores.get(cellId(cell));
      return own ? [[metric, meanOf(own)]] : [];
    });
    return { ...cell, metrics: { ...cell.metrics, ...Object.fromEntries(scored) } };
  });
  const comparisons = [...Map.groupBy(done, ({ metric }) => metric)].flatMap(([metric, files]) =>
    compareScores(
      metric,
      cells.flatMap((cell) => {
        const own = files.map(({ scores }) => scores.get(cellId(cell))).find((scores) => scores);
        if (own === undefined) return [];
        return [{ cell, scores: new Map([...own].map(([id, { score }]) => [id, score])) }];
      }),
    )
  );
  return {
    ...results,
    cells,
    comparisons: [...results.comparisons ?? [], ...comparisons],
    scores: done.map(({ metric, scorer, sha256, scores }) => {
      const all = [...scores.values()].flatMap((own) => [...own.values()]);
      return {
        ...{ metric, scorer, sha256, cells: scores.size, predictions: all.length },
        undefined: all.filter(({ score }) => score === null).length,
      };
    }),
  };
}

function idsOf(predictions: Uint8Array): Set<string> {
  return new Set(parsePredictions(predictions).map(({ id }) => id));
}

/** Scores of another run's predictions may have the same ids. */
function checkDigest(file: string, cell: string, scored: string | undefined, own: string): void {
  if (scored === own) return;
  const of = scored === undefined
    ? `its predictions lack ${cell}, add their sha256`
    : `they are of other predictions of ${cell} (sha256 ${scored.slice(0, 12)}, ` +
      `this run's ${own.slice(0, 12)}), score these`;
  refuse(`${file}:1`, of);
}

function checkIds(
  file: string,
  cell: string,
  own: ReadonlyMap<string, Score>,
  ids: ReadonlySet<string>,
): void {
  for (const [id, { place }] of own) {
    if (!ids.has(id)) {
      refuse(place, `${cell} has no prediction ${show(id)}, ${suggest(id, [...ids])}`);
    }
  }
  const missing = [...ids].filter((id) => !own.has(id));
  if (missing.length === 0) return;
  refuse(
    file,
    `${missing.length} of the ${ids.size} predictions of ${cell} have no score, the first is ` +
      `${show(missing[0])}, add them (null where the scorer gives none)`,
  );
}

function meanOf(scores: ReadonlyMap<string, Score>): number | null {
  const values = [...scores.values()].flatMap(({ score }) => score ?? []);
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function refuse(place: string, problem: string): never {
  throw SpecError.at(place, `Cannot use scores: ${problem}`);
}
