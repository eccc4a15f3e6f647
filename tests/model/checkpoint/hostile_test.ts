import assert from "node:assert/strict";
import { importCheckpoint } from "../../../model/checkpoint/import.ts";
import { withFolder, zipBytes } from "./forge.ts";
import { takeIn } from "./hostile_probe.ts";
import { type Hostile, SOUND_ENTRIES } from "./hostile.ts";
import { HOSTILE_CONTAINERS, HOSTILE_SAFETENSORS } from "./hostile_containers.ts";
import { HOSTILE_PICKLES } from "./hostile_pickles.ts";
import { HOSTILE_TENSORS } from "./hostile_tensors.ts";

const TORCH = [...HOSTILE_CONTAINERS, ...HOSTILE_PICKLES, ...HOSTILE_TENSORS];
/** Resident bytes that the probe may reach: the objects of the largest pickle take most. */
const MAX_MEMORY = 450_000_000;

function refused([title, bytes, reason]: Hostile, prefix: string): void {
  Deno.test(`importCheckpoint() refuses ${title}`, () => {
    withFolder((folder) => {
      const [path, out] = [`${folder}/in.bin`, `${folder}/out.safetensors`];
      Deno.writeFileSync(path, bytes());
      assert.throws(() => takeIn(path, out), ({ name, message }: Error) => {
        const suffix = ` in ${path}`;
        assert.equal(name, "SyntaxError");
        assert(message.startsWith(prefix) && message.endsWith(suffix), message);
        const seen = message.slice(prefix.length, -suffix.length);
        if (typeof reason === "string") assert.equal(seen, reason);
        else assert.match(seen, reason);
        return true;
      });
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["in.bin"]);
    });
  });
}

for (const hostile of TORCH) refused(hostile, "Cannot read checkpoint: ");
for (const hostile of HOSTILE_SAFETENSORS) refused(hostile, "Cannot read safetensors: ");

Deno.test("the file that the hostile ones are made from is sound", () => {
  withFolder((folder) => {
    Deno.writeFileSync(`${folder}/in.bin`, zipBytes(SOUND_ENTRIES));
    assert.throws(() => importCheckpoint(`${folder}/in.bin`, `${folder}/out.safetensors`), {
      name: "RangeError",
      message: `Cannot import ${folder}/in.bin: its names are of no known model (w)`,
    });
  });
});

Deno.test("importCheckpoint() of every hostile file takes bounded memory", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const all = [...TORCH, ...HOSTILE_SAFETENSORS];
    all.forEach(([, bytes], index) => Deno.writeFileSync(`${folder}/${index}`, bytes()));
    const probe = new URL("hostile_probe.ts", import.meta.url).pathname;
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-read", `--allow-write=${folder}`, "--allow-env", probe, folder],
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const { refused, memory } = JSON.parse(new TextDecoder().decode(stdout));
    assert.equal(refused, all.length);
    assert(memory < MAX_MEMORY, `it took ${memory} bytes`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
