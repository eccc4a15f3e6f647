/** What a run leaves in its `--out` folder and in its store, for comparisons. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { KINDS, Store } from "../../benchmarks/store.ts";
import { namesIfThere, openIfThere } from "../../benchmarks/store_files.ts";
import { type ReadEvent, readEvents } from "../results/tensorboard/event_reader.ts";
import { canonicalResults, parseResults, type Results } from "../../results/results.ts";

/** Everything in the folder that must come out the same again: name → text. */
export type Comparable = Record<string, string>;

/** `results.json`, checked by its schema. */
export async function resultsOf(out: string): Promise<Results> {
  return parseResults(await Deno.readTextFile(join(out, "results.json")));
}

/** The results without times and host, the predictions and the tables. */
export async function comparable(out: string): Promise<Comparable> {
  const files: Comparable = { "results.json": canonicalResults(await resultsOf(out)) };
  for (const name of ["index.html", "tables.md", "tables.tex", "tables.csv", "tables.html"]) {
    files[name] = await Deno.readTextFile(join(out, name));
  }
  const folders = (await namesIn(out)).filter((name) => !TIMED.includes(name))
    .filter((name) => !OUT_FILES.includes(name));
  assert.deepEqual(folders.filter((name) => name !== "qualitative"), ["figures", "predictions"]);
  for (const folder of folders) {
    for (const name of await namesIn(join(out, folder))) {
      files[name] = await Deno.readTextFile(join(out, folder, name));
    }
  }
  return files;
}

/** What holds times. */
const TIMED = ["tensorboard"];

const OUT_FILES = [
  "index.html",
  "results.json",
  "tables.csv",
  "tables.html",
  "tables.md",
  "tables.tex",
];

/** The names in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

/** The events of every training that a run shows in TensorBoard, by the folder of its file. */
export async function trainingsOf(out: string): Promise<Record<string, ReadEvent[]>> {
  const trainings: Record<string, ReadEvent[]> = {};
  for (const name of await namesIn(join(out, "tensorboard"))) {
    const [file, ...others] = await namesIn(join(out, "tensorboard", name));
    assert.deepEqual(others, []);
    const [version, ...events] = readEvents(
      await Deno.readFile(join(out, "tensorboard", name, file!)),
    );
    assert.equal(version!.version, "brain.Event:2");
    trainings[name] = events;
  }
  return trainings;
}

/** Digests of the files of every artifact, by kind and key; each artifact is read and checked. */
export async function artifactsOf(dir: string): Promise<Record<string, unknown>> {
  const store = await Store.open(dir, { onDamage: ({ reason }) => assert.fail(reason) });
  const artifacts: Record<string, unknown> = {};
  for (const kind of KINDS) {
    for await (const manifest of store.manifests(kind)) {
      assert.equal(await store.verify(manifest), true);
      artifacts[`${kind}/${manifest.key}`] = manifest.files;
    }
  }
  return artifacts;
}

/** Waits until no process writes to a store any more, however the writers ended. */
export async function waitForWriters(store: string): Promise<void> {
  for (const kind of KINDS) {
    for (const name of await namesIfThere(join(store, kind))) {
      if (!name.endsWith(".lock")) continue;
      using lock = await openIfThere(join(store, kind, name));
      await lock?.lock(true);
    }
  }
}
