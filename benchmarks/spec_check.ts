/**
 * Checks between the fields of a spec: names that must exist, values that must fit together.
 *
 * @module
 */
import { checkModel } from "../model/config.ts";
import { keeps } from "../model/protocol.ts";
import { type Finding, finding } from "./spec_issues.ts";
import { hasSteps, listCells } from "./cells.ts";
import { missingTexts } from "./spec_texts.ts";
import type { SpecFields, Transfer } from "./spec_schema.ts";
import { type Path, pathText, show, suggest } from "./spec_words.ts";

/** Everything in the fields that does not fit together. */
export function checkFields(spec: SpecFields): Finding[] {
  const { seeds, variants, transfers, exclude, include } = spec;
  const cells = listCells(spec);
  const empty = finding(["exclude"], "it leaves no cell, remove a filter");
  return [
    ...cells.length === 0 ? [empty] : [],
    ...repeated(["seeds"], seeds),
    ...repeated(["variants"], variants),
    ...repeated(["transfers"], transfers),
    ...transfers.flatMap((transfer, i) => datasets(spec, ["transfers", i], transfer)),
    ...words(spec),
    ...checkpoints(spec),
    ...exclude.flatMap((filter, i) => excluded(spec, ["exclude", i], filter)),
    ...include.flatMap(({ task, transfer }, i) => [
      ...known(["include", i, "task"], task, Object.keys(spec.tasks)),
      ...datasets(spec, ["include", i, "transfer"], transfer),
    ]),
    ...model(spec),
    ...pretrain(spec),
    ...Object.keys(spec.tasks).flatMap((name) => decoding(spec, name)),
    ...missingTexts(spec, cells),
  ];
}

/** Values that stand in a list twice. */
function repeated(path: Path, values: readonly unknown[]): Finding[] {
  const first = new Map<string, number>();
  return values.flatMap((value, i) => {
    const text = identity(value);
    const before = first.get(text);
    if (before === undefined) first.set(text, i);
    const seen = typeof value === "object" ? "the same" : show(value);
    return before === undefined ? [] : [
      finding([...path, i], `got ${seen} as in ${pathText([...path, before])}, remove one`),
    ];
  });
}

function identity(value: unknown): string {
  if (typeof value !== "object") return String(value);
  const { pretrain, finetune, test } = value as Transfer;
  return [pretrain, finetune, test].join();
}

function known(path: Path, name: string | number, names: readonly (string | number)[]): Finding[] {
  if (names.includes(name)) return [];
  return [finding(path, `got ${show(name)}, ${suggest(name, names.map(String))}`)];
}

function datasets(spec: SpecFields, path: Path, transfer: Partial<Transfer>): Finding[] {
  const names = Object.keys(spec.datasets);
  return Object.entries(transfer)
    .flatMap(([step, name]) => known([...path, step], name, names));
}

function words({ vocabulary, datasets }: SpecFields): Finding[] {
  const path = ["vocabulary", "from"];
  const names = vocabulary?.from ?? [];
  if (vocabulary && (vocabulary.from === undefined) === (vocabulary.file === undefined)) {
    return [finding(["vocabulary"], "name either from or file")];
  }
  const unknown = names.flatMap((name, i) => known([...path, i], name, Object.keys(datasets)));
  return [...unknown, ...repeated(path, names)];
}

function checkpoints(spec: SpecFields): Finding[] {
  const { init, vocabulary, variants, include, trunk } = spec;
  const used = [...new Set([...variants, ...include.map(({ variant }) => variant)])];
  const named = Object.keys(spec.checkpoints ?? {});
  const texts = [...named.map((variant) => ["checkpoints", variant]), ...init ? [["init"]] : []];
  const wordless = vocabulary?.file === undefined
    ? texts.map((path) => finding(path, "its words are not known, set vocabulary: { file: … }"))
    : [];
  const image = [
    ...trunk.init === "checkpoint" && trunk.checkpoint === undefined
      ? [finding(["trunk", "init"], "there is no trunk.checkpoint, name a file")]
      : [],
    ...trunk.init !== "checkpoint" && trunk.checkpoint !== undefined
      ? [finding(["trunk", "checkpoint"], `trunk.init is ${trunk.init}, make it checkpoint`)]
      : [],
  ];
  const unused = named.flatMap((variant) => {
    if (used.some((name) => name === variant)) return [];
    return [finding(["checkpoints", variant], "no cell is of this variant, add it to variants")];
  });
  return [...unused, ...wordless, ...image];
}

