/**
 * How each stage is made from a spec: what its config holds, and which stages it reads.
 *
 * A config holds every field that can change the stage's result and no other. So changing a field
 * moves the keys of the stages that read it, and of those downstream, and of no others.
 *
 * @module
 */
import { basename } from "node:path";
import type { Device, EngineName } from "../model/engine/engine.ts";
import { seesPads } from "../model/masks.ts";
import { keeps, type Switch } from "../model/protocol.ts";
import type { DatasetConfig } from "../datasets/mod.ts";
import { PICTURES } from "../datasets/pictures.ts";
import { type TaskConfig, taskPlan } from "../tasks/task_plan.ts";
import type { Cell } from "./cells.ts";
import { AbsentDataset, type KnownDataset, type KnownDatasets } from "./plan_datasets.ts";
import type { Spec } from "./spec.ts";
import { type JsonObject, type Stage, stageKey } from "./stage.ts";
import { STAGE_VERSIONS } from "./stages/versions.ts";

/** A stage, and what its code needs to know besides what decides the result. */
export interface PlannedStage extends Stage {
  /**
   * `prepare/dataset` only: the dataset's whole config, with its folder. Not part of the key, which
   * holds the digest of what is in the folder instead.
   */
  readonly source?: DatasetConfig;
  /** `prepare/dataset` only, of a draft: why the content, and so the key, is not known. */
  readonly absent?: string;
  /** Where the file lies whose content the config names by its sha256. */
  readonly file?: string;
}

/** Makes the stages of one spec; a dataset that could not be read must not be asked for. */
export class StageBuilder {
  /** By what it was asked for, and by key: what has one key is one stage, under its first title. */
  readonly #made = new Map<string, PlannedStage>();
  readonly #byKey = new Map<string, PlannedStage>();
  readonly #model: JsonObject;
  /** The engine, and its device where it is not the CPU: others compute other bits. */
  readonly #engine: JsonObject;

  constructor(
    readonly spec: Spec,
    { engine, device = "cpu" }: { readonly engine: EngineName; readonly device?: Device },
    readonly datasets: KnownDatasets,
  ) {
    this.#engine = { engine, ...device !== "cpu" && { device } };
    const { trunk, ...model } = spec.model;
    this.#model = { ...model, trunk: { ...trunk, blocks: [...trunk.blocks] } };
  }

