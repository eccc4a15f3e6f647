/**
 * What every store must keep: it never gives out bytes that the stage did not write.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { Stage } from "../../benchmarks/stage.ts";
import { type Damage, DamagedArtifactError, Store } from "../../benchmarks/store.ts";
import { toy } from "../benchmarks/toy_stages.ts";

const STAGES: readonly Stage[] = ["a", "b", "c"].map((name) => toy(name));
const FILES = ["one.bin", "two.bin"];

/** What a stage writes: enough bytes to be damaged anywhere, different in every file. */
function content(stage: Stage, file: string): Uint8Array {
  return new TextEncoder().encode(`${stage.key} ${file}`);
}

async function write(stage: Stage, dir: string): Promise<void> {
  for (const file of FILES) await Deno.writeFile(join(dir, file), content(stage, file));
}

/** What happens to a store; the numbers choose a stage, a file and a byte. */
interface Action {
  does: "commit" | "race" | "read" | "verify" | "leave" | "change" | "cut" | "grow" | "delete";
  stage: number;
  file: number;
  at: number;
}

const action: fc.Arbitrary<Action> = fc.record({
  does: fc.constantFrom(
    ...["commit", "race", "read", "verify", "leave", "change", "cut", "grow", "delete"] as const,
  ),
  stage: fc.nat(STAGES.length - 1),
  file: fc.nat(FILES.length),
  at: fc.nat(1 << 20),
});

/** Runs the suite on fresh stores in directories of their own. */
export function testStore(name: string): void {
  Deno.test(`${name} never gives out wrong bytes, whatever happens to its files`, async () => {
    const run = async (actions: Action[]) => {
      const dir = await Deno.makeTempDir();
      try {
        await new Trial(join(dir, "store")).run(actions);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    };
    const actions = fc.array(action, { minLength: 1, maxLength: 25 });
    await fc.assert(fc.asyncProperty(actions, run), { numRuns: 60 });
  });
}

/** One store, and what is known of it. */
class Trial {
  readonly damages: Damage[] = [];
  /** Keys whose artifact was made and not touched since. */
  readonly intact = new Set<string>();

  constructor(readonly dir: string) {}

  async run(actions: readonly Action[]): Promise<void> {
    for (const action of actions) {
      // Every action meets the store as a process that has just started.
      const store = await Store.open(this.dir, { onDamage: (d) => this.damages.push(d) });
      await this.act(store, STAGES[action.stage]!, action);
    }
    const store = await Store.open(this.dir);
    await store.clean();
    for (const stage of STAGES) {
      await store.commit(stage, (dir) => write(stage, dir));
      await this.read(store, stage);
    }
    await this.expectNoLeftovers();
  }

  async act(store: Store, stage: Stage, { does, file, at }: Action): Promise<void> {
    const dir = join(this.dir, stage.kind, stage.key);
    const path = join(dir, [...FILES, "manifest.json"][file]!);
    if (does === "commit") {
      await store.commit(stage, (dir) => write(stage, dir));
      this.intact.add(stage.key);
    } else if (does === "race") {
      const other = await Store.open(this.dir);
      const before = this.damages.length;
      await Promise.all([
        store.commit(stage, (dir) => write(stage, dir)),
        other.commit(stage, (dir) => write(stage, dir)),
        other.clean(),
      ]);
      // Only here may the other writer have moved a damaged artifact first.
      const found = this.damages.splice(before);
      this.damages.push(...found.filter(({ movedTo }) => movedTo !== null));
      this.intact.add(stage.key);
    } else if (does === "read") {
      await this.read(store, stage);
    } else if (does === "verify") {
      const ok = await store.verify(stage);
      assert.equal(ok, this.intact.has(stage.key));
    } else if (does === "leave") {
      // What a writer leaves that lost its life after the first file.
      const left = join(this.dir, stage.kind, `.tmp-${crypto.randomUUID()}`);
      await Deno.mkdir(left, { recursive: true });
      await Deno.writeFile(join(left, FILES[0]!), content(stage, FILES[0]!));
      await Deno.writeFile(`${left}.lock`, new Uint8Array());
    } else if (await store.has(stage) && await exists(path)) {
      await damage(path, does, at);
      this.intact.delete(stage.key);
    }
  }

  /** Reads the artifact; it is right, or it is missing and that was to be expected. */
  async read(store: Store, stage: Stage): Promise<void> {
    const before = this.damages.length;
    const artifact = await store.lookup(stage);
    try {
      for (const file of FILES) {
        if (artifact === null) continue;
        assert.deepEqual([...artifact.read(file)], [...content(stage, file)]);
        assert.deepEqual(
          [...await Deno.readFile(artifact.path(file))],
          [...content(stage, file)],
        );
      }
      if (this.intact.has(stage.key)) assert.notEqual(artifact, null);
    } catch (error) {
      if (!(error instanceof DamagedArtifactError)) throw error;
      assert.equal(error.key, stage.key);
      assert.equal(this.damages.length, before + 1);
      assert.equal(await store.lookup(stage), null);
      assert.ok(!this.intact.has(stage.key));
    }
  }

  async expectNoLeftovers(): Promise<void> {
    const names = await Array.fromAsync(Deno.readDir(join(this.dir, "prepare")), (e) => e.name);
    assert.deepEqual(names.sort(), STAGES.map(({ key }) => key).sort());
    for (const { movedTo } of this.damages) assert.ok(await exists(movedTo!));
  }
}

async function damage(path: string, how: Action["does"], at: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  const place = at % bytes.length;
  if (how === "change") bytes[place]! ^= 1 + (at % 255);
  if (how === "delete") await Deno.remove(path);
  else if (how === "cut") await Deno.truncate(path, place);
  else if (how === "grow") await Deno.writeFile(path, new Uint8Array(1), { append: true });
  else await Deno.writeFile(path, bytes);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