/** An exclude that names what no cell has would silently leave nothing out. */
function excluded(spec: SpecFields, path: Path, filter: SpecFields["exclude"][number]): Finding[] {
  if (Object.keys(filter).length === 0) {
    return [finding(path, "it is empty, name a variant, task, transfer or seed")];
  }
  const lists = { variant: spec.variants, task: Object.keys(spec.tasks), seed: spec.seeds };
  const names = (["variant", "task", "seed"] as const).flatMap((field) =>
    each([...path, field], filter[field])
      .flatMap(([place, name]) => known(place, name, lists[field]))
  );
  const transfers = each([...path, "transfer"], filter.transfer).flatMap(([place, part]) => {
    const unknown = datasets(spec, place, part);
    if (Object.keys(part).length === 0) {
      return [finding(place, "it is empty, name pretrain, finetune or test")];
    }
    if (unknown.length > 0 || spec.transfers.some((whole) => hasSteps(whole, part))) return unknown;
    return [finding(place, "no transfer of the spec is like it, change or remove it")];
  });
  return [...names, ...transfers];
}

/** The values of a field that holds one or a list of them, each with its place. */
function each<T>(path: Path, field: T | readonly T[] | undefined): [Path, T][] {
  if (Array.isArray(field)) return field.map((value, i) => [[...path, i], value]);
  return field === undefined ? [] : [[path, field as T]];
}

/** Fields of a model that decide what another may be. */
const BOUND_BY: Readonly<Record<string, readonly string[]>> = {
  hidden: ["heads"],
  imageTokens: ["imageSize"],
  maxPositions: ["textTokens", "imageSize"],
};

function model(spec: SpecFields): Finding[] {
  try {
    checkModel(spec.model);
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [, field = ""] = /^Cannot build a model with (\w+)/.exec(error.message) ?? [];
    const places = [field, ...BOUND_BY[field] ?? []].map((name) => ["model", name]);
    return [{ path: places[0]!, others: places.slice(1), of: "value", sentence: error.message }];
  }
}

function pretrain({ pretrain: { mlm, itm, mixed } }: SpecFields): Finding[] {
  const found: Finding[] = [];
  const both = (a: string, b: string, ...group: string[]) =>
    [a, b].map((name) => ["pretrain", ...group, name]);
  if (!mlm && !itm) {
    const problem = "mlm and itm are both false, set one or use variant scratch";
    found.push({ ...finding(["pretrain"], problem), others: both("mlm", "itm") });
  }
  const sum = mixed.bi + mixed.s2s;
  if (Math.abs(sum - 1) > 1e-9) {
    const problem = `the shares bi and s2s add up to ${sum}, make it 1`;
    const others = both("bi", "s2s", "mixed");
    found.push({ ...finding(["pretrain", "mixed"], problem), others });
  }
  return found;
}

/** Reports that the network has no positions for, or that cannot end. */
function decoding({ tasks, model, protocol }: SpecFields, name: string): Finding[] {
  const config = tasks[name]!;
  if (config.task !== "report-generation") return [];
  const { maxTokens, minTokens } = config.decoding;
  const longest = maxTokens ?? model.textTokens;
  const path = (field: string) => ["tasks", name, "decoding", field];
  const found: Finding[] = [];
  const isCounted = !keeps(protocol, "decodingPositions");
  if (maxTokens !== null && isCounted && maxTokens > model.maxPositions) {
    const problem = `got ${maxTokens}, the model has ${model.maxPositions} positions, ` +
      "lower it or raise model.maxPositions";
    const others = [["model", "maxPositions"], ["model", "size"]];
    found.push({ ...finding(path("maxTokens"), problem), others });
  }
  if (minTokens > longest) {
    const what = maxTokens === null ? "model.textTokens" : pathText(path("maxTokens"));
    const problem = `got ${minTokens}, but reports end after ${longest} tokens (${what}), lower it`;
    found.push({ ...finding(path("minTokens"), problem), others: [path("maxTokens")] });
  }
  return found;
}
