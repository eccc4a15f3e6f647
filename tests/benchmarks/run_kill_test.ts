/** Main processes that die at any moment, or work side by side, leave a store that can be used. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { linesOf } from "../../benchmarks/executors/protocol.ts";
import { Store } from "../../benchmarks/store.ts";
import { GRAPH, VALUES } from "./run_driver.ts";

function startDriver(store: string, ...mode: ["step"?]): Deno.ChildProcess {
  const driver = new URL("run_driver.ts", import.meta.url).href;
  const permissions = ["--allow-read", `--allow-write=${store}`].concat(
    ["--allow-run=deno", "--allow-sys", "--allow-env"],
  );
  return new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...permissions, driver, store, ...mode as string[]],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
}

/** Runs a driver to its end. @returns The events it printed, and the run's status. */
async function finish(store: string): Promise<string[]> {
  const driver = startDriver(store);
  await driver.stdin.close();
  const events = await Array.fromAsync(linesOf(driver.stdout), (line) => JSON.parse(line));
  assert.equal((await driver.status).code, 0);
  return events;
}

/** Every artifact is there with the right bytes, and nothing else once all writers are gone. */
async function expectComplete(dir: string): Promise<void> {
  const store = await Store.open(dir, { onDamage: ({ reason }) => assert.fail(reason) });
  for (const [stage, value] of VALUES) {
    const artifact = await store.lookup(stage);
    assert.equal(new TextDecoder().decode(artifact!.read("value.txt")), value);
    assert.deepEqual(Object.keys(artifact!.manifest.files), ["value.txt"]);
  }
  const kind = join(dir, "prepare");
  for await (const { name } of Deno.readDir(kind)) {
    if (!name.endsWith(".lock")) continue;
    // Waits for a worker that has not yet seen the end of its main process.
    using lock = await Deno.open(join(kind, name), { write: true, create: true });
    await lock.lock(true);
  }
  await store.clean();
  const names = await Array.fromAsync(Deno.readDir(kind), ({ name }) => name);
  assert.deepEqual(names.sort(), GRAPH.stages.map(({ key }) => key).sort());
  assert.deepEqual(await Array.fromAsync(Deno.readDir(dir), ({ name }) => name), ["prepare"]);
}

async function withStore(body: (store: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("run() finishes after its process was killed at any event", () =>
  withStore(async (whole) => {
    const events = await finish(whole);
    assert.equal(events[0], "plan");
    assert.equal(events.at(-1), "done");
    await expectComplete(whole);
    for (let at = 0; at < events.length - 1; at += 3) {
      await withStore(async (store) => {
        const driver = startDriver(store, "step");
        const stdin = driver.stdin.getWriter();
        let seen = 0;
        for await (const _ of linesOf(driver.stdout)) {
          if (seen++ === at) driver.kill("SIGKILL");
          else await stdin.write(new Uint8Array(1));
        }
        assert.equal((await driver.status).signal, "SIGKILL");
        await stdin.close().catch(() => {});
        assert.equal((await finish(store)).at(-1), "done");
        await expectComplete(store);
      });
    }
  }));

Deno.test("run() finishes after its process was killed at any change of the store", () =>
  withStore(async (store) => {
    // One store, killed again and again until a driver gets through.
    for (let changes = 4;; changes += 4) {
      await Deno.mkdir(join(store, "prepare"), { recursive: true });
      using watcher = Deno.watchFs(store);
      const driver = startDriver(store);
      const output = Promise.all([driver.stdin.close(), driver.stdout.cancel()]);
      const ended = driver.status.then(() => watcher.close());
      let seen = 0;
      for await (const _ of watcher) if (++seen === changes) driver.kill("SIGKILL");
      await Promise.all([output, ended]);
      if ((await driver.status).success) break;
    }
    await finish(store);
    await expectComplete(store);
  }));

Deno.test("run() finishes in two processes on one store at once", () =>
  withStore(async (store) => {
    const both = await Promise.all([finish(store), finish(store)]);
    assert.deepEqual(both.map((events) => events.at(-1)), ["done", "done"]);
    await expectComplete(store);
  }));
