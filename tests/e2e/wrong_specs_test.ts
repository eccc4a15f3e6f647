/** Wrong specs and flags: exit code 2, one clear line, and nothing is written. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { edited, extended, SPEC } from "../benchmarks/_specs.ts";
import { captured } from "./captured.ts";
import { withFolder } from "./command.ts";
import { namesIn } from "./results_folder.ts";

/** What is wrong, the spec, the flags, the line that says so. */
const CASES: readonly [string, string, readonly string[], string][] = [
  [
    "an empty file",
    "",
    [],
    "s.yaml:1:1: Cannot read the spec: nothing in it, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "a list",
    "- 1\n",
    [],
    "s.yaml:1:1: Cannot read the spec: got a list, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "YAML that cannot be read",
    edited("[1, 2]", "[1, 2"),
    [],
    's.yaml:3:1: Cannot read "variants: [bar, scratch]": flow sequence in block collection must be sufficiently indented and end with a ], check this line and the one above',
  ],
  [
    "a field twice",
    edited("seeds: [1, 2]", "seeds: [1]\nseeds: [2]"),
    [],
    's.yaml:3:1: Cannot read "seeds: [2]": the field is there twice, remove one',
  ],
  [
    "binary data",
    "name: \0\n",
    [],
    "s.yaml: Cannot read the spec: it holds binary data, name a YAML file",
  ],
  [
    "an unknown field",
    extended("taks: {}"),
    [],
    "s.yaml:12:1: Cannot use taks: no such field, the nearest is tasks",
  ],
  [
    "a missing field",
    edited("name: t\n", ""),
    [],
    "s.yaml:1:1: Cannot use name: missing, use a text",
  ],
  [
    "a name that is a path",
    edited("name: t", "name: ../t"),
    [],
    's.yaml:1:7: Cannot use name: got "../t", use letters, digits, ., - and _, 64 at most, starting with a letter or digit',
  ],
  [
    "an unknown variant",
    edited("bar,", "baar,"),
    [],
    's.yaml:3:12: Cannot use variants[0]: got "baar", the nearest is bar',
  ],
  [
    "no variants",
    edited("[bar, scratch]", "[]"),
    [],
    "s.yaml:3:11: Cannot use variants: got [], use at least 1 entry",
  ],
  [
    "a negative seed",
    edited("[1, 2]", "[-1]"),
    [],
    "s.yaml:2:9: Cannot use seeds[0]: got -1, use a number of at least 0",
  ],
  [
    "an unknown protocol",
    extended("protocol: fixd"),
    [],
    's.yaml:12:11: Cannot use protocol: got "fixd", the nearest is fixed',
  ],
  [
    "an unknown kind of dataset",
    edited("kind: phantom, site: a", "kind: phantm, site: a"),
    [],
    's.yaml:5:14: Cannot use datasets.a.kind: got "phantm", the nearest is phantom',
  ],
  [
    "an unknown field of a dataset",
    edited("site: a, patients: 10", "site: a, patiens: 10"),
    [],
    "s.yaml:5:32: Cannot use datasets.a.patiens: no such field, the nearest is patients",
  ],
  [
    "an unknown site",
    edited("site: b", "site: c"),
    [],
    's.yaml:6:29: Cannot use datasets.b.site: got "c", use one of a, b',
  ],
  [
    "an unknown dataset",
    edited("test: b", "test: bb"),
    [],
    's.yaml:9:39: Cannot use transfers[1].test: got "bb", the nearest is b',
  ],
  [
    "a transfer twice",
    edited("finetune: b, test: b", "finetune: a, test: a"),
    [],
    "s.yaml:9:5: Cannot use transfers[1]: got the same as in transfers[0], remove one",
  ],
  [
    "an unknown task",
    edited("classification:", "clasification:"),
    [],
    's.yaml:11:18: Cannot use tasks.clasification.task: got "clasification", the nearest is classification',
  ],
  [
    "an unknown field of a task",
    edited("epochs: 2", "epoch: 2"),
    [],
    "s.yaml:11:21: Cannot use tasks.classification.epoch: no such field, the nearest is epochs",
  ],
  [
    "no epochs",
    edited("epochs: 2", "epochs: 0"),
    [],
    "s.yaml:11:29: Cannot use tasks.classification.epochs: got 0, use a number of at least 1",
  ],
  [
    "a text for a number",
    edited("epochs: 2", "epochs: two"),
    [],
    's.yaml:11:29: Cannot use tasks.classification.epochs: got "two", use a whole number',
  ],
  [
    "a model that cannot be built",
    extended("model: { hidden: 65 }"),
    [],
    "s.yaml:12:18: Cannot build a model with hidden 65: expected a multiple of heads (4)",
  ],
  [
    "reports longer than the positions",
    SPEC + "  report-generation: { decoding: { maxTokens: 99 } }\n",
    [],
    "s.yaml:12:47: Cannot use tasks.report-generation.decoding.maxTokens: got 99, the model has 64 positions, lower it or raise model.maxPositions",
  ],
  [
    "an image size off the grid",
    extended("model: { imageSize: 100 }"),
    [],
    "s.yaml:12:21: Cannot use model.imageSize: got 100, use a multiple of 32",
  ],
  [
    "no objective",
    extended("pretrain: { mlm: false, itm: false }"),
    [],
    "s.yaml:12:11: Cannot use pretrain: mlm and itm are both false, set one or use variant scratch",
  ],
  [
    "shares that are not 1",
    extended("pretrain: { mixed: { bi: 0.5, s2s: 0.6 } }"),
    [],
    "s.yaml:12:20: Cannot use pretrain.mixed: the shares bi and s2s add up to 1.1, make it 1",
  ],
  [
    "an exclude of everything",
    extended("exclude: [{ variant: [bar, scratch] }]"),
    [],
    "s.yaml:12:10: Cannot use exclude: it leaves no cell, remove a filter",
  ],
  [
    "an exclude of nothing",
    extended("exclude: [{ seed: 3 }]"),
    [],
    "s.yaml:12:19: Cannot use exclude[0].seed: got 3, use one of 1, 2",
  ],
  [
    "--set without a value",
    SPEC,
    ["--set", "model.hidden"],
    '--set model.hidden: Cannot read "model.hidden": no name and =, use path=value',
  ],
  [
    "--set of an unknown field",
    SPEC,
    ["--set", "model.hiden=32"],
    "--set model.hiden=32: Cannot use model.hiden: no such field, the nearest is hidden",
  ],
  [
    "--set of a wrong value",
    SPEC,
    ["--set", "tasks.classification.epochs=many"],
    '--set tasks.classification.epochs=many: Cannot use tasks.classification.epochs: got "many", use a whole number',
  ],
  [
    "--set of an unknown task",
    SPEC,
    ["--set", "tasks.clasification.epochs=3"],
    "--set tasks.clasification.epochs=3: Cannot set tasks.clasification: no such name, the nearest is classification",
  ],
  [
    "--data of an unknown dataset",
    SPEC,
    ["--data", "c=folder"],
    "--data c=folder: Cannot set datasets.c: no such name, use one of a, b",
  ],
  [
    "--data of a dataset without a folder",
    SPEC,
    ["--data", "a=folder"],
    "--data a=folder: Cannot use datasets.a.root: no such field, use one of kind, site, patients, seed, split",
  ],
  [
    "--only of an unknown dimension",
    SPEC,
    ["--only", "varant=bar"],
    '--only varant=bar: Cannot select by "varant": no such part of a cell, the nearest is variant',
  ],
  [
    "--only of an unknown variant",
    SPEC,
    ["--only", "variant=s2s"],
    '--only variant=s2s: Cannot select variant "s2s": no cell has it, use one of bar, scratch',
  ],
  [
    "--only of no cell",
    SPEC,
    ["--only", "finetune=a,test=b"],
    "--only finetune=a,test=b: Cannot select cells: none has this finetune and test, remove a term",
  ],
  [
    "--seeds that are none",
    SPEC,
    ["--seeds", "1,x"],
    '--seeds 1,x: Cannot use the seed "x": not a whole number of at least 0, write --seeds 1,2',
  ],
  [
    "--seeds twice",
    SPEC,
    ["--seeds", "1,1"],
    "--seeds 1,1: Cannot use the seed 1 twice, remove one",
  ],
];

for (const [what, spec, flags, line] of CASES) {
  Deno.test(`reproduce and plan refuse ${what}`, () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(join(folder, "s.yaml"), spec);
      const args = [join(folder, "s.yaml"), "--store", join(folder, "store"), ...flags];
      const out = ["--out", join(folder, "out")];
      for (const command of [["plan", ...args], ["reproduce", ...args, ...out]]) {
        const { code, stdout, stderr } = await captured(...command);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.equal(stderr, line.replace(/^s\.yaml/, join(folder, "s.yaml")) + "\n");
        assert.deepEqual(await namesIn(folder), ["s.yaml"]);
      }
    }));
}
