import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Damage, DamagedArtifactError, Store } from "../../benchmarks/store.ts";
import { parseManifest } from "../../benchmarks/store_manifest.ts";
import { gitRevision, provenance } from "../../benchmarks/store_provenance.ts";
import { createTemporary, removeLeftovers } from "../../benchmarks/store_temporary.ts";
import { testStore } from "../conformance/store_conformance.ts";
import { toy } from "./toy_stages.ts";

testStore("Store");

const STAGE = toy("a");
const SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

async function withDir(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function abc(dir: string): Promise<void> {
  await Deno.writeTextFile(join(dir, "abc.txt"), "abc");
}

async function names(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).sort();
}

Deno.test("Store.open() writes nothing, and a missing store is empty", () =>
  withDir(async (dir) => {
    const store = await Store.open(join(dir, "store"));
    assert.equal(await store.has(STAGE), false);
    assert.equal(await store.lookup(STAGE), null);
    assert.equal(await store.verify(STAGE), false);
    assert.deepEqual(await Array.fromAsync(store.manifests("prepare")), []);
    await store.clean();
    assert.deepEqual(await names(dir), []);
  }));

Deno.test("Store.open() refuses a file", () =>
  withDir(async (dir) => {
    const path = join(dir, "store");
    await Deno.writeTextFile(path, "");
    await assert.rejects(Store.open(path), {
      message: `Cannot open the store ${path}: it is not a directory, choose another --store`,
    });
  }));

Deno.test("commit() leaves the files and a complete manifest", () =>
  withDir(async (dir) => {
    const store = await Store.open(dir, {
      provenance: {
        versions: { deno: "2" },
        git: { revision: "f00", dirty: true },
        host: { name: "h" },
      },
    });
    const artifact = await store.commit(STAGE, async (dir) => {
      await abc(dir);
      return { engine: "js cpu", versions: { tfjs: "4" } };
    });
    assert.equal(artifact.dir, join(dir, "prepare", STAGE.key));
    assert.deepEqual(await names(artifact.dir), ["abc.txt", "manifest.json"]);
    const { timings, ...manifest } = artifact.manifest;
    assert.deepEqual(manifest, {
      schema: 1,
      ...STAGE,
      files: { "abc.txt": { bytes: 3, sha256: SHA_OF_ABC } },
      engine: "js cpu",
      versions: { deno: "2", tfjs: "4" },
      git: { revision: "f00", dirty: true },
      host: { name: "h" },
    });
    assert.ok(timings.seconds >= 0);
    assert.equal(Temporal.Instant.from(timings.started).toString(), timings.started);
    assert.deepEqual(await names(join(dir, "prepare")), [STAGE.key]);
    assert.deepEqual((await Array.fromAsync(store.manifests("prepare")))[0], artifact.manifest);
  }));

Deno.test("commit() keeps throughput.jsonl without a digest, and nothing depends on it", () =>
  withDir(async (dir) => {
    const store = await Store.open(dir, { onDamage: ({ reason }) => assert.fail(reason) });
    const { dir: folder } = await store.commit(STAGE, async (dir) => {
      await abc(dir);
      await Deno.writeTextFile(join(dir, "throughput.jsonl"), "fast\n");
    });
    const path = join(folder, "throughput.jsonl");
    const found = async () => {
      assert.equal(await store.verify(STAGE), true);
      const artifact = await store.lookup(STAGE);
      assert.deepEqual(Object.keys(artifact!.manifest.files), ["abc.txt"]);
      return artifact!.undigested();
    };
    assert.equal(await found(), "fast\n");
    await Deno.writeTextFile(path, "slow\n");
    assert.equal(await found(), "slow\n");
    await Deno.remove(path);
    assert.equal(await found(), undefined);
  }));

Deno.test("commit() adds nothing when the stage fails", () =>
  withDir(async (dir) => {
    const store = await Store.open(dir);
    const failure = new Error("no");
    const failing = store.commit(STAGE, async (dir) => {
      await abc(dir);
      throw failure;
    });
    await assert.rejects(failing, failure);
    assert.deepEqual(await names(join(dir, "prepare")), []);
  }));

for (const name of ["folder", "link", "manifest.json"]) {
  Deno.test(`commit() refuses a stage that leaves a ${name}`, () =>
    withDir(async (dir) => {
      const store = await Store.open(dir);
      const committing = store.commit(STAGE, async (dir) => {
        const path = join(dir, name);
        if (name === "folder") await Deno.mkdir(path);
        else if (name === "link") await Deno.symlink("/dev/null", path);
        else await Deno.writeTextFile(path, "{}");
      });
      await assert.rejects(committing, {
        message: `Cannot keep "${name}" of toy a: stages leave plain files only`,
      });
      assert.deepEqual(await names(join(dir, "prepare")), []);
    }));
}

Deno.test("commit() keeps the artifact that was there first", () =>
  withDir(async (dir) => {
    const [one, two] = [await Store.open(dir), await Store.open(dir)];
    const first = await one.commit(STAGE, async (dir) => {
      await abc(dir);
      // Another process commits the same stage while this one still writes.
      await two.commit(STAGE, async (dir) => {
        await Deno.writeTextFile(join(dir, "abc.txt"), "ABC");
      });
    });
    assert.equal(new TextDecoder().decode(first.read("abc.txt")), "ABC");
    assert.deepEqual(await names(join(dir, "prepare")), [STAGE.key]);
  }));

