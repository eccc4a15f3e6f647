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

/** Writes the event files of a run into a folder, and removes those of other stages. */
export async function writeTensorboard(
  stages: readonly PlannedStage[],
  store: Store,
  folder: string,
): Promise<void> {
  const names = new Set<string>();
  for (const stage of stages) {
    const artifact = await store.lookup(stage);
    if (artifact === null || !("log.jsonl" in artifact.manifest.files)) continue;
    const { started } = artifact.manifest.timings;
    const events = trainingEvents({
      log: new TextDecoder().decode(artifact.read("log.jsonl")),
      throughput: artifact.undigested(),
      started,
    });
    const name = folderName(stage.title);
    const second = Math.floor(Date.parse(started) / 1000);
    const file = `events.out.tfevents.${second}.${stage.key.slice(0, 12)}`;
    await Deno.mkdir(join(folder, name), { recursive: true });
    await Deno.writeFile(join(folder, name, file), events);
    names.add(join(name, file));
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
