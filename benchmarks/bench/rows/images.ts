/**
 * Preparation of a dataset from files: decoded, resized, written.
 *
 * @module
 */
import { exportPhantom } from "../../../datasets/export/mod.ts";
import { phantomConfigSchema } from "../../../datasets/phantom/mod.ts";
import { writePrepared } from "../../../datasets/prepared.ts";
import { datasetConfigSchema, openDataset } from "../../../datasets/registry.ts";
import type { Row } from "../row.ts";

const PATIENTS = 16;
const FROM = 1024;
const TO = 512;

export const images: Row = {
  name: "prepare-images",
  unit: "ms/image",
  what: `dataset preparation: files of ${FROM}² decoded, resized to ${TO}² and written`,
  count: PATIENTS,
  async open() {
    const folder = await Deno.makeTempDir({ prefix: "medvill-bench-" });
    const root = `${folder}/files`;
    const phantom = phantomConfigSchema.parse({ kind: "phantom", site: "a", patients: PATIENTS });
    await exportPhantom(phantom, "jsonl", { folder: root, size: FROM });
    const dataset = await openDataset(datasetConfigSchema.parse({ kind: "jsonl", root }));
    return {
      run: async () => void await writePrepared(dataset, folder, TO, () => {}),
      close: () => Deno.remove(folder, { recursive: true }),
    };
  },
};
