import assert from "node:assert/strict";
import { resolve } from "node:path";
import { parseData, parseSet } from "../../benchmarks/override.ts";
import { parseSpec, SpecError } from "../../benchmarks/spec.ts";
import { PROTOCOLS } from "../../model/protocol.ts";
import { edited, extended, SPEC } from "./_specs.ts";

function set(text: string, ...flags: string[]) {
  return parseSpec(text, "s.yaml", { overrides: flags.map(parseSet) });
}

/** A flag's text, and the whole message. */
const WRONG_SET: readonly [string, string][] = [
  ["name", '--set name: Cannot read "name": no name and =, use path=value'],
  ["=1", '--set =1: Cannot read "=1": no name and =, use path=value'],
  [
    "tasks.classification.epochs=-1",
    "--set tasks.classification.epochs=-1: Cannot use tasks.classification.epochs: got -1, use a number of at least 1",
  ],
  [
    "tasks.clasification.epochs=1",
    "--set tasks.clasification.epochs=1: Cannot set tasks.clasification: no such name, the nearest is classification",
  ],
  [
    "model.hiden=3",
    "--set model.hiden=3: Cannot use model.hiden: no such field, the nearest is hidden",
  ],
  [
    "model.heads=3",
    "--set model.heads=3: Cannot build a model with hidden 64: expected a multiple of heads (3)",
  ],
  ["modle.heads=3", "--set modle.heads=3: Cannot use modle: no such field, the nearest is model"],
  ["seeds=1,2", '--set seeds=1,2: Cannot use seeds: got "1,2", use a list'],
  ["seeds[5]=1", "--set seeds[5]=1: Cannot set seeds[5]: seeds is a list of 2, use an index"],
  ["seeds.x=1", "--set seeds.x=1: Cannot set seeds.x: seeds is a list of 2, use an index"],
  ["seeds[1]=1", "--set seeds[1]=1: Cannot use seeds[1]: got 1 as in seeds[0], remove one"],
  ["name.x=1", '--set name.x=1: Cannot set name.x: name is "t", set it as a whole'],
  [
    "transfers[0].test=c",
    '--set transfers[0].test=c: Cannot use transfers[0].test: got "c", use one of a, b',
  ],
  [
    "transfers[x].test=c",
    '--set transfers[x].test=c: Cannot read the path "transfers[x].test": not a path, use names with dots and [i]',
  ],
  ["a..b=1", '--set a..b=1: Cannot read the path "a..b": not a path, use names with dots and [i]'],
  [
    "__proto__.x=1",
    '--set __proto__.x=1: Cannot read the path "__proto__.x": not a path, use names with dots and [i]',
  ],
  ["tasks[0]=1", "--set tasks[0]=1: Cannot set tasks[0]: tasks is a map, use a field name"],
  [
    "name=[1",
    '--set name=[1: Cannot read the value "[1": Flow sequence must end with a ], write plain YAML',
  ],
  [
    "name=*x",
    '--set name=*x: Cannot read the value "*x": aliases do not work in a flag, write plain YAML',
  ],
  [
    "datasets.c.seed=1",
    "--set datasets.c.seed=1: Cannot set datasets.c: no such name, use one of a, b",
  ],
  [
    "datasets.a.seed=-1",
    "--set datasets.a.seed=-1: Cannot use datasets.a.seed: got -1, use a number of at least 0",
  ],
  [
    "datasets.c={kind: phantom, site: z}",
    '--set datasets.c={kind: phantom, site: z}: Cannot use datasets.c.site: got "z", use one of a, b',
  ],
  [
    "exclude=[{task: classification}]",
    "--set exclude=[{task: classification}]: Cannot use exclude: it leaves no cell, remove a filter",
  ],
  [
    "pretrain.epochs=",
    "--set pretrain.epochs=: Cannot use pretrain.epochs: got nothing, use a whole number",
  ],
  [
    "model={heads: 3}",
    "--set model={heads: 3}: Cannot build a model with hidden 64: expected a multiple of heads (3)",
  ],
  [
    "name=a\nb: 2",
    '--set name=a?b: 2: Cannot read the value "a\\nb: 2": Implicit keys need to be on a single line, write plain YAML',
  ],
  [
    "name=\u001b[31m",
    '--set name=?[31m: Cannot use name: got "\\u001b[31m", use letters, digits, ., - and _, 64 at most, starting with a letter or digit',
  ],
];

for (const [flag, expected] of WRONG_SET) {
  Deno.test(`--set ${JSON.stringify(flag)} throws`, () => {
    assert.throws(() => set(SPEC, flag), (error) => {
      assert(error instanceof SpecError);
      assert.equal(error.message, expected);
      return true;
    });
  });
}

const WRONG_DATA: readonly [string, string][] = [
  [
    "a=x",
    "--data a=x: Cannot use datasets.a.root: no such field, use one of kind, site, patients, seed, split",
  ],
  ["c=x", "--data c=x: Cannot set datasets.c: no such name, use one of a, b"],
  ["x", '--data x: Cannot read "x": no name and =, use NAME=DIR'],
  ["=x", '--data =x: Cannot read "=x": no name and =, use NAME=DIR'],
  ["a=", '--data a=: Cannot use "a=": no folder, use NAME=DIR'],
];

