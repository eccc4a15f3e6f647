/**
 * The zip format of PyTorch 1.6 and later: `<root>/data.pkl`, and one entry per storage.
 *
 * @module
 */
import { MAX_PICKLE, unpickle } from "./pickle.ts";
import type { RandomAccess } from "./random_access.ts";
import { dtypeSize } from "./safetensors_dtypes.ts";
import type { TorchContainer } from "./torch.ts";
import { torchClass } from "./torch_classes.ts";
import { clipped, listed, refuse } from "./torch_error.ts";
import { Storages } from "./torch_refs.ts";
import { readZipDirectory } from "./zip_directory.ts";
import { readZipEntry } from "./zip_read.ts";

const PICKLE = "/data.pkl";

/** Reads the pickle; storages are read when they are asked for. */
export function openZip(file: RandomAccess): TorchContainer {
  const entries = readZipDirectory(file);
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const root = pickles[0]?.slice(0, -PICKLE.length);
  if (root === undefined || pickles.length > 1) {
    refuse(`it is a zip file of ${listed([...entries.keys()])}, not of one <name>${PICKLE}`);
  }
  if (entries.has(`${root}/constants.pkl`)) {
    refuse("it is a compiled TorchScript model (save its state dict instead)");
  }
  const order = entries.get(`${root}/byteorder`);
  if (order !== undefined && new TextDecoder().decode(readZipEntry(file, order)) !== "little") {
    refuse("its values are big-endian");
  }
  const pickle = entries.get(root + PICKLE)!;
  if (pickle.size > MAX_PICKLE) {
    refuse(`its pickle has ${pickle.size} bytes, at most ${MAX_PICKLE} are read`);
  }
  const { persistent, byKey } = new Storages();
  const { value } = unpickle(readZipEntry(file, pickle), { find: torchClass, persistent });
  const entryOf = (key: string) =>
    entries.get(`${root}/data/${key}`) ?? refuse(`storage ${clipped(key)} is not in it`);
  for (const { key, dtype, count } of byKey.values()) {
    const { size } = entryOf(key);
    if (size !== count * dtypeSize(dtype)) {
      refuse(`storage ${clipped(key)} of ${count} ${dtype} values has ${size} bytes`);
    }
  }
  return { value, storage: ({ key }) => readZipEntry(file, entryOf(key)) };
}
