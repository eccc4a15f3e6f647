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
  /** Keys of the artifacts of a kind, damaged ones among them. */
  keys(kind: StageKind): Promise<string[]>;
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
  const byStep = new Map<string, Artifacts>();
  for (const kind of new Set(missing.map(({ kind }) => kind))) {
    for await (const manifest of store.manifests(kind)) {
      const name = `${kind}/${manifest.step}`;
      if (!byStep.has(name)) byStep.set(name, new Artifacts());
      byStep.get(name)!.add(manifest.key, fieldsOf(manifest));
    }
  }
  const titles = new Map(plan.stages.map(({ key, title }) => [key, title]));
  return new Map(missing.map((stage) => {
    const fields = fieldsOf(stage);
    const nearest = byStep.get(`${stage.kind}/${stage.step}`)?.nearest(fields);
    return [stage.key, {
      nearest: nearest?.key ?? null,
      differences: nearest ? differences(nearest.fields, fields, titles) : [],
    }];
  }));
}

/** The artifacts of one step. */
class Artifacts {
  readonly #all: { key: string; fields: Fields }[] = [];
  /** Paths at which they differ among themselves; the others cannot make one nearer than another. */
  #paths: string[] | undefined;
  /** Values of each artifact at the paths. */
  #values: (string | undefined)[][] = [];

  add(key: string, fields: Fields): void {
    this.#all.push({ key, fields });
    this.#paths = undefined;
  }

  /** The artifact that differs from `fields` at the fewest paths, the first of equals. */
  nearest(fields: Fields): { key: string; fields: Fields } {
    const paths = this.#paths ??= this.#index();
    const wanted = paths.map((path) => fields.get(path));
    let [best, fewest] = [0, Infinity];
    this.#values.forEach((values, i) => {
      let count = 0;
      for (let j = 0; j < wanted.length && count < fewest; j++) {
        if (values[j] !== wanted[j]) count++;
      }
      if (count < fewest) [best, fewest] = [i, count];
    });
    return this.#all[best]!;
  }

  #index(): string[] {
    const paths = [...new Set(this.#all.flatMap(({ fields }) => [...fields.keys()]))]
      .filter((path) => new Set(this.#all.map(({ fields }) => fields.get(path))).size > 1);
    this.#values = this.#all.map(({ fields }) => paths.map((path) => fields.get(path)));
    return paths;
  }
}

function differences(old: Fields, fields: Fields, titles: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...fields.keys(), ...old.keys()])];
  return paths.filter((path) => old.get(path) !== fields.get(path)).map((path) => {
    const [before, after] = [old.get(path), fields.get(path)];
    const title = path.startsWith("inputs.") && after && titles.get(JSON.parse(after));
    return title ? `${path} (${title})` : `${path}: ${before ?? "none"} → ${after ?? "none"}`;
  });
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
