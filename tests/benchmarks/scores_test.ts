/** Scores that were computed elsewhere: reading files of them, and adding them to results. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Cell, cellId } from "../../benchmarks/cells.ts";
import { addScores, loadScores, parseScores } from "../../benchmarks/scores.ts";
import { SpecError } from "../../benchmarks/spec.ts";
import { metricOf } from "../../results/metrics.ts";
import { canonicalResults, parseResults } from "../../results/results.ts";
import { tablesMarkdown } from "../../results/tables_markdown.ts";
import { withFolder } from "../e2e/command.ts";
import { AA, cell, results } from "../results/example.ts";

const CELLS = (["bar", "bi"] as const).map((variant): Cell => {
  return { variant, task: "classification", transfer: AA, seed: 1 };
});
const [BAR, BI] = CELLS.map(cellId) as [string, string];

const HEADER =
  '{"scorer": {"name": "RadGraph", "version": "0.1"}, "metric": "F1", "better": "higher"}';
const lower = HEADER.replace("higher", "lower");

function scoreLine(cell: string, id: string, score: number | null): string {
  return JSON.stringify({ cell, id, score });
}

const bytes = (...lines: string[]) => new TextEncoder().encode(lines.join("\n"));
const parse = (...lines: string[]) => parseScores(bytes(...lines), "s.jsonl", [BAR, BI]);

const BOTH = [
  HEADER,
  scoreLine(BAR, "x", 0.5),
  scoreLine(BAR, "y", null),
  scoreLine(BAR, "z", 0.25),
  scoreLine(BI, "x", null),
  scoreLine(BI, "y", null),
  scoreLine(BI, "z", null),
];

/** A run whose cells predicted x, y and z. */
const RUN = {
  results: results(CELLS.map(({ variant }) => cell(variant, AA, 1, { f1_micro: 0.75 }))),
  predictions: new Map(CELLS.map((cell) => {
    return [cell, bytes(...["x", "y", "z"].map((id) => JSON.stringify({ id })), "")] as const;
  })),
};

Deno.test("parseScores() names the metric and keeps scores by cell and id, blank lines or not", () => {
  const given = bytes(...BOTH, "", " ");
  const { metric, scorer, sha256, scores } = parseScores(given, "s.jsonl", [BAR, BI]);
  assert.equal(metric, "RadGraph/F1");
  assert.deepEqual(scorer, { name: "RadGraph", version: "0.1" });
  assert.equal(sha256, createHash("sha256").update(given).digest("hex"));
  assert.deepEqual([...scores.keys()], [BAR, BI]);
  assert.deepEqual(scores.get(BAR)!.get("z"), { score: 0.25, place: "s.jsonl:4" });
  assert.equal(parse(lower).metric, "RadGraph/F1:lower");
  assert.equal(metricOf("RadGraph/F1:lower").direction, "lower");
  // Lines may end as on Windows, and begin with a byte order mark.
  const windows = new TextEncoder().encode("\uFEFF" + BOTH.join("\r\n"));
  assert.deepEqual(parseScores(windows, "s.jsonl", [BAR, BI]).scores, scores);
});

const nearly = BAR.replace("bar", "baar");

/** Lines of a file, and what is said about it. */
const WRONG: readonly [string, string[], string][] = [
  [
    "nothing",
    [""],
    's.jsonl:1: Cannot use scores: expected JSON, got "", write one object per line',
  ],
  [
    "no header",
    BOTH.slice(1),
    "s.jsonl:1: Cannot use scorer: missing, use a map of fields",
  ],
  [
    "a header without a version",
    [HEADER.replace(', "version": "0.1"', "")],
    "s.jsonl:1: Cannot use scorer.version: missing, use a text",
  ],
  [
    "a scorer whose name holds a mark",
    [HEADER.replace("RadGraph", "Rad/Graph")],
    's.jsonl:1: Cannot use scorer.name: got "Rad/Graph", use a name without /.:',
  ],
  [
    "another direction",
    [HEADER.replace("higher", "up")],
    's.jsonl:1: Cannot use better: got "up", use one of higher, lower',
  ],
  [
    "a list",
    [HEADER, "[]"],
    "s.jsonl:2: Cannot use scores: expected an object, got [], write one per line",
  ],
  [
    "a word",
    [HEADER, "", "score"],
    's.jsonl:3: Cannot use scores: expected JSON, got "score", write one object per line',
  ],
  [
    "NaN, as Python writes it",
    [HEADER, `{"cell": "${BAR}", "id": "x", "score": NaN}`],
    "s.jsonl:2: Cannot use scores: NaN and Infinity are not JSON, write null where there is no score",
  ],
  [
    "a number beyond all",
    [HEADER, `{"cell": "${BAR}", "id": "x", "score": 1e999}`],
    "s.jsonl:2: Cannot use score: got Infinity, use a number",
  ],
  [
    "a score that is a text",
    [HEADER, `{"cell": "${BAR}", "id": "x", "score": "0.5"}`],
    's.jsonl:2: Cannot use score: got "0.5", use a number',
  ],
  [
    "a line without a score",
    [HEADER, `{"cell": "${BAR}", "id": "x"}`],
    "s.jsonl:2: Cannot use score: missing, use a number",
  ],
  [
    "a line with another field",
    [HEADER, `{"cell": "${BAR}", "id": "x", "score": 1, "sccore": 1}`],
    "s.jsonl:2: Cannot use sccore: no such field, the nearest is score",
  ],
  [
    "an unknown cell",
    [HEADER, scoreLine(BAR, "x", 1), scoreLine(nearly, "x", 1)],
    `s.jsonl:3: Cannot use scores: the run has no cell "${nearly}", the nearest is ${BAR}`,
  ],
  [
    "an example twice",
    [HEADER, scoreLine(BAR, "x", 1), scoreLine(BI, "x", 1), scoreLine(BAR, "x", 2)],
    `s.jsonl:4: Cannot use scores: "x" of ${BAR} has a score in s.jsonl:2, too, remove one`,
  ],
];

