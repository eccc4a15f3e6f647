/**
 * What the names of metrics mean: title, direction, how a value is written.
 *
 * @module
 */

export interface Metric {
  /** `AUROC micro`. */
  readonly title: string;
  /** Which values are better; `none` for counts and descriptions, which have no best. */
  readonly direction: "higher" | "lower" | "none";
  /** Digits after the point. */
  readonly decimals: number;
  /** Written times 100. */
  readonly percent: boolean;
  readonly group:
    | "discrimination"
    | "decision"
    | "calibration"
    | "retrieval"
    | "answers"
    | "language"
    | "clinical"
    | "count"
    | "other";
  /** Of one label or group, a count, or the spread of another metric: in `tables.csv` only. */
  readonly detail: boolean;
}

type Rule = readonly [RegExp, (...groups: (string | undefined)[]) => Partial<Metric>];

/** The first that fits a whole name counts. */
const RULES: readonly Rule[] = [
  [/^([^/.:]+)\/(.+?)(:lower)?$/, (scorer, metric, lower) => {
    return { title: `${scorer} ${metric}`, direction: lower ? "lower" : "higher" };
  }],
  [/^bootstrap_(mean|sd)\.(.+)$/, (what, of) => ({
    ...metricOf(of!),
    ...(what === "sd" ? { direction: "none" as const } : {}),
    title: `${metricOf(of!).title}, bootstrap ${what}`,
    detail: true,
  })],
  [/^([^.:]+)[.:](.+)$/, (of, part) => {
    return { ...metricOf(of!), title: `${metricOf(of!).title}, ${part}`, detail: true };
  }],
  [/^.+_(?:undefined|count)$|^answers_outside_vocabulary$/, () => {
    return { direction: "none", decimals: 0, group: "count", detail: true };
  }],
  [/^(auroc|auprc)_(micro|macro)$/, (name, mean) => {
    return { title: `${name!.toUpperCase()} ${mean}`, group: "discrimination" };
  }],
  [/^(auroc|auprc)$/, (name) => ({ title: name!.toUpperCase(), group: "discrimination" })],
  [/^f1(?:_(micro|macro))?(?:_(.+))?$/, (mean, form) => {
    return { title: `F1${mean ? ` ${mean}` : ""}${inBrackets(form)}`, group: "decision" };
  }],
  [/^ece(?:_(\d+))?$/, (bins) => ({
    title: `ECE${bins ? ` (${bins} bins)` : ""}`,
    direction: "lower",
    group: "calibration",
  })],
  [/^brier$/, () => ({ title: "Brier score", direction: "lower", group: "calibration" })],
  [/^(?:(.+)_)?mrr(?:_(.+))?$/, (before, after) => {
    return { title: `MRR${inBrackets(before ?? after)}`, group: "retrieval" };
  }],
  [/^(?:(.+)_)?(hit|recall|precision)[@_](\d+)(?:_(.+))?$/, (before, name, k, after) => {
    return { title: `${capital(name!)}@${k}${inBrackets(before ?? after)}`, group: "retrieval" };
  }],
  [/^accuracy(?:_(.+))?$/, (of) => ({
    title: `Accuracy${inBrackets(of)}`,
    decimals: 1,
    percent: true,
    group: "answers",
  })],
  [/^(?:label|clinical)_(accuracy|precision|recall|f1)(?:_(.+))?$/, (name, form) => {
    return { title: `Label ${name!.replace("f1", "F1")}${inBrackets(form)}`, group: "clinical" };
  }],
  [/^bleu(?:_(\d))?(?:_(.+))?$/, (order, form) => {
    return { title: `BLEU${order ? `-${order}` : ""}${inBrackets(form)}`, group: "language" };
  }],
  [/^rouge_l(?:_(.+))?$/, (form) => ({ title: `ROUGE-L${inBrackets(form)}`, group: "language" })],
  [/^cider(_d)?(?:_(.+))?$/, (d, form) => {
    return { title: `CIDEr${d ? "-D" : ""}${inBrackets(form)}`, group: "language" };
  }],
  [/^distinct_(\d)(?:_(.+))?$/, (n, form) => {
    return { title: `Distinct-${n}${inBrackets(form)}`, direction: "none", group: "language" };
  }],
  [/^perplexity(?:_(.+))?$/, (form) => {
    const title = `Perplexity${inBrackets(form)}`;
    return { title, direction: "lower", decimals: 2, group: "language" };
  }],
  [/^(?:words|length)_mean$|^mean_length$/, () => {
    return { title: "Mean length", direction: "none", decimals: 1, group: "language" };
  }],
  [/^(?:.+_)?(?:loss|error)$/, () => ({ direction: "lower" })],
];