Deno.test({
  name: "commit() says that it may not write",
  permissions: { read: true, write: false },
  async fn() {
    const store = await Store.open("/nowhere/store");
    await assert.rejects(store.commit(STAGE, abc), {
      message:
        "Cannot write to the store /nowhere/store: it is read-only, change its permissions " +
        "or choose another --store",
    });
  },
});

Deno.test("commit() says that the disk is full", () =>
  withDir(async (dir) => {
    const store = await Store.open(dir);
    // What Deno throws when a write meets a full disk.
    const full = Object.assign(new Error("No space left on device (os error 28)"), {
      code: "ENOSPC",
    });
    const committing = store.commit(STAGE, () => Promise.reject(full));
    await assert.rejects(committing, {
      message: `Cannot write to the store ${dir}: the disk is full, free some space ` +
        "or choose another --store",
    });
    assert.deepEqual(await names(join(dir, "prepare")), []);
  }));

const DAMAGES: [string, (dir: string) => Promise<void>, string][] = [
  [
    "a changed byte",
    (dir) => Deno.writeTextFile(join(dir, "abc.txt"), "abd"),
    "abc.txt was changed",
  ],
  ["a cut file", (dir) => Deno.truncate(join(dir, "abc.txt"), 2), "abc.txt has 2 of 3 bytes"],
  ["a missing file", (dir) => Deno.remove(join(dir, "abc.txt")), "abc.txt is missing"],
  [
    "a missing manifest",
    (dir) => Deno.remove(join(dir, "manifest.json")),
    "manifest.json is missing",
  ],
  [
    "a manifest that is not JSON",
    (dir) => Deno.truncate(join(dir, "manifest.json"), 10),
    "manifest.json is not JSON",
  ],
  [
    "a manifest that is null",
    (dir) => Deno.writeTextFile(join(dir, "manifest.json"), "null"),
    "manifest.json was changed",
  ],
  [
    "a changed manifest",
    async (dir) => {
      const text = await Deno.readTextFile(join(dir, "manifest.json"));
      await Deno.writeTextFile(join(dir, "manifest.json"), text.replace("toy a", "toy b"));
    },
    "manifest.json was changed",
  ],
];
for (const [what, damage, reason] of DAMAGES) {
  Deno.test(`verify() sets an artifact with ${what} aside`, () =>
    withDir(async (dir) => {
      const damages: Damage[] = [];
      const store = await Store.open(dir, { onDamage: (d) => damages.push(d) });
      const artifact = await store.commit(STAGE, abc);
      assert.equal(await store.verify(STAGE), true);
      await damage(artifact.dir);
      assert.equal(await store.verify(STAGE), false);
      const { movedTo, ...rest } = damages[0]!;
      assert.deepEqual(rest, { kind: "prepare", key: STAGE.key, reason });
      assert.ok(movedTo!.startsWith(join(dir, ".quarantine", `prepare-${STAGE.key}-`)));
      assert.ok((await Deno.stat(movedTo!)).isDirectory);
      assert.equal(await store.has(STAGE), false);
      await store.commit(STAGE, abc);
      assert.equal(await store.verify(STAGE), true);
      assert.equal(damages.length, 1);
    }));
}

Deno.test("read() and path() refuse a file that changed after lookup()", () =>
  withDir(async (dir) => {
    for (const method of ["read", "path"] as const) {
      const store = await Store.open(dir);
      const artifact = await store.commit(STAGE, abc);
      await Deno.writeTextFile(join(artifact.dir, "abc.txt"), "abd");
      assert.throws(() => artifact[method]("abc.txt"), (error) => {
        assert.ok(error instanceof DamagedArtifactError);
        assert.equal(
          error.message,
          `Cannot use the artifact of toy a (${STAGE.key}): abc.txt was changed, ` +
            "run again to recompute it",
        );
        return true;
      });
      assert.equal(await store.has(STAGE), false);
    }
  }));

Deno.test("read() names the files there are", () =>
  withDir(async (dir) => {
    const artifact = await (await Store.open(dir)).commit(STAGE, abc);
    assert.throws(
      () => artifact.read("../abc.txt"),
      new RangeError('Cannot read "../abc.txt" of toy a: it left abc.txt'),
    );
    assert.throws(() => artifact.path("toString"), RangeError);
  }));

Deno.test("lookup() sets nothing aside that took the place of a damaged artifact", () =>
  withDir(async (dir) => {
    const damages: Damage[] = [];
    const store = await Store.open(dir, { onDamage: (d) => damages.push(d) });
    const old = await store.commit(STAGE, abc);
    await Deno.writeTextFile(join(old.dir, "abc.txt"), "abd");
    // Another process finds the damage first and puts the artifact right.
    await Deno.rename(old.dir, join(dir, "elsewhere"));
    await store.commit(STAGE, abc);
    await Deno.remove(join(old.dir, "abc.txt"));
    assert.throws(() => old.read("abc.txt"), DamagedArtifactError);
    assert.equal(damages[0]!.movedTo, null);
    assert.deepEqual(await names(old.dir), ["manifest.json"]);
  }));