for (const [what, lines, message] of WRONG) {
  Deno.test(`parseScores() refuses ${what}`, () => {
    assert.throws(() => parse(...lines), (error: Error) => {
      assert.ok(error instanceof SpecError);
      assert.equal(error.message, message);
      return true;
    });
  });
}

Deno.test("parseScores() refuses what is not UTF-8", () => {
  assert.throws(() => parseScores(Uint8Array.of(0xe9), "s.jsonl", [BAR]), {
    message: "s.jsonl: Cannot use scores: it is not UTF-8 text, save it as UTF-8",
  });
});

Deno.test("addScores() adds means to metrics, and says where they come from", () => {
  const file = parse(...BOTH);
  const scored = addScores(RUN, [file]);
  assert.deepEqual(scored.cells.map(({ metrics }) => metrics), [
    { f1_micro: 0.75, "RadGraph/F1": 0.375 },
    { f1_micro: 0.75, "RadGraph/F1": null },
  ]);
  assert.deepEqual(scored.scores, [{
    metric: "RadGraph/F1",
    scorer: { name: "RadGraph", version: "0.1" },
    sha256: file.sha256,
    cells: 2,
    predictions: 6,
    undefined: 4,
  }]);
  assert.deepEqual(parseResults(JSON.stringify(scored)), scored);
  assert.notEqual(canonicalResults(scored), canonicalResults({ ...scored, scores: [] }));
  assert.equal(addScores(RUN, []), RUN.results);
  assert.deepEqual(RUN.results.cells[0]!.metrics, { f1_micro: 0.75 });
});

Deno.test("addScores() leaves cells without scores, and scores of cells that failed, alone", () => {
  const [bar] = CELLS;
  const failed = results([
    cell("bar", AA, 1, { f1_micro: 0.75 }),
    cell("bi", AA, 1, "Cannot train"),
  ]);
  const predictions = new Map([[bar!, RUN.predictions.get(bar!)!]]);
  const scored = addScores({ results: failed, predictions }, [parse(...BOTH)]);
  assert.deepEqual(scored.cells.map(({ metrics }) => metrics), [
    { f1_micro: 0.75, "RadGraph/F1": 0.375 },
    {},
  ]);
  const { cells, predictions: count } = scored.scores![0]!;
  assert.deepEqual([cells, count], [1, 3]);
  const onlyBar = addScores(RUN, [parse(...BOTH.slice(0, 4))]);
  assert.deepEqual(onlyBar.cells[1]!.metrics, { f1_micro: 0.75 });
});

Deno.test("addScores() refuses ids that were not predicted, and missing ones", () => {
  assert.throws(() => addScores(RUN, [parse(...BOTH, scoreLine(BI, "w", 1))]), {
    message: `s.jsonl:8: Cannot use scores: ${BI} has no prediction "w", use one of x, y, z`,
  });
  assert.throws(() => addScores(RUN, [parse(HEADER, BOTH[2]!)]), {
    message: `s.jsonl: Cannot use scores: 2 of the 3 predictions of ${BAR} have no score, ` +
      'the first is "x", add them (null where the scorer gives none)',
  });
});