/**
 * The meaning of a metric's name. Names are patterns: `hit@10` and `hit_10`, `bleu_4_nltk`, whose last
 * part is the form, `auroc.Edema` or `auroc:Edema`, one label's, `RadGraph/F1` a scorer's. An unknown name is its own title, higher
 * is better, three decimals.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { title, direction } = metricOf("bleu_4_nltk");
 * assert.deepEqual([title, direction], ["BLEU-4 (nltk)", "higher"]);
 * ```
 */
export function metricOf(name: string): Metric {
  const unknown: Metric = {
    title: capital(name.replaceAll("_", " ")),
    direction: "higher",
    decimals: 3,
    percent: false,
    group: "other",
    detail: false,
  };
  for (const [pattern, meaning] of RULES) {
    const match = pattern.exec(name);
    if (match) return { ...unknown, ...meaning(...match.slice(1)) };
  }
  return unknown;
}

/**
 * The name of a metric that was computed elsewhere: `RadGraph/F1`, and `GREEN/errors:lower` where
 * lower is better. {@link metricOf} reads it back.
 */
export function scoreMetric(scorer: string, metric: string, better: "higher" | "lower"): string {
  return `${scorer}/${metric}${better === "lower" ? ":lower" : ""}`;
}

/** Title of a column: `Accuracy (open), %`. */
export function metricTitle({ title, percent }: Metric): string {
  return percent ? `${title}, %` : title;
}

/** {@link metricTitle} with an arrow that says which values are better: `Perplexity ↓`. */
export function directedTitle(metric: Metric): string {
  return metricTitle(metric) + { higher: " ↑", lower: " ↓", none: "" }[metric.direction];
}

/** A value as in a table: `.873`, `1.000`, `-.012`, or `87.3` for a percentage. */
export function formatValue({ decimals, percent }: Metric, value: number): string {
  const text = (percent ? 100 * value : value).toFixed(decimals).replace(/^-(?=[0.]+$)/, "");
  return percent ? text : text.replace(/^(-?)0\./, "$1.");
}

/** A difference with its sign: `+.012`, `-.012`, `+.000`. */
export function formatDifference(metric: Metric, difference: number): string {
  const text = formatValue(metric, Math.abs(difference));
  return (difference < 0 && /[1-9]/.test(text) ? "-" : "+") + text;
}

/** The best of some values; undefined where there is none or none is better. */
export function bestOf(
  { direction }: Pick<Metric, "direction">,
  values: readonly number[],
): number | undefined {
  if (direction === "none" || values.length === 0) return undefined;
  return direction === "lower" ? Math.min(...values) : Math.max(...values);
}

/** Parts of names that are no words. */
const WORDS: Readonly<Record<string, string>> = { i2t: "image to report", t2i: "report to image" };

function inBrackets(form: string | undefined): string {
  return form === undefined
    ? ""
    : ` (${form.split("_").map((part) => WORDS[part] ?? part).join(" ")})`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What papers report of each task. */
const HEADLINES = [
  /^(auroc|f1)(_micro|_macro)?$/,
  /^(i2t|t2i)_(mrr|hit@5)$/,
  /^accuracy(_closed|_open)?$/,
  /^(perplexity|bleu_4_(nltk|tokenized)|rouge_l_coco_tokenized|cider_d_tokenized)$/,
  /^label_f1_positive_micro$/,
];

/**
 * The metrics that a table shows: the headlines and what is unknown here; without a headline, all
 * that are no details. The others are in `tables.csv`.
 */
export function tableMetrics(names: Iterable<string>): string[] {
  const shown = [...names].filter((name) => !metricOf(name).detail);
  const isHeadline = (name: string) => HEADLINES.some((headline) => headline.test(name));
  if (!shown.some(isHeadline)) return shown;
  return shown.filter((name) => isHeadline(name) || metricOf(name).group === "other");
}