for (const [flag, expected] of WRONG_DATA) {
  Deno.test(`--data ${JSON.stringify(flag)} throws`, () => {
    assert.throws(() => parseSpec(SPEC, "s.yaml", { overrides: [parseData(flag)] }), (error) => {
      assert(error instanceof SpecError);
      assert.equal(error.message, expected);
      return true;
    });
  });
}

Deno.test("parseSet() reads names, indexes and a YAML value", () => {
  assert.deepEqual(parseSet("a.b-c[0][12].d=[1, {x: yes}]"), {
    flag: "--set a.b-c[0][12].d=[1, {x: yes}]",
    path: ["a", "b-c", 0, 12, "d"],
    value: [1, { x: "yes" }],
  });
  assert.equal(parseSet("a=b=c").value, "b=c");
  assert.equal(parseSet("a=").value, null);
});

Deno.test("parseData() names the root of a dataset, relative to the working directory", () => {
  assert.deepEqual(parseData("real=some/dir"), {
    flag: "--data real=some/dir",
    path: ["datasets", "real", "root"],
    value: resolve("some/dir"),
  });
});

Deno.test("--set changes what is there and makes what is not", () => {
  const spec = set(
    SPEC,
    "tasks.classification.epochs=9",
    "transfers[1].test=a",
    "datasets.b.seed=0x10",
    "model.trunk.blocks=[1, 1, 2, 1]",
    "pretrain.mlm=false",
    "seeds=[5]",
  );
  assert.equal(spec.tasks.classification!.epochs, 9);
  assert.deepEqual(spec.transfers[1], { pretrain: "a", finetune: "b", test: "a" });
  assert.deepEqual(spec.datasets.b, { kind: "phantom", site: "b", patients: 10, seed: 16 });
  assert.deepEqual(spec.model.trunk, { width: 16, blocks: [1, 1, 2, 1] });
  assert.equal(spec.pretrain.mlm, false);
  assert.deepEqual(spec.seeds, [5]);
});

Deno.test("--set changes one switch of a protocol, however it was written", () => {
  const { fixed, reference } = PROTOCOLS;
  assert.deepEqual(set(SPEC, "protocol.batchNorm=reference").protocol, {
    ...fixed,
    batchNorm: "reference",
  });
  for (const written of ["reference", "{ default: reference }"]) {
    const text = extended(`protocol: ${written}`);
    const changed = set(text, "protocol.batchNorm=fixed", "protocol.labelMatch=fixed").protocol;
    assert.deepEqual(changed, { ...reference, batchNorm: "fixed", labelMatch: "fixed" });
  }
  assert.deepEqual(set(SPEC, "protocol=reference", "protocol.positions=fixed").protocol, {
    ...reference,
    positions: "fixed",
  });
  assert.throws(() => set(SPEC, "protocol.batchnorm=fixed"), {
    message: "--set protocol.batchnorm=fixed: Cannot use protocol.batchnorm: no such field, " +
      "the nearest is batchNorm",
  });
});

Deno.test("--set adds a dataset or a task as a whole", () => {
  const spec = set(SPEC, "datasets.c={kind: phantom}", "tasks.second={task: classification}");
  assert.deepEqual(Object.keys(spec.datasets), ["a", "b", "c"]);
  assert.deepEqual(Object.keys(spec.tasks), ["classification", "second"]);
});

Deno.test("--set reaches into a task without fields", () => {
  const text = edited("  classification: { epochs: 2 }", "  classification:");
  assert.equal(set(text, "tasks.classification.epochs=3").tasks.classification!.epochs, 3);
});

Deno.test("the last --set wins, and is to blame", () => {
  assert.equal(set(SPEC, "name=x", "name=y").name, "y");
  assert.throws(() => set(SPEC, "seeds=[1]", "seeds=[x]"), {
    message: '--set seeds=[x]: Cannot use seeds[0]: got "x", use a whole number',
  });
});

Deno.test("--set blames the file for what it did not touch, and comes after it", () => {
  assert.throws(() => set(extended("protocol: x"), "seeds=[x]"), {
    message: 's.yaml:12:11: Cannot use protocol: got "x", use one of reference, fixed\n' +
      '--set seeds=[x]: Cannot use seeds[0]: got "x", use a whole number',
  });
});

Deno.test("--set changes one of two places that share an alias", () => {
  const text = SPEC
    .replace("a: { kind: phantom, site: a", "a: &x { kind: phantom, site: a")
    .replace("{ kind: phantom, site: b, patients: 10, seed: 7 }", "*x");
  const { datasets } = set(text, "datasets.b.patients=5");
  assert.deepEqual(datasets, {
    a: { kind: "phantom", site: "a", patients: 10, seed: 7 },
    b: { kind: "phantom", site: "a", patients: 5, seed: 7 },
  });
});