  dataset(name: string): PlannedStage {
    const known = this.datasets.get(name) as KnownDataset | AbsentDataset;
    const isAbsent = known instanceof AbsentDataset;
    const identity = isAbsent ? { absent: name } : known.identity as unknown as JsonObject;
    return this.#once(["dataset", name], () => ({
      ...prepare("dataset"),
      title: `prepare dataset ${name}`,
      config: { ...identity, imageSize: this.spec.model.imageSize },
      inputs: {},
      source: this.spec.datasets[name]!,
      ...isAbsent && { absent: known.message },
    }));
  }

  /**
   * The words of the datasets that the spec names, or else of a cell's pre-training: of `scratch`
   * too, for a control must differ in its weights, not in its tokens.
   */
  vocabulary({ transfer }: Cell): PlannedStage {
    const { file } = this.spec.vocabulary ?? {};
    if (file !== undefined) return this.#imported("vocabulary", file);
    const names = this.spec.vocabulary?.from ?? [transfer.pretrain];
    return this.#once(["vocabulary", ...names], () => {
      // In the order of their keys: neither names nor their order change the words.
      const keys = names.map((name) => this.dataset(name).key).sort();
      return {
        ...prepare("vocabulary"),
        title: `prepare vocabulary of ${names.join(", ")}`,
        config: { size: this.spec.model.vocabulary },
        inputs: Object.fromEntries(
          keys.map((key, i) => [i === 0 ? "dataset" : `dataset${i + 1}`, key]),
        ),
      };
    });
  }

  /** The spec's; a checkpoint that fine-tuning starts from brings its own. */
  trunk({ variant }: Cell): PlannedStage {
    const { trunk: { init, seed, checkpoint: named, ...training }, model: { trunk, imageSize } } =
      this.spec;
    const own = this.#checkpoint(variant);
    const checkpoint = own ?? named;
    if (checkpoint !== undefined) {
      return this.#once(["trunk", checkpoint], () => ({
        ...prepare("trunk"),
        title: `prepare image trunk from ${own ? `the checkpoint of ${variant}` : "checkpoint"}`,
        config: { init: "checkpoint", trunk: { ...trunk } },
        inputs: { checkpoint: this.#imported("checkpoint", checkpoint).key },
      }));
    }
    const drawn = { init, seed, trunk: { ...trunk } };
    return this.#once(["trunk"], () => ({
      ...prepare("trunk"),
      title: `prepare image trunk from ${init}`,
      config: init === "random" || init === "checkpoint" ? drawn : {
        ...drawn,
        ...training,
        ...{ imageSize, pictures: PICTURES[init].version },
        ...this.#engine,
      },
      inputs: {},
    }));
  }

  /** The frozen trunk's feature maps of a dataset's images. */
  features(name: string, cell: Cell): PlannedStage {
    const { imageSize, trunk } = this.spec.model;
    const { key } = this.trunk(cell);
    const own = this.#checkpoint(cell.variant) === undefined
      ? ""
      : ` from the checkpoint of ${cell.variant}`;
    return this.#once(["features", name, key], () => ({
      ...prepare("features"),
      title: `prepare image features of ${name}${own}`,
      config: { imageSize, trunk: { ...trunk }, ...this.#engine },
      inputs: { dataset: this.dataset(name).key, trunk: key },
    }));
  }

  /** What fine-tuning starts from, trained or imported; undefined for `scratch`, which has none. */
  pretrain(cell: Cell): PlannedStage | undefined {
    const { variant, transfer, seed } = cell;
    if (variant === "scratch") return undefined;
    const checkpoint = this.#checkpoint(variant);
    if (checkpoint !== undefined) return this.#imported("checkpoint", checkpoint);
    const { mixed, maskRate, wordWeights, accumulate, ...pretrain } = this.spec.pretrain;
    const { mlm, itm } = pretrain;
    const name = transfer.pretrain;
    return this.#once(["pretrain", variant, name, seed], () => ({
      kind: "pretrain",
      step: "pretrain",
      version: STAGE_VERSIONS.pretrain.pretrain,
      title: `pretrain ${variant} on ${name}, seed ${seed}`,
      config: {
        ...this.#shared([
          "batchNorm",
          "randomCrop",
          ...itm ? ["labelMatch"] as const : [],
          ...mlm && itm ? ["mismatchedWords"] as const : [],
          ...seesPads(variant) ? ["padAttention"] as const : [],
        ]),
        ...pretrain,
        ...inParts(accumulate),
        ...mlm ? { maskRate, ...wordWeights && { wordWeights } } : {},
        ...variant === "mixed" ? { mixed } : {},
        variant,
        seed,
      },
      inputs: {
        ...this.#reading(name, cell, this.#keeps("batchNorm") || this.#keeps("randomCrop")),
        ...this.#init(),
      },
    }));
  }

  /** @param pretrain What {@link pretrain} gave for the cell. */
  finetune(cell: Cell, pretrain: PlannedStage | undefined): PlannedStage {
    const { task: name, transfer, seed } = cell;
    const config = this.spec.tasks[name]!;
    const { task, accumulate, ...fields } = config;
    const { trainingSwitches, testingFields } = taskPlan(config);
    const from = pretrain?.key ?? "";
    return this.#once(["finetune", name, transfer.pretrain, transfer.finetune, from, seed], () => ({
      kind: "finetune",
      step: task,
      version: STAGE_VERSIONS.finetune[task],
      title: `finetune ${name} on ${transfer.finetune} ${this.#origin(cell)}, seed ${seed}`,
      config: {
        ...this.#shared(["batchNorm", ...trainingSwitches]),
        ...inParts(accumulate),
        ...omit(fields, testingFields),
        seed,
      },
      inputs: {
        ...this.#reading(transfer.finetune, cell, this.#trunkMoves(config)),
        ...pretrain ? { pretrain: pretrain.key } : this.#init(),
      },
    }));
  }

  /** @param finetune Key of the cell's fine-tuning. */
  evaluate(cell: Cell, finetune: string): PlannedStage {
    const { task: name, transfer, seed } = cell;
    const config = this.spec.tasks[name]!;
    const { evaluationSwitches, evaluationFields } = taskPlan(config);
    return this.#once(["evaluate", name, transfer.pretrain, transfer.test, finetune], () => ({
      kind: "evaluate",
      step: config.task,
      version: STAGE_VERSIONS.evaluate[config.task],
      title: `evaluate ${name} on ${transfer.test}, finetuned on ${transfer.finetune} ` +
        `${this.#origin(cell)}, seed ${seed}`,
      config: { ...this.#shared(evaluationSwitches), ...pick(config, evaluationFields) },
      inputs: { ...this.#reading(transfer.test, cell, this.#trunkMoves(config)), finetune },
    }));
  }

  /** Weights that training starts from where nothing was pre-trained. */
  #init(): Record<string, string> {
    const { init } = this.spec;
    return init === undefined ? {} : { init: this.#imported("checkpoint", init).key };
  }

  /** The file that a variant's fine-tuning starts from, instead of a pre-training of ours. */
  #checkpoint(variant: Cell["variant"]): string | undefined {
    return variant === "scratch" ? undefined : this.spec.checkpoints?.[variant];
  }

  #imported(step: "checkpoint" | "vocabulary", file: string): PlannedStage {
    return this.#once([step, "file", file], () => ({
      ...prepare(step),
      title: `prepare ${step} ${basename(file)}`,
      config: { sha256: this.spec.files.get(file)! },
      inputs: {},
      file,
    }));
  }

  #origin({ variant, transfer }: Cell): string {
    if (variant === "scratch") return "from scratch";
    const imported = this.#checkpoint(variant) !== undefined;
    return `from ${variant} ${imported ? "of a checkpoint" : `on ${transfer.pretrain}`}`;
  }

  /** What every stage that runs the network depends on; of the protocol, the switches it reads. */
  #shared(names: readonly Switch[]): JsonObject {
    return {
      model: this.#model,
      protocol: Object.fromEntries(names.map((name) => [name, this.spec.protocol[name]])),
      ...this.#engine,
    };
  }

  #keeps(name: Switch): boolean {
    return keeps(this.spec.protocol, name);
  }

  /** Whether a fine-tuning changes the trunk: its weights, or its running statistics. */
  #trunkMoves(config: TaskConfig): boolean {
    const trained = taskPlan(config).trainingSwitches.includes("trainableTrunk");
    return trained && this.#keeps("trainableTrunk") || this.#keeps("batchNorm");
  }

  /**
   * Inputs of a stage that runs a cell's network on the dataset `name`: with the trunk in every
   * step (`live`), or with its features, which were kept.
   */
  #reading(name: string, cell: Cell, live: boolean): Record<string, string> {
    return {
      dataset: this.dataset(name).key,
      vocabulary: this.vocabulary(cell).key,
      ...live ? { trunk: this.trunk(cell).key } : { features: this.features(name, cell).key },
    };
  }

  /** The stages made so far, each after those it reads. */
  stages(): PlannedStage[] {
    return [...this.#byKey.values()];
  }

  #once(names: (string | number)[], make: () => Omit<PlannedStage, "key">): PlannedStage {
    const id = names.join(".");
    let stage = this.#made.get(id);
    if (stage === undefined) {
      const unnamed = make();
      const key = stageKey(unnamed);
      stage = this.#byKey.get(key) ?? { ...unnamed, key };
      this.#byKey.set(key, stage);
      this.#made.set(id, stage);
    }
    return stage;
  }
}

function prepare(step: keyof typeof STAGE_VERSIONS["prepare"]) {
  return { kind: "prepare", step, version: STAGE_VERSIONS.prepare[step] } as const;
}

/** A batch in one part is what it is without the field. */
function inParts(accumulate = 1): JsonObject {
  return accumulate === 1 ? {} : { accumulate };
}

function pick(config: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([name]) => names.includes(name)));
}

function omit(config: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !names.includes(name)));
}
