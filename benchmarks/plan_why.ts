/**
 * Why a stage has to run: what differs from the nearest artifact in the store.
 *
 * @module
 */
import type { Plan, PlannedStage } from "./plan.ts";
import type { Json, StageInputs, StageKind } from "./stage.ts";

/** What is asked of a store. */
export interface StoreView {
  has(stage: PlannedStage): Promise<boolean>;
  /** The manifests of all artifacts of a kind. */
  manifests(kind: StageKind): AsyncIterable<StageInputs & { readonly key: string }>;
}

/** Why a stage has to run. */
export interface Why {
  /** Key of the artifact that differs in the fewest fields, null if no such step was ever run. */
  readonly nearest: string | null;
  /** One entry per field: `config.epochs: 4 → 6`, `inputs.pretrain (pretrain bar on site-a, …)`. */
  readonly differences: readonly string[];
}

/** Fields of a stage by their dotted path, as JSON. */
type Fields = ReadonlyMap<string, string>;

/** The reason for every stage of the plan that is not `cached`, by its key. */
export async function explain(
  plan: Plan,
  cached: ReadonlySet<string>,
  store: StoreView,
): Promise<ReadonlyMap<string, Why>> {
  const missing = plan.stages.filter(({ key }) => !cached.has(key));
  const known = new Map<string, [string, Fields][]>();
  for (const kind of new Set(missing.map(({ kind }) => kind))) {
    for await (const manifest of store.manifests(kind)) {
      const name = `${kind}/${manifest.step}`;
      const list = known.get(name) ?? [];
      list.push([manifest.key, fieldsOf(manifest)]);
      known.set(name, list);
    }
  }
  const titles = new Map(plan.stages.map(({ key, title }) => [key, title]));
  return new Map(missing.map((stage) => {
    return [stage.key, why(stage, known.get(`${stage.kind}/${stage.step}`) ?? [], titles)];
  }));
}

function why(
  stage: StageInputs,
  known: readonly [string, Fields][],
  titles: ReadonlyMap<string, string>,
): Why {
  const fields = fieldsOf(stage);
  let nearest: { key: string; fields: Fields; distance: number } | undefined;
  for (const [key, other] of known) {
    const distance = differing(fields, other, nearest?.distance ?? Infinity).length;
    if (distance < (nearest?.distance ?? Infinity)) nearest = { key, fields: other, distance };
  }
  if (nearest === undefined) return { nearest: null, differences: [] };
  const { key, fields: old } = nearest;
  const differences = differing(fields, old, Infinity).map((path) => {
    const [before, after] = [old.get(path), fields.get(path)];
    const title = path.startsWith("inputs.") && after && titles.get(JSON.parse(after));
    return title ? `${path} (${title})` : `${path}: ${before ?? "none"} → ${after ?? "none"}`;
  });
  return { nearest: key, differences };
}

/** Paths whose values differ; stops at `limit`. */
function differing(a: Fields, b: Fields, limit: number): string[] {
  const paths: string[] = [];
  for (const [path, value] of a) {
    if (b.get(path) !== value && paths.push(path) >= limit) return paths;
  }
  for (const path of b.keys()) {
    if (!a.has(path) && paths.push(path) >= limit) return paths;
  }
  return paths;
}

function fieldsOf({ version, config, inputs }: StageInputs): Fields {
  const fields = new Map<string, string>();
  const visit = (path: string, value: Json) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [name, child] of Object.entries(value)) visit(`${path}.${name}`, child);
    } else {
      fields.set(path, JSON.stringify(value));
    }
  };
  visit("version", version);
  visit("config", config);
  visit("inputs", inputs);
  return fields;
}
