/**
 * MedViLL Bench: a declarative, reproducible benchmark harness for MedViLL.
 *
 * YAML → {@link loadSpec} → {@link expand} (cells) → {@link plan} (stages) → {@link reproduce}.
 *
 * @module
 */
export { type BenchReport } from "./benchmarks/bench/bench.ts";
export { benchText } from "./benchmarks/bench/report.ts";
export { bench, type BenchOptions, ROW_NAMES, saveBench } from "./benchmarks/bench/run.ts";
export { type Cell, cellId, expand } from "./benchmarks/cells.ts";
export { type LedgerQuery, LISTS, queryLedger } from "./benchmarks/ledger/query.ts";
export { rebuildLedger } from "./benchmarks/ledger/rebuild.ts";
export { ledgerCsv, ledgerText } from "./benchmarks/ledger/text.ts";
export { namedDataset, type NamedDatasetOptions } from "./benchmarks/named_dataset.ts";
export { parseData, parseSet } from "./benchmarks/override.ts";
export { type Plan, plan, type PlannedStage } from "./benchmarks/plan.ts";
export { doctor, type DoctorReport, doctorText } from "./benchmarks/doctor.ts";
export { identifyDatasets } from "./benchmarks/plan_datasets.ts";
export { cachedStages, planReport, planText } from "./benchmarks/plan_report.ts";
export { explain } from "./benchmarks/plan_why.ts";
export { openProgress } from "./benchmarks/progress.ts";
export { openCount } from "./benchmarks/progress_count.ts";
export { reproduce, type ReproduceOptions, type Reproduction } from "./benchmarks/reproduce.ts";
export { loadScores, type ScoreFile } from "./benchmarks/scores.ts";
export { selectCells, withSeeds } from "./benchmarks/select.ts";
export { loadSpec, parseSpec, type Spec, SpecError } from "./benchmarks/spec.ts";
export { Store } from "./benchmarks/store.ts";
export { exportPhantom, type Layout, LAYOUTS } from "./datasets/export/mod.ts";
export { tryEngine } from "./benchmarks/try_engine.ts";
export { type Difference, type Verification, verifyResults } from "./benchmarks/verify.ts";
export { labelReport, namedLabels, type Reading, readReports } from "./datasets/labeler/mod.ts";
export { phantomConfigSchema } from "./datasets/phantom/mod.ts";
export { type Preparation, prepareDataset } from "./datasets/prepare.ts";
export { DATASET_KINDS, openDataset } from "./datasets/registry.ts";
export {
  type DatasetReport,
  leaks,
  type Look,
  lookThrough,
  reportOn,
  reportText,
  reportTogether,
} from "./datasets/verify/mod.ts";
export { writeSplit } from "./datasets/exact_split.ts";
export {
  type Choice,
  chooseEngine,
  type Device,
  DEVICES,
  type EngineName,
  ENGINES,
} from "./model/engine/mod.ts";
export { datasetHtml } from "./results/dataset_html.ts";
export {
  goldenGate,
  passes,
  referenceGate,
  statisticalGate,
  type Verdict,
} from "./results/gate.ts";
export { gateAnnotations, gateJunit, gateText } from "./results/gate_report.ts";
export { type Leaderboard, mergeResults } from "./results/leaderboard.ts";
export { leaderboardMarkdown } from "./results/leaderboard_markdown.ts";
export { leaderboardHtml } from "./results/page/leaderboard_page.ts";
export { loadReferences, parseReferences } from "./results/references.ts";
export { canonicalResults, parseResults, type Results } from "./results/results.ts";
export { tablesMarkdown } from "./results/tables_markdown.ts";
export { exportCheckpoint } from "./model/checkpoint/export.ts";
export { importCheckpoint } from "./model/checkpoint/import.ts";
export { inspectCheckpoint } from "./model/checkpoint/inspect.ts";
