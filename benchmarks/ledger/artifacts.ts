/**
 * The part of the ledger that says what is in the store.
 *
 * @module
 */
import { parseThroughput, throughputOf } from "../../results/throughput.ts";
import { type Artifact, KINDS, type Provenance, type Store, unlessDamaged } from "../store.ts";
import type { Ledger, Values } from "./ledger.ts";

/** Artifacts that are added at once. */
const BATCH = 200;

/** Adds the artifacts of the store that the ledger does not know, and forgets those that are gone. */
export async function updateArtifacts(ledger: Ledger, store: Store): Promise<void> {
  const known = new Set(ledger.rows("SELECT key FROM artifacts").map(({ key }) => key as string));
  const found: ArtifactRows[] = [];
  const save = () => {
    ledger.transaction(() => {
      for (const { artifact, metrics } of found) {
        ledger.put("artifacts", artifact);
        ledger.put("metrics", ...metrics);
      }
    });
    found.length = 0;
  };
  for (const kind of KINDS) {
    for (const key of await store.keys(kind)) {
      if (known.delete(key)) continue;
      const artifact = await store.lookup({ kind, key });
      const rows = artifact === null ? undefined : rowsOf(artifact);
      if (rows !== undefined) found.push(rows);
      if (found.length === BATCH) save();
    }
  }
  save();
  const gone = [...known].map((key) => ({ key }));
  if (gone.length === 0) return;
  ledger.transaction(() => {
    ledger.write("DELETE FROM artifacts WHERE key = :key", ...gone);
    ledger.write("DELETE FROM metrics WHERE key = :key", ...gone);
  });
}

/** What the ledger holds of an artifact. */
interface ArtifactRows {
  readonly artifact: Values;
  readonly metrics: readonly Values[];
}

/** The rows of an artifact; undefined if it is damaged. */
function rowsOf(artifact: Artifact): ArtifactRows | undefined {
  const { key, kind, step, version, title, engine, timings, git, host, config, inputs, files } =
    artifact.manifest;
  const speed = throughputOf(parseThroughput(artifact.undigested() ?? ""));
  const metrics = kind === "evaluate" && "metrics.json" in files ? metricsOf(artifact) : {};
  if (metrics === undefined) return undefined;
  return {
    artifact: {
      ...{ key, kind, step, version, title, engine },
      started: timings.started,
      seconds: timings.seconds,
      ...provenanceRow({ git, host }),
      config: JSON.stringify(config),
      inputs: JSON.stringify(inputs),
      steps: speed?.steps ?? null,
      examples_per_second: speed?.examplesPerSecond ?? null,
      step_seconds: speed?.stepSeconds ?? null,
      wait_share: speed?.waitShare ?? null,
    },
    metrics: Object.entries(metrics).map(([metric, value]) => ({ key, metric, value })),
  };
}

function metricsOf(artifact: Artifact): Record<string, number | null> | undefined {
  const bytes = unlessDamaged(() => artifact.read("metrics.json"));
  return bytes && JSON.parse(new TextDecoder().decode(bytes)).metrics;
}

/** What made an artifact or a run, as columns. */
export function provenanceRow({ git, host }: Pick<Provenance, "git" | "host">): Values {
  const { revision, dirty } = git;
  // SQLite has no truth values.
  return { revision, dirty: dirty === null ? null : Number(dirty), host: host.name ?? null };
}
