/**
 * `tensorboard/`: an event file for every stage of a run that trained.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { trainingEvents } from "../results/tensorboard/training_events.ts";
import type { PlannedStage } from "./plan.ts";
import type { Store } from "./store.ts";
import { namesIfThere } from "./store_files.ts";

/** Names of files that runs write: when the stage began, and its key. */
const EVENT_FILE = /^events\.out\.tfevents\.\d+\.[0-9a-f]{12}$/;

/** Name of a file that is being written. */
const UNFINISHED = ".unfinished";

/** Writes the event files of a run into a folder, and removes those of other stages. */
export async function writeTensorboard(
  stages: readonly PlannedStage[],
  store: Store,
  folder: string,
): Promise<void> {
  const names = new Set<string>();
  for (const stage of stages) {
    if (stage.kind === "evaluate") continue;
    const artifact = await store.lookup(stage);
    if (artifact === null || !("log.jsonl" in artifact.manifest.files)) continue;
    const { started } = artifact.manifest.timings;
    const second = Math.floor(Date.parse(started) / 1000);
    const name = folderName(stage.title);
    const file = `events.out.tfevents.${second}.${stage.key.slice(0, 12)}`;
    names.add(join(name, file));
    // An artifact never changes, and its file is there as a whole or not at all.
    if (existsSync(join(folder, name, file))) continue;
    const events = trainingEvents({
      log: new TextDecoder().decode(artifact.read("log.jsonl")),
      throughput: artifact.undigested(),
      started,
    });
    await Deno.mkdir(join(folder, name), { recursive: true });
    const unfinished = join(folder, name, UNFINISHED);
    await Deno.writeFile(unfinished, events);
    await Deno.rename(unfinished, join(folder, name, file));
  }
  if (existsSync(folder)) await removeOthers(folder, names);
}

/** A stage's title as the name of a folder, which TensorBoard shows as the name of a run. */
function folderName(title: string): string {
  return title.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
}

/** Removes the event files of earlier runs, and folders in which nothing else is. */
async function removeOthers(folder: string, names: ReadonlySet<string>): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    const files = await namesIfThere(join(folder, name));
    const old = files.filter((file) => EVENT_FILE.test(file) && !names.has(join(name, file)));
    for (const file of old) await Deno.remove(join(folder, name, file));
    if (old.length === files.length && old.length > 0) await Deno.remove(join(folder, name));
  }
}
