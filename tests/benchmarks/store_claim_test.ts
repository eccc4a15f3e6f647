/** One process makes an artifact, the others wait for it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LocalExecutor } from "../../benchmarks/executors/local.ts";
import { Store } from "../../benchmarks/store.ts";
import { withFolder } from "../e2e/command.ts";
import { namesIn } from "../e2e/results_folder.ts";
import { toy } from "./toy_stages.ts";

const STAGE = toy("a");
const TOYS = new URL("toy_stages.ts", import.meta.url).href;
const NEVER = new AbortController().signal;

/** Claims that have to wait are wrong. */
const FREE = { signal: NEVER, onWait: () => assert.fail("the claim is taken") };

Deno.test("claim() waits until another one is given up, and leaves nothing", () =>
  withFolder(async (dir) => {
    const store = await Store.open(dir);
    const first = await store.claim(STAGE, FREE);
    await using _other = await store.claim(toy("b"), FREE);
    const waits = Promise.withResolvers<void>();
    let waited = 0;
    const second = store.claim(STAGE, {
      signal: NEVER,
      onWait() {
        waited++;
        waits.resolve();
      },
    });
    await waits.promise;
    await store.clean(); // takes no claim away
    await first[Symbol.asyncDispose]();
    await (await second)[Symbol.asyncDispose]();
    assert.equal(waited, 1);
    assert.deepEqual(await namesIn(join(dir, "prepare")), [`.tmp-${toy("b").key}.lock`]);
    assert.deepEqual(await store.keys("prepare"), []);
  }));

Deno.test("claim() stops waiting when it is told to", () =>
  withFolder(async (dir) => {
    const store = await Store.open(dir);
    await using _held = await store.claim(STAGE, FREE);
    const stop = new AbortController();
    const reason = new Error("stop");
    const waiting = store.claim(STAGE, { signal: stop.signal, onWait: () => stop.abort(reason) });
    await assert.rejects(waiting, reason);
  }));

Deno.test("claim() takes over from a dead process", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(join(dir, "prepare"));
    await Deno.writeTextFile(join(dir, "prepare", `.tmp-${STAGE.key}.lock`), "");
    const store = await Store.open(dir);
    await (await store.claim(STAGE, FREE))[Symbol.asyncDispose]();
    assert.deepEqual(await namesIn(join(dir, "prepare")), []);
  }));

for (const made of [true, false]) {
  const what = made ? "takes what another process made" : "makes what another process gave up";
  Deno.test(`a worker ${what}`, () =>
    withFolder(async (dir) => {
      const store = await Store.open(dir);
      const stage = toy("a", {}, { does: made ? "throw" : null }); // fails if it is run after all
      const held = await store.claim(stage, FREE);
      const executor = new LocalExecutor({ store: dir, stages: TOYS });
      const waits = Promise.withResolvers<string>();
      const running = executor.run({ stage, inputs: {}, threads: 1 }, {
        onProgress: () => {},
        onLog: waits.resolve,
        onDamage: () => {},
        signal: NEVER,
      });
      assert.equal(await waits.promise, "another process is making it, waiting for that");
      if (made) {
        await store.commit(stage, (output) => Deno.writeTextFile(join(output, "value.txt"), "A"));
      }
      await held[Symbol.asyncDispose]();
      await running;
      await executor.close();
      const artifact = await store.lookup(stage);
      assert.equal(new TextDecoder().decode(artifact!.read("value.txt")), made ? "A" : "a()");
      assert.deepEqual(await namesIn(join(dir, "prepare")), [stage.key]);
    }));
}
