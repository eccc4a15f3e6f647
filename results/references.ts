/**
 * Published values to compare with: `results/reference/*.yaml`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { RESULT_VARIANTS, type ResultTransfer, type ResultVariant } from "./results.ts";

/** How a value came to be known. */
const HOW = ["paper", "third-hand", "repository", "independent run"] as const;
type How = typeof HOW[number];

/** A value of a cell of the paper's tables. */
export interface Reference {
  readonly variant: ResultVariant;
  readonly task: string;
  /** null where the source does not name the dataset: fits any. */
  readonly transfer: {
    readonly pretrain: string | null;
    readonly finetune: string | null;
    readonly test: string;
  };
  readonly metric: string;
  /** null where the value was not seen. */
  readonly value: number | null;
  readonly how?: How;
  readonly source?: string;
  readonly note?: string;
}

/** A result of another method, or of another's training of this one, for the leaderboard. */
export interface ExternalRow {
  readonly name: string;
  readonly task: string;
  /** The dataset of the test set. */
  readonly test: string;
  /** Fractions, whatever the source printed. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly how: How;
  readonly source: string;
  readonly note?: string;
}

export interface ReferenceValues {
  readonly references: readonly Reference[];
  readonly rows: readonly ExternalRow[];
}

const origin = { how: z.enum(HOW), source: z.string().min(1), note: z.string().optional() };
const dataset = z.string().nullable();

const referenceBlock = z.strictObject({
  variants: z.array(z.enum(RESULT_VARIANTS)).min(1),
  task: z.string(),
  transfer: z.strictObject({ pretrain: dataset, finetune: dataset, test: z.string() }),
  metrics: z.record(z.string(), z.number().nullable()),
  ...z.object(origin).partial().shape,
}).refine(
  ({ metrics, how, source }) =>
    Object.values(metrics).every((value) => value === null) || (how !== undefined && source),
  { message: "expected how and source of values that are not null" },
);

const leaderboardBlock = z.strictObject({
  task: z.string(),
  test: z.string(),
  unit: z.enum(["fraction", "percent"]),
  rows: z.record(z.string(), z.record(z.string(), z.number())),
  ...origin,
});

const fileSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("references"),
    schema: z.literal(1),
    blocks: z.array(referenceBlock),
  }),
  z.strictObject({
    kind: z.literal("leaderboard"),
    schema: z.literal(1),
    blocks: z.array(leaderboardBlock),
  }),
]);

/**
 * Reads the text of a file of published values.
 *
 * @param source Name of the text, for messages.
 * @throws {SyntaxError} If it is no YAML, a field is not as expected, or a value stands twice.
 */
export function parseReferences(text: string, source: string): ReferenceValues {
  let yaml: unknown;
  try {
    yaml = parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot read ${source}: ${(error as Error).message}`, { cause: error });
  }
  const parsed = fileSchema.safeParse(yaml);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SyntaxError(
      `Cannot read ${source}: ${issue!.path.join(".") || "top level"}: ${issue!.message}`,
    );
  }
  const file = parsed.data;
  if (file.kind === "leaderboard") {
    const rows = file.blocks.flatMap(({ rows, unit, ...shared }) =>
      Object.entries(rows).map(([name, metrics]) => ({
        name,
        ...shared,
        metrics: Object.fromEntries(
          Object.entries(metrics).map(([metric, value]) => [metric, fraction(value, unit)]),
        ),
      }))
    );
    return { references: [], rows };
  }
  const references = file.blocks.flatMap(({ variants, metrics, ...shared }) =>
    variants.flatMap((variant) =>
      Object.entries(metrics).map(([metric, value]) => ({ variant, metric, value, ...shared }))
    )
  );
  const seen = new Set<string>();
  for (const { variant, task, transfer, metric } of references) {
    const { pretrain, finetune, test } = transfer;
    const place = [variant, task, `${pretrain}→${finetune}→${test}`, metric].join(", ");
    if (seen.has(place)) throw new SyntaxError(`Cannot read ${source}: ${place} stands twice`);
    seen.add(place);
  }
  return { references, rows: [] };
}

/** As decimal text, so that 40.7 % is the double nearest to 0.407. */
function fraction(value: number, unit: "fraction" | "percent"): number {
  return unit === "percent" ? Number(`${value}e-2`) : value;
}

/** Reads every `*.yaml` of a folder, by default those that come with the harness. */
export async function loadReferences(
  folder: string = fileURLToPath(new URL("reference", import.meta.url)),
): Promise<ReferenceValues> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".yaml")) names.push(name);
  const files = await Promise.all(
    names.sort().map(async (name) => {
      return parseReferences(await Deno.readTextFile(join(folder, name)), join(folder, name));
    }),
  );
  return {
    references: files.flatMap(({ references }) => references),
    rows: files.flatMap(({ rows }) => rows),
  };
}

/** The first reference that fits a cell and a metric. */
export function findReference(
  references: readonly Reference[],
  cell: { variant: ResultVariant; task: string; transfer: ResultTransfer; metric: string },
): Reference | undefined {
  const fits = (name: string | null, own: string) => name === null || name === own;
  return references.find(({ variant, task, transfer, metric }) =>
    variant === cell.variant && task === cell.task && metric === cell.metric &&
    fits(transfer.pretrain, cell.transfer.pretrain) &&
    fits(transfer.finetune, cell.transfer.finetune) &&
    transfer.test === cell.transfer.test
  );
}