Deno.test("addScores() refuses scores of other predictions, where the file says of which", () => {
  const of = (digests: Record<string, string>) =>
    parse(
      JSON.stringify({ ...JSON.parse(HEADER), predictions: digests }),
      ...BOTH.slice(1),
    );
  const [own] = RUN.predictions.values();
  const digest = createHash("sha256").update(own!).digest("hex");
  const other = createHash("sha256").update("other").digest("hex");
  assert.equal(addScores(RUN, [of({ [BAR]: digest, [BI]: digest })]).scores!.length, 1);
  assert.throws(() => addScores(RUN, [of({ [BAR]: digest, [BI]: other })]), {
    message: `s.jsonl:1: Cannot use scores: they are of other predictions of ${BI} (sha256 ` +
      `${other.slice(0, 12)}, this run's ${digest.slice(0, 12)}), score these`,
  });
  assert.throws(() => addScores(RUN, [of({ [BAR]: digest })]), {
    message: `s.jsonl:1: Cannot use scores: its predictions lack ${BI}, add their sha256`,
  });
  assert.throws(() => of({ [BAR]: digest.toUpperCase() }), { message: /got ".+", use a sha256$/ });
});

Deno.test("addScores() compares cells by their scores, exactly where there are few", () => {
  // Scores ½, none, ¼ against ½, ¼, 0; lower is better. Means ⅜ and ¼; with z exchanged ¼ and ⅓, with y
  // exchanged ⅓ and ¼, with both ⅙ and ⅜: differences ⅛, 1/12, 1/12, 5/24, of which two reach ⅛.
  const all = [0.5, 0.25, 0].map((score, i) => scoreLine(BI, "xyz"[i]!, score));
  const scored = addScores(RUN, [parse(lower, ...BOTH.slice(1, 4), ...all)]);
  const [column, ...others] = scored.comparisons!;
  assert.deepEqual(others, []);
  const { rows, ...rest } = column!;
  assert.deepEqual(rest, {
    task: "classification",
    transfer: AA,
    metric: "RadGraph/F1:lower",
    test: "randomisation",
    examples: 3,
    best: "bi",
  });
  assert.deepEqual(rows.map(({ variant, status }) => [variant, status]), [
    ["bar", "tied"],
    ["bi", "best"],
  ]);
  assert.deepEqual([rows[0]!.test!.difference, rows[0]!.test!.p], [-1 / 8, 1 / 2]);
});

Deno.test("tables show scores, mark the best, and name the scorer", () => {
  const all = [0.5, 0.25, 0].map((score, i) => scoreLine(BI, "xyz"[i]!, score));
  const scored = addScores(RUN, [parse(lower, ...BOTH.slice(1, 4), ...all)]);
  const text = tablesMarkdown(scored);
  assert.match(text, /\| +RadGraph F1, site-a→site-a→site-a \|$/m);
  assert.match(text, /^\| MedViLL +\| +_\.750_ \| +\.375† \[\.250, \.500\] \|$/m);
  assert.match(text, /^\| Bidirectional +\| +_\.750_ \| +\.250† \[\.000, \.500\] \|$/m);
  const digest = scored.scores![0]!.sha256.slice(0, 12);
  assert.ok(text.includes(
    `\n\nRadGraph F1: computed by RadGraph 0.1, imported from a file (sha256 ${digest}) for ` +
      "2 cells and 6 predictions, 1 of them without a score.\n",
  ));
  assert.ok(!tablesMarkdown(RUN.results).includes("imported"));
});

Deno.test("loadScores() reads several files, and refuses what stands in two", () =>
  withFolder(async (folder) => {
    const write = async (name: string, ...lines: string[]) => {
      const file = join(folder, name);
      await Deno.writeFile(file, bytes(...lines));
      return file;
    };
    const bar = await write("bar", ...BOTH.slice(0, 4));
    const bi = await write("bi", HEADER, ...BOTH.slice(4));
    const worse = await write("lower", lower, ...BOTH.slice(1));
    const other = await write("other", HEADER.replace("0.1", "0.2"), ...BOTH.slice(4));
    const loaded = await loadScores([bar, bi, worse], CELLS);
    assert.deepEqual(
      loaded.map(({ file, metric, scores }) => [file, metric, [...scores.keys()]]),
      [
        [bar, "RadGraph/F1", [BAR]],
        [bi, "RadGraph/F1", [BI]],
        [worse, "RadGraph/F1:lower", [BAR, BI]],
      ],
    );
    const scored = addScores(RUN, loaded);
    assert.deepEqual(scored.cells[0]!.metrics, {
      f1_micro: 0.75,
      "RadGraph/F1": 0.375,
      "RadGraph/F1:lower": 0.375,
    });
    await assert.rejects(loadScores([bar, bi, bar], CELLS), {
      message: `${bar}:1: Cannot use scores: ${bar} has scores of ${BAR}, too, leave one file out`,
    });
    await assert.rejects(loadScores([bar, other], CELLS), {
      message: `${other}:1: Cannot use scores: RadGraph/F1 is of version "0.2" here and "0.1" in ` +
        `${bar}, score all with one version`,
    });
    const none = join(folder, "none");
    await assert.rejects(loadScores([none], CELLS), {
      message: `${none}: Cannot use scores: no such file, check the path`,
    });
  }));
