/** The event files of a run, and those of earlier ones. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { writeTensorboard } from "../../benchmarks/report_tensorboard.ts";
import type { Stage } from "../../benchmarks/stage.ts";
import { Store } from "../../benchmarks/store.ts";
import { withFolder } from "../e2e/command.ts";
import { namesIn, trainingsOf } from "../e2e/results_folder.ts";
import { toy } from "./toy_stages.ts";

const [BAR, BI] = ["bar on a, seed 1", "bi"].map((name) => toy(name, {}, { kind: "pretrain" }));
const STAGES = [BAR!, BI!];
/** Trains nothing, or has not run. */
const OTHERS = [toy("plain"), toy("missing", {}, { kind: "finetune" })];

async function train(store: Store, stage: Stage, loss: number): Promise<void> {
  await store.commit(stage, async (dir) => {
    await Deno.writeTextFile(join(dir, "log.jsonl"), `{"step":0,"epoch":0,"loss":${loss}}\n`);
  });
}

async function withTrainings(body: (store: Store, out: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const store = await Store.open(join(folder, "store"));
    await store.commit(OTHERS[0]!, (dir) => Deno.writeTextFile(join(dir, "value.txt"), ""));
    for (const [i, stage] of STAGES.entries()) await train(store, stage, i + 0.5);
    await body(store, join(folder, "out"));
  });
}

/** Losses by folder. */
async function losses(out: string): Promise<Record<string, unknown>> {
  const trainings = Object.entries(await trainingsOf(out));
  return Object.fromEntries(
    trainings.map(([name, events]) => [name, events.map((event) => event.scalars["train/loss"])]),
  );
}

Deno.test("writeTensorboard() writes a file per training, named by its title", () =>
  withTrainings(async (store, out) => {
    await writeTensorboard([...OTHERS, ...STAGES], store, join(out, "tensorboard"));
    assert.deepEqual(await losses(out), { "toy-bar-on-a-seed-1": [0.5], "toy-bi": [1.5] });
    const [file] = await namesIn(join(out, "tensorboard", "toy-bi"));
    const { started } = (await store.lookup(BI!))!.manifest.timings;
    const second = Math.floor(Temporal.Instant.from(started).epochMilliseconds / 1000);
    assert.equal(file, `events.out.tfevents.${second}.${BI!.key.slice(0, 12)}`);
  }));

Deno.test("writeTensorboard() leaves what is there, and removes what earlier runs left", () =>
  withTrainings(async (store, out) => {
    const folder = join(out, "tensorboard");
    await writeTensorboard(STAGES, store, folder);
    const [file] = await namesIn(join(folder, "toy-bi"));
    const path = join(folder, "toy-bi", file!);
    const before = await Deno.stat(path);
    await Deno.mkdir(join(folder, "mine"));
    await Deno.writeTextFile(join(folder, "notes.txt"), "");
    await Deno.writeTextFile(join(folder, "toy-bar-on-a-seed-1", "profile"), "");
    const old = join(folder, "toy-bi", `events.out.tfevents.1.${"ab".repeat(6)}`);
    await Deno.writeTextFile(old, "");

    await writeTensorboard([BI!], store, folder);
    const after = await Deno.stat(path);
    assert.deepEqual([after.ino, after.mtime], [before.ino, before.mtime]);
    assert.deepEqual(await namesIn(join(folder, "toy-bi")), [file]);
    assert.deepEqual(await namesIn(folder), ["mine", "notes.txt", "toy-bar-on-a-seed-1", "toy-bi"]);
    assert.deepEqual(await namesIn(join(folder, "toy-bar-on-a-seed-1")), ["profile"]);

    await writeTensorboard([], store, folder);
    assert.deepEqual(await namesIn(folder), ["mine", "notes.txt", "toy-bar-on-a-seed-1"]);
  }));