Deno.test("parseManifest() refuses a manifest under another key and of another schema", () =>
  withDir(async (dir) => {
    const artifact = await (await Store.open(dir)).commit(STAGE, abc);
    const text = await Deno.readTextFile(join(artifact.dir, "manifest.json"));
    assert.deepEqual(parseManifest(text, STAGE.key), artifact.manifest);
    assert.throws(
      () => parseManifest(text, toy("b").key),
      new SyntaxError(`manifest.json belongs to the key ${STAGE.key}`),
    );
    const other = { schema: 2 };
    const digest = createHash("sha256").update('{"schema":2}').digest("hex");
    assert.throws(
      () => parseManifest(JSON.stringify({ ...other, digest }), STAGE.key),
      new SyntaxError("manifest.json has schema 2, expected 1"),
    );
  }));

Deno.test("clean() leaves a writer of this process alone", () =>
  withDir(async (dir) => {
    const store = await Store.open(dir);
    const artifact = await store.commit(STAGE, async (output) => {
      await abc(output);
      await (await Store.open(dir)).clean();
      assert.deepEqual(await names(output), ["abc.txt"]);
    });
    assert.equal(await store.verify(artifact.manifest), true);
  }));

Deno.test("clean() removes what a writer left once its process is dead, not before", () =>
  withDir(async (dir) => {
    const store = await Store.open(dir);
    await Deno.mkdir(join(dir, "prepare"));
    const module = new URL("../../benchmarks/store_temporary.ts", import.meta.url).href;
    const code = `const { createTemporary } = await import(${JSON.stringify(module)});
      const { path } = await createTemporary(${JSON.stringify(join(dir, "prepare"))});
      await Deno.writeTextFile(path + "/part", "half");
      console.log(path);
      await Deno.stdin.read(new Uint8Array(1));`;
    const writer = new Deno.Command("deno", {
      args: ["eval", "--no-config", code],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const output = writer.stdout.getReader();
    const path = new TextDecoder().decode((await output.read()).value).trim();
    await store.clean();
    assert.deepEqual(await names(path), ["part"]);
    writer.kill("SIGKILL");
    assert.equal((await writer.status).signal, "SIGKILL");
    await output.cancel();
    await writer.stdin.close().catch(() => {});
    await store.clean();
    assert.deepEqual(await names(join(dir, "prepare")), []);
  }));

Deno.test("createTemporary() gives every caller a directory of its own while others clean", () =>
  withDir(async (dir) => {
    const made = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const [temporary] = await Promise.all([createTemporary(dir), removeLeftovers(dir)]);
        return temporary;
      }),
    );
    await removeLeftovers(dir);
    const alive = (await names(dir)).filter((name) => !name.endsWith(".lock"));
    assert.equal(alive.length, 20);
    for (const temporary of made) await temporary[Symbol.asyncDispose]();
    assert.deepEqual(await names(dir), []);
  }));

Deno.test("gitRevision() follows a branch, loose or packed, and a detached head", () =>
  withDir(async (dir) => {
    const git = new URL(`file://${dir}/`);
    assert.equal(await gitRevision(git), null);
    await Deno.writeTextFile(join(dir, "HEAD"), "ref: refs/heads/main\n");
    await Deno.writeTextFile(join(dir, "packed-refs"), "# pack\nabc refs/heads/main\n");
    assert.equal(await gitRevision(git), "abc");
    await Deno.mkdir(join(dir, "refs/heads"), { recursive: true });
    await Deno.writeTextFile(join(dir, "refs/heads/main"), "def\n");
    assert.equal(await gitRevision(git), "def");
    await Deno.writeTextFile(join(dir, "HEAD"), "123\n");
    assert.equal(await gitRevision(git), "123");
  }));

Deno.test("gitRevision() follows the file that .git is in a worktree", () =>
  withDir(async (dir) => {
    const own = join(dir, "main/.git/worktrees/w");
    await Deno.mkdir(join(dir, "main/.git/refs/heads"), { recursive: true });
    await Deno.mkdir(own, { recursive: true });
    await Deno.mkdir(join(dir, "tree"));
    await Deno.writeTextFile(join(dir, "tree/.git"), `gitdir: ${own}\n`);
    await Deno.writeTextFile(join(own, "HEAD"), "ref: refs/heads/side\n");
    await Deno.writeTextFile(join(own, "commondir"), "../..\n");
    await Deno.writeTextFile(join(dir, "main/.git/refs/heads/side"), "abc\n");
    assert.equal(await gitRevision(new URL(`file://${dir}/tree/.git/`)), "abc");
  }));

Deno.test("provenance() knows the runtime, the packages and the machine", async () => {
  const { versions, host } = await provenance();
  assert.equal(versions.deno, Deno.version.deno);
  assert.equal(versions["onnxruntime-node"], "1.30.0");
  assert.equal(host.cores, navigator.hardwareConcurrency);
});
