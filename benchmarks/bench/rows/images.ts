/**
 * Preparation of a dataset from files: decoded, turned grey, resized, written.
 *
 * @module
 */
import { join } from "node:path";
import sharp from "sharp";
import { phantomConfigSchema, phantomKind } from "../../../datasets/phantom/mod.ts";
import { writePrepared } from "../../../datasets/prepared.ts";
import { datasetConfigSchema, openDataset } from "../../../datasets/registry.ts";
import type { Row } from "../row.ts";

/** Sides of the images; of each there are as many JPEG as PNG files. */
const FROM = [1024, 2048];
const EACH = 4;
/** Of the JPEG files, as of MIMIC-CXR-JPG's. */
const QUALITY = 95;
const TO = 512;
const COUNT = 2 * EACH * FROM.length;

export const images: Row = {
  name: "prepare-images",
  unit: "ms/image",
  what: `grey JPEG and PNG of ${FROM.join("² and ")}² to ${TO}²: decoded, resized, written; the ` +
    "peer: PIL and torchvision's Grayscale(3), Resize, ToTensor and Normalize, kept in memory",
  count: COUNT,
  async open() {
    const folder = await Deno.makeTempDir({ prefix: "medvill-bench-" });
    const files = await writeFiles(folder);
    const table = ["file", ...files].join("\n");
    await Deno.writeTextFile(join(folder, "images.csv"), table);
    const dataset = await openDataset(datasetConfigSchema.parse({
      ...{ kind: "table", root: folder, file: "images.csv", columns: { image: "file" } },
    }));
    return {
      run: async () => void await writePrepared(dataset, folder, TO, () => {}),
      close: () => Deno.remove(folder, { recursive: true }),
      peer: { open: "images", files: files.map((file) => join(folder, file)), size: TO },
    };
  },
};

/** Phantoms of every size and format. @returns Their names. */
async function writeFiles(folder: string): Promise<string[]> {
  const config = phantomConfigSchema.parse({ kind: "phantom", site: "a", patients: EACH });
  const phantoms = await phantomKind.open(config);
  const files: string[] = [];
  for (const size of FROM) {
    for (let i = 0; i < EACH; i++) {
      const pixels = await phantoms.image(i, size);
      const image = sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
        .toColourspace("b-w");
      const [jpeg, png] = [`${size}-${i}.jpg`, `${size}-${i}.png`];
      await image.clone().jpeg({ quality: QUALITY }).toFile(join(folder, jpeg));
      await image.png().toFile(join(folder, png));
      files.push(jpeg, png);
    }
  }
  return files;
}
