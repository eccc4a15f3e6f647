/**
 * Published sizes of the real datasets, and whether a dataset has one of them.
 *
 * @module
 */

import type { DatasetConfig } from "../registry.ts";
import type { SplitCounts } from "./counts.ts";
import { count, type Finding, finding } from "./finding.ts";

/** One number of a size: what is counted, where, and how many there are. */
interface Expected {
  readonly splits: readonly (keyof SplitCounts)[];
  readonly what: "studies" | "questions" | "closed";
  readonly value: number;
}

interface Size {
  readonly title: string;
  readonly applies: (config: DatasetConfig) => boolean;
  readonly expected: readonly Expected[];
}

const LEARNED = ["train", "valid"] as const;

function studies(sizes: Partial<Record<keyof SplitCounts, number>>): Expected[] {
  return Object.entries(sizes).map(([split, value]) => {
    return { splits: [split as keyof SplitCounts], what: "studies", value };
  });
}

function questions(learned: number, test: number, closed?: number): Expected[] {
  return [
    { splits: LEARNED, what: "questions", value: learned },
    { splits: ["test"], what: "questions", value: test },
    ...closed === undefined ? [] : [{ splits: ["test"], what: "closed", value: closed } as const],
  ];
}

/**
 * Sizes counted in the files that the authors of MedViLL published, or named in their repository.
 * Validation questions of VQA-RAD are some of those to learn from.
 */
const SIZES: readonly Size[] = [
  {
    title: "MedViLL's Open-I",
    applies: ({ kind }) => kind === "jsonl" || kind === "openi",
    expected: studies({ train: 2483, valid: 710, test: 354, all: 3547 }),
  },
  {
    title: "MedViLL's MIMIC-CXR (AP images with findings)",
    applies: ({ kind }) => kind === "jsonl" || kind === "mimic-cxr",
    expected: studies({ valid: 759, test: 1531, all: 91_685 }),
  },
  {
    title: "VQA-RAD",
    applies: (config) => isVqaRad(config, "clean", "all"),
    expected: questions(1797, 451, 272),
  },
  {
    title: "VQA-RAD with reworded questions",
    applies: (config) => isVqaRad(config, "mevf", "all"),
    expected: questions(3064, 451, 272),
  },
  {
    title: "the chest questions of VQA-RAD",
    applies: (config) => isVqaRad(config, "clean", "chest"),
    expected: questions(620, 174),
  },
];

function isVqaRad(config: DatasetConfig, questions: string, organ: string): boolean {
  return config.kind === "vqa-rad" && config.questions === questions && config.organ === organ;
}

/**
 * A note for the published size that a dataset has, or a warning for each that it has not.
 *
 * Nothing for a kind of which no size was published.
 */
export function comparePublished(config: DatasetConfig, counts: SplitCounts): Finding[] {
  const sizes = SIZES.filter(({ applies }) => applies(config)).map(({ title, expected }) => {
    return { title, differences: expected.flatMap((one) => difference(one, counts)) };
  });
  const fitting = sizes.find(({ differences }) => differences.length === 0);
  if (fitting) return [finding("note", `The counts are those published of ${fitting.title}`)];
  return sizes.map(({ title, differences }) =>
    finding("warning", `The counts are not those published of ${title}`, differences)
  );
}

function difference({ splits, what, value }: Expected, counts: SplitCounts): string[] {
  const found = splits.reduce((sum, split) => sum + counts[split][what], 0);
  if (found === value) return [];
  const unit = what === "closed" ? "closed questions" : what;
  return [`${splits.join(" and ")}: ${count(found, unit, unit)}, published ${
    count(value, "", "")
      .trim()
  }`];
}
