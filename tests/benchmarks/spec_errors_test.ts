/** Wrong specs, and what is said about each: the whole message. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSpec, SpecError } from "../../benchmarks/spec.ts";
import { edited, extended, SPEC } from "./_specs.ts";

/** What is wrong, the spec, the message's lines. */
const WRONG: readonly [string, string, string | string[]][] = [
  [
    "empty file",
    "",
    "s.yaml:1:1: Cannot read the spec: nothing in it, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "comments only",
    "# nothing\n",
    "s.yaml:1:1: Cannot read the spec: nothing in it, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "top-level list",
    "- 1\n",
    "s.yaml:1:1: Cannot read the spec: got a list, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "top-level text",
    "hello",
    's.yaml:1:1: Cannot read the spec: got "hello", write a map of fields such as name, variants, datasets, transfers and tasks',
  ],
  [
    "top-level number",
    "3",
    "s.yaml:1:1: Cannot read the spec: got 3, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "the value null",
    "~",
    "s.yaml:1:1: Cannot read the spec: nothing in it, write a map of fields such as name, variants, datasets, transfers and tasks",
  ],
  [
    "two documents",
    SPEC + "---\nname: u\n",
    's.yaml:12:1: Cannot read "---": a second document starts here, keep one',
  ],
  [
    "duplicate key",
    edited("seeds: [1, 2]", "seeds: [1]\nseeds: [2]"),
    's.yaml:3:1: Cannot read "seeds: [2]": the field is there twice, remove one',
  ],
  [
    "duplicate nested",
    edited("epochs: 2", "epochs: 2, epochs: 3"),
    's.yaml:11:32: Cannot read "classification: { epochs: 2, epochs: 3 }": the field is there twice, remove one',
  ],
  [
    "unclosed list",
    edited("[1, 2]", "[1, 2"),
    's.yaml:3:1: Cannot read "variants: [bar, scratch]": flow sequence in block collection must be sufficiently indented and end with a ], check this line and the one above',
  ],
  [
    "a tab",
    "\tname: t\n",
    's.yaml:1:1: Cannot read "name: t": tabs are not allowed as indentation, check this line and the one above',
  ],
  [
    "bad indent",
    edited("  b: {", " b: {"),
    's.yaml:6:1: Cannot read "b: { kind: phantom, site: b, patients: 10, seed: 7 }": all mapping items must start at the same column, check this line and the one above',
  ],
  [
    "a map on one line",
    "name: a: b\n",
    's.yaml:1:7: Cannot read "name: a: b": nested mappings are not allowed in compact mappings, check this line and the one above',
  ],
  [
    "no blank after the colon",
    "name:t\nseeds: [1]\n",
    's.yaml:1:1: Cannot read "name:t": implicit keys need to be on a single line, check this line and the one above',
  ],
  [
    "unclosed quote",
    edited("name: t", 'name: "t'),
    's.yaml:12:1: Cannot read the last line: missing closing "quote, check this line and the one above',
  ],
  [
    "a reserved character",
    "name: @t\n",
    's.yaml:1:7: Cannot read "name: @t": plain value cannot start with reserved character @, check this line and the one above',
  ],
  [
    "unknown tag",
    edited("name: t", "name: !x t"),
    's.yaml:1:7: Cannot read "name: !x t": unresolved tag: !x, check this line and the one above',
  ],
  [
    "an unknown directive",
    "%FOO\n---\nname: t\n",
    's.yaml:1:1: Cannot read "%FOO": unknown directive %FOO, check this line and the one above',
  ],
  [
    "5000 nested lists",
    extended("x: " + "[".repeat(5000)),
    "s.yaml:1:1: Cannot read the spec: it is nested too deeply, write it flat",
  ],
  [
    "an alias bomb",
    SPEC + bomb(),
    "s.yaml:1:1: Cannot read the spec: aliases expand too far, write the values out",
  ],
  [
    "unresolved alias",
    edited("[1, 2]", "*seeds"),
    "s.yaml:2:8: Cannot read *seeds: no such anchor before it, write the value",
  ],
  [
    "an alias inside its anchor",
    edited("[1, 2]", "&s [1, *s]"),
    "s.yaml:2:15: Cannot read *s: it contains itself, write the value",
  ],
  [
    "a field named __proto__",
    extended("__proto__: {name: x}"),
    's.yaml:12:1: Cannot use "__proto__" as a field name: it is none, use a plain word',
  ],
  [
    "complex key",
    extended("? [a]\n: 1"),
    "s.yaml:12:3: Cannot use a list or map as a field name: it is none, use a plain word",
  ],
  [
    "a merge key",
    extended("<<: {a: 1}"),
    's.yaml:12:1: Cannot use ["<<"]: no such field, use one of name, seeds, protocol, variants, checkpoints, init, datasets, transfers, vocabulary, model, trunk, pretrain, tasks, margins, exclude, include',
  ],
  [
    "null key",
    extended("~: 1"),
    "s.yaml:12:1: Cannot use nothing as a field name: it is none, use a plain word",
  ],
  ["a misspelt field", edited("variants:", "varaints:"), [
    "s.yaml:1:1: Cannot use variants: missing, use a list",
    "s.yaml:3:1: Cannot use varaints: no such field, the nearest is variants",
  ]],
  [
    "a field near to none",
    extended("colour: red"),
    "s.yaml:12:1: Cannot use colour: no such field, use one of name, seeds, protocol, variants, checkpoints, init, datasets, transfers, vocabulary, model, trunk, pretrain, tasks, margins, exclude, include",
  ],
  [
    "the start of a field",
    edited("epochs: 2", "batch: 2"),
    "s.yaml:11:21: Cannot use tasks.classification.batch: no such field, the nearest is batchSize",
  ],
  [
    "a misspelt field of a dataset",
    edited("site: b, patients", "site: b, patient"),
    "s.yaml:6:32: Cannot use datasets.b.patient: no such field, the nearest is patients",
  ],
  ["missing name", edited("name: t\n", ""), "s.yaml:1:1: Cannot use name: missing, use a text"],
  [
    "missing datasets",
    SPEC.replace(/datasets:\n( {2}.*\n)*/, ""),
    "s.yaml:1:1: Cannot use datasets: missing, use a map of names",
  ],
  ["missing all", "seeds: [1]\n", [
    "s.yaml:1:1: Cannot use name: missing, use a text",
    "s.yaml:1:1: Cannot use variants: missing, use a list",
    "s.yaml:1:1: Cannot use datasets: missing, use a map of names",
    "s.yaml:1:1: Cannot use transfers: missing, use a list",
    "s.yaml:1:1: Cannot use tasks: missing, use a map of names",
  ]],
  [
    "a number as name",
    edited("name: t", "name: 3"),
    "s.yaml:1:7: Cannot use name: got 3, use a text",
  ],
  [
    "a path as name",
    edited("name: t", "name: ../t"),
    's.yaml:1:7: Cannot use name: got "../t", use letters, digits, ., - and _, 64 at most, starting with a letter or digit',
  ],
  [
    "a long name",
    edited("name: t", "name: " + "x".repeat(100)),
    's.yaml:1:7: Cannot use name: got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", use letters, digits, ., - and _, 64 at most, starting with a letter or digit',
  ],
  [
    "a control character",
    edited("name: t", 'name: "a\\u001b[31m"'),
    's.yaml:1:7: Cannot use name: got "a\\u001b[31m", use letters, digits, ., - and _, 64 at most, starting with a letter or digit',
  ],
  [
    "no variants",
    edited("[bar, scratch]", ""),
    "s.yaml:3:1: Cannot use variants: got nothing, use a list",
  ],
  [
    "variants that are no list",
    edited("[bar, scratch]", "bar"),
    's.yaml:3:11: Cannot use variants: got "bar", use a list',
  ],
  [
    "a misspelt variant",
    edited("[bar, scratch]", "[bar, scrach]"),
    's.yaml:3:17: Cannot use variants[1]: got "scrach", the nearest is scratch',
  ],
  [
    "an upper-case variant",
    edited("[bar, scratch]", "[Bar]"),
    's.yaml:3:12: Cannot use variants[0]: got "Bar", the nearest is bar',
  ],
  [
    "a variant near to none",
    edited("[bar, scratch]", "[medvill]"),
    's.yaml:3:12: Cannot use variants[0]: got "medvill", use one of bar, mixed, bi, s2s, noncross, scratch',
  ],
  [
    "variant twice",
    edited("[bar, scratch]", "[bar, bi, bar]"),
    's.yaml:3:21: Cannot use variants[2]: got "bar" as in variants[0], remove one',
  ],
  [
    "variants empty",
    edited("[bar, scratch]", "[]"),
    "s.yaml:3:11: Cannot use variants: got [], use at least 1 entry",
  ],
  [
    "a number as variant",
    edited("[bar, scratch]", "[1]"),
    "s.yaml:3:12: Cannot use variants[0]: got 1, use one of bar, mixed, bi, s2s, noncross, scratch",
  ],
  [
    "seed fraction",
    edited("[1, 2]", "[1, 2.5]"),
    "s.yaml:2:12: Cannot use seeds[1]: got 2.5, use a whole number",
  ],
  [
    "a negative seed",
    edited("[1, 2]", "[-1]"),
    "s.yaml:2:9: Cannot use seeds[0]: got -1, use a number of at least 0",
  ],
  [
    "a text as seed",
    edited("[1, 2]", "[one]"),
    's.yaml:2:9: Cannot use seeds[0]: got "one", use a whole number',
  ],
  [
    "seed twice",
    edited("[1, 2]", "[1, 2, 1]"),
    "s.yaml:2:15: Cannot use seeds[2]: got 1 as in seeds[0], remove one",
  ],
  [
    "a huge seed",
    edited("[1, 2]", "[99999999999999999999]"),
    "s.yaml:2:9: Cannot use seeds[0]: got 100000000000000000000, use a number of at most 9007199254740991",
  ],
  [
    "an infinite seed",
    edited("[1, 2]", "[1e999]"),
    "s.yaml:2:9: Cannot use seeds[0]: got Infinity, use a whole number",
  ],
  ["seeds single", edited("[1, 2]", "1"), "s.yaml:2:8: Cannot use seeds: got 1, use a list"],
  [
    "a seed that is not a number",
    edited("[1, 2]", "[.nan]"),
    "s.yaml:2:9: Cannot use seeds[0]: got NaN, use a whole number",
  ],
  [
    "protocol",
    extended("protocol: original"),
    's.yaml:12:11: Cannot use protocol: got "original", use one of reference, fixed',
  ],
  [
    "protocol typo",
    extended("protocol: refernce"),
    's.yaml:12:11: Cannot use protocol: got "refernce", the nearest is reference',
  ],
  [
    "protocol switch typo",
    extended("protocol: { batchnorn: fixed }"),
    "s.yaml:12:13: Cannot use protocol.batchnorn: no such field, the nearest is batchNorm",
  ],
  [
    "protocol switch unknown",
    extended("protocol: { colour: fixed }"),
    "s.yaml:12:13: Cannot use protocol.colour: no such field, use one of default, batchNorm, randomCrop, trainableTrunk, positions, mismatchedWords, labelMatch, padAttention, noLabelClass, decodingPositions, randomTruncation, greedyDecoding, undefinedAuroc",
  ],
  [
    "protocol switch value",
    extended("protocol: { default: refernce, positions: 1 }"),
    [
      's.yaml:12:22: Cannot use protocol.default: got "refernce", the nearest is reference',
      "s.yaml:12:43: Cannot use protocol.positions: got 1, use one of reference, fixed",
    ],
  ],
  [
    "protocol list",
    extended("protocol: [fixed]"),
    "s.yaml:12:11: Cannot use protocol: got a list of 1, use one of reference, fixed",
  ],
  [
    "datasets empty",
    SPEC.replace(/datasets:\n( {2}.*\n)*/, "datasets: {}\n"),
    "s.yaml:4:11: Cannot use datasets: there is no name in it, add one",
  ],
  [
    "datasets list",
    SPEC.replace(/datasets:\n( {2}.*\n)*/, "datasets: [a]\n"),
    "s.yaml:4:11: Cannot use datasets: got a list of 1, use a map of names",
  ],
  [
    "dataset name",
    edited("  b: {", "  b c: {"),
    's.yaml:6:3: Cannot use datasets["b c"]: not a name, use letters, digits, - and _, 64 at most, starting with a letter or digit',
  ],
  [
    "kind missing",
    edited("{ kind: phantom, site: b,", "{ site: b,"),
    "s.yaml:6:6: Cannot use datasets.b.kind: missing, use one of phantom, table, mimic-cxr, openi, " +
    "vqa-rad, jsonl",
  ],
  [
    "kind typo",
    edited("kind: phantom, site: b", "kind: phanton, site: b"),
    's.yaml:6:14: Cannot use datasets.b.kind: got "phanton", the nearest is phantom',
  ],
  [
    "an unknown site",
    edited("site: b", "site: c"),
    's.yaml:6:29: Cannot use datasets.b.site: got "c", use one of a, b',
  ],
  [
    "patients 0",
    edited("site: b, patients: 10", "site: b, patients: 0"),
    "s.yaml:6:42: Cannot use datasets.b.patients: got 0, use a number of at least 1",
  ],
  [
    "patients huge",
    edited("site: b, patients: 10", "site: b, patients: 10000000"),
    "s.yaml:6:42: Cannot use datasets.b.patients: got 10000000, use a number of at most 1000000",
  ],
  [
    "dataset null",
    edited("{ kind: phantom, site: b, patients: 10, seed: 7 }", ""),
    "s.yaml:6:3: Cannot use datasets.b: got nothing, use a map of fields",
  ],
  [
    "table without columns",
    extended("").replace(
      "  b: { kind: phantom, site: b, patients: 10, seed: 7 }",
      "  b: { kind: table, root: x, file: y.csv }",
    ),
    "s.yaml:6:6: Cannot use datasets.b.columns: missing, use a map of fields",
  ],
  [
    "a table with both kinds of labels",
    SPEC.replace(
      "  b: { kind: phantom, site: b, patients: 10, seed: 7 }",
      "  b: { kind: table, root: x, file: y.csv, columns: { image: i, label: l, labels: [m] } }",
    ),
    "s.yaml:6:52: Cannot use datasets.b.columns: give either labels (one column each) or label (one column of names), not both",
  ],
  [
    "table split",
    SPEC.replace(
      "  b: { kind: phantom, site: b, patients: 10, seed: 7 }",
      "  b:\n    kind: table\n    root: x\n    file: y.csv\n    columns: { image: i }\n    split: { train: 0.9 }",
    ),
    "s.yaml:11:12: Cannot use datasets.b.split: the shares of train, valid and test must add up to 1",
  ],
  [
    "transfer unknown",
    edited("finetune: b, test: b", "finetune: b, test: bb"),
    's.yaml:9:39: Cannot use transfers[1].test: got "bb", the nearest is b',
  ],
  [
    "transfer far",
    edited("finetune: b, test: b", "finetune: b, test: mimic"),
    's.yaml:9:39: Cannot use transfers[1].test: got "mimic", use one of a, b',
  ],
  [
    "a dataset named as a property of objects",
    edited("finetune: b, test: b", "finetune: b, test: constructor"),
    's.yaml:9:39: Cannot use transfers[1].test: got "constructor", use one of a, b',
  ],
  [
    "transfer step missing",
    edited("finetune: b, test: b", "finetune: b"),
    "s.yaml:9:5: Cannot use transfers[1].test: missing, use a text",
  ],
  ["transfer extra", edited("finetune: b, test: b", "finetune: b, tests: b"), [
    "s.yaml:9:5: Cannot use transfers[1].test: missing, use a text",
    "s.yaml:9:33: Cannot use transfers[1].tests: no such field, the nearest is test",
  ]],
  [
    "transfer twice",
    edited("finetune: b, test: b", "finetune: a, test: a"),
    "s.yaml:9:5: Cannot use transfers[1]: got the same as in transfers[0], remove one",
  ],
  [
    "transfer text",
    edited("{ pretrain: a, finetune: b, test: b }", "a"),
    's.yaml:9:5: Cannot use transfers[1]: got "a", use a map of fields',
  ],
  [
    "transfers map",
    SPEC.replace(/transfers:\n( {2}.*\n)*/, "transfers: { pretrain: a, finetune: a, test: a }\n"),
    "s.yaml:7:12: Cannot use transfers: got a map, use a list",
  ],
  [
    "task unknown",
    edited("  classification:", "  clasification:"),
    's.yaml:11:18: Cannot use tasks.clasification.task: got "clasification", the nearest is classification',
  ],
  [
    "task kind",
    edited("{ epochs: 2 }", "{ task: vqqa }"),
    's.yaml:11:27: Cannot use tasks.classification.task: got "vqqa", the nearest is vqa',
  ],
  [
    "task list",
    edited("{ epochs: 2 }", "[2]"),
    "s.yaml:11:19: Cannot use tasks.classification: got a list of 1, use a map of fields",
  ],
  [
    "epochs neg",
    edited("epochs: 2", "epochs: -3"),
    "s.yaml:11:29: Cannot use tasks.classification.epochs: got -3, use a number of at least 1",
  ],
  [
    "epochs text",
    edited("epochs: 2", "epochs: two"),
    's.yaml:11:29: Cannot use tasks.classification.epochs: got "two", use a whole number',
  ],
  [
    "epochs 0",
    edited("epochs: 2", "epochs: 0"),
    "s.yaml:11:29: Cannot use tasks.classification.epochs: got 0, use a number of at least 1",
  ],
  [
    "epochs frac",
    edited("epochs: 2", "epochs: 1.5"),
    "s.yaml:11:29: Cannot use tasks.classification.epochs: got 1.5, use a whole number",
  ],
  [
    "epochs huge",
    edited("epochs: 2", "epochs: 1e300"),
    "s.yaml:11:29: Cannot use tasks.classification.epochs: got 1e+300, use a number of at most 9007199254740991",
  ],
  [
    "batch 0",
    edited("epochs: 2", "batchSize: 0"),
    "s.yaml:11:32: Cannot use tasks.classification.batchSize: got 0, use a number of at least 1",
  ],
  [
    "fraction 0",
    edited("epochs: 2", "fraction: 0"),
    "s.yaml:11:31: Cannot use tasks.classification.fraction: got 0, use a number above 0",
  ],
  [
    "fraction 2",
    edited("epochs: 2", "fraction: 1.01"),
    "s.yaml:11:31: Cannot use tasks.classification.fraction: got 1.01, use a number of at most 1",
  ],
  [
    "lr",
    edited("epochs: 2", "learningRate: -1e-3"),
    "s.yaml:11:35: Cannot use tasks.classification.learningRate: got -0.001, use a number above 0",
  ],
  [
    "lr text",
    edited("epochs: 2", "learningRate: 1e-3x"),
    's.yaml:11:35: Cannot use tasks.classification.learningRate: got "1e-3x", use a number',
  ],
  [
    "inputs",
    edited("epochs: 2", "inputs: image+text"),
    's.yaml:11:29: Cannot use tasks.classification.inputs: got "image+text", the nearest is image+report',
  ],
  [
    "optimizer",
    edited("epochs: 2", "optimizer: adam"),
    's.yaml:11:32: Cannot use tasks.classification.optimizer: got "adam", the nearest is adamw',
  ],
  [
    "selection",
    edited("epochs: 2", "selection: auroc"),
    's.yaml:11:32: Cannot use tasks.classification.selection: got "auroc", the nearest is auroc_micro',
  ],
  [
    "warmup",
    edited("epochs: 2", "warmup: 1"),
    "s.yaml:11:29: Cannot use tasks.classification.warmup: got 1, use a number below 1",
  ],
  [
    "tasks null",
    SPEC.replace(/tasks:\n( {2}.*\n)*/, "tasks:\n"),
    "s.yaml:10:1: Cannot use tasks: got nothing, use a map of names",
  ],
  [
    "heads that do not divide hidden",
    extended("model: { heads: 3 }"),
    "s.yaml:12:17: Cannot build a model with hidden 64: expected a multiple of heads (3)",
  ],
  [
    "hidden that heads do not divide",
    extended("model:\n  hidden: 66"),
    "s.yaml:13:11: Cannot build a model with hidden 66: expected a multiple of heads (4)",
  ],
  [
    "reports longer than the positions",
    SPEC + "  report-generation: { decoding: { maxTokens: 65 } }\n",
    "s.yaml:12:47: Cannot use tasks.report-generation.decoding.maxTokens: got 65, the model has 64 positions, lower it or raise model.maxPositions",
  ],
  [
    "reports longer than fewer positions",
    SPEC + "  write: { task: report-generation, decoding: { maxTokens: 60 } }\n" +
    "model: { maxPositions: 49 }\n",
    "s.yaml:12:60: Cannot use tasks.write.decoding.maxTokens: got 60, the model has 49 positions, lower it or raise model.maxPositions",
  ],
  [
    "reports that end before they may",
    SPEC + "  report-generation: { decoding: { beams: 2, minTokens: 21, maxTokens: 20 } }\n",
    "s.yaml:12:57: Cannot use tasks.report-generation.decoding.minTokens: got 21, but reports end after 20 tokens (tasks.report-generation.decoding.maxTokens), lower it",
  ],
  [
    "reports that end before they may at the model's length",
    SPEC + "  report-generation: { decoding: { beams: 2, minTokens: 49 } }\n",
    "s.yaml:12:57: Cannot use tasks.report-generation.decoding.minTokens: got 49, but reports end after 48 tokens (model.textTokens), lower it",
  ],
  [
    "an unknown size",
    extended("model: { size: huge }"),
    's.yaml:12:16: Cannot use model.size: got "huge", use one of tiny, base',
  ],
  [
    "imageSize",
    extended("model: { imageSize: 100 }"),
    "s.yaml:12:21: Cannot use model.imageSize: got 100, use a multiple of 32",
  ],
  [
    "imageTokens",
    extended("model: { imageTokens: 17 }"),
    "s.yaml:12:23: Cannot build a model with imageTokens 17: expected at most 16, the trunk's feature map",
  ],
  [
    "textTokens",
    extended("model: { textTokens: 64 }"),
    "s.yaml:12:22: Cannot build a model with maxPositions 64: expected at least 65 for this image and text",
  ],
  [
    "dropout",
    extended("model: { dropout: 1 }"),
    "s.yaml:12:19: Cannot use model.dropout: got 1, use a number below 1",
  ],
  [
    "blocks",
    extended("model: { trunk: { blocks: [1, 1, 1] } }"),
    "s.yaml:12:27: Cannot use model.trunk.blocks: got a list of 3, use exactly 4 entries",
  ],
  [
    "blocks long",
    extended("model: { trunk: { blocks: [1, 1, 1, 1, 1] } }"),
    "s.yaml:12:27: Cannot use model.trunk.blocks: got a list of 5, use exactly 4 entries",
  ],
  [
    "model text",
    extended("model: tiny"),
    's.yaml:12:8: Cannot use model: got "tiny", use a map of fields',
  ],
  [
    "model typo",
    extended("model: { hiden: 64 }"),
    "s.yaml:12:10: Cannot use model.hiden: no such field, the nearest is hidden",
  ],
  [
    "trunk",
    extended("trunk: { init: imagenet }"),
    's.yaml:12:16: Cannot use trunk.init: got "imagenet", use one of shapes, phantoms, random, checkpoint',
  ],
  [
    "trunk steps",
    extended("trunk: { steps: 0 }"),
    "s.yaml:12:17: Cannot use trunk.steps: got 0, use a number of at least 1",
  ],
  [
    "yes for true",
    extended("pretrain: { mlm: yes }"),
    's.yaml:12:18: Cannot use pretrain.mlm: got "yes", use true or false',
  ],
  [
    "no objective",
    extended("pretrain: { mlm: false, itm: false }"),
    "s.yaml:12:11: Cannot use pretrain: mlm and itm are both false, set one or use variant scratch",
  ],
  [
    "mixed",
    extended("pretrain: { mixed: { bi: 0.5, s2s: 0.6 } }"),
    "s.yaml:12:20: Cannot use pretrain.mixed: the shares bi and s2s add up to 1.1, make it 1",
  ],
  [
    "one share of mixed",
    extended("pretrain: { mixed: { bi: 0.5 } }"),
    "s.yaml:12:20: Cannot use pretrain.mixed.s2s: missing, use a number",
  ],
  [
    "maskRate",
    extended("pretrain: { maskRate: 15 }"),
    "s.yaml:12:23: Cannot use pretrain.maskRate: got 15, use a number of at most 1",
  ],
  [
    "exclude variant",
    extended("exclude:\n  - { variant: baar }"),
    's.yaml:13:16: Cannot use exclude[0].variant: got "baar", the nearest is bar',
  ],
  [
    "exclude unlisted",
    extended("exclude:\n  - { variant: [bar, mixed] }"),
    's.yaml:13:22: Cannot use exclude[0].variant[1]: got "mixed", use one of bar, scratch',
  ],
  [
    "exclude task",
    extended("exclude:\n  - { task: vqa }"),
    's.yaml:13:13: Cannot use exclude[0].task: got "vqa", use classification',
  ],
  [
    "exclude seed",
    extended("exclude:\n  - { seed: 3 }"),
    "s.yaml:13:13: Cannot use exclude[0].seed: got 3, use one of 1, 2",
  ],
  [
    "exclude dataset",
    extended("exclude:\n  - { transfer: { test: c } }"),
    's.yaml:13:25: Cannot use exclude[0].transfer.test: got "c", use one of a, b',
  ],
  [
    "exclude transfer",
    extended("exclude:\n  - { transfer: { pretrain: b } }"),
    "s.yaml:13:17: Cannot use exclude[0].transfer: no transfer of the spec is like it, change or remove it",
  ],
  ["exclude empty", extended("exclude:\n  - {}"), [
    "s.yaml:13:3: Cannot use exclude: it leaves no cell, remove a filter",
    "s.yaml:13:5: Cannot use exclude[0]: it is empty, name a variant, task, transfer or seed",
  ]],
  ["exclude transfer empty", extended("exclude:\n  - { transfer: {} }"), [
    "s.yaml:13:3: Cannot use exclude: it leaves no cell, remove a filter",
    "s.yaml:13:17: Cannot use exclude[0].transfer: it is empty, name pretrain, finetune or test",
  ]],
  [
    "exclude all",
    extended("exclude:\n  - { task: classification }"),
    "s.yaml:13:3: Cannot use exclude: it leaves no cell, remove a filter",
  ],
  [
    "exclude map",
    extended("exclude: { variant: bar }"),
    "s.yaml:12:10: Cannot use exclude: got a map, use a list",
  ],
  [
    "exclude typo",
    extended("exclude:\n  - { varient: bar }"),
    "s.yaml:13:7: Cannot use exclude[0].varient: no such field, the nearest is variant",
  ],
  [
    "exclude seed text",
    extended("exclude:\n  - { seed: [1, x] }"),
    's.yaml:13:17: Cannot use exclude[0].seed[1]: got "x", use a whole number',
  ],
  [
    "exclude empty list",
    extended("exclude:\n  - { seed: [] }"),
    "s.yaml:13:13: Cannot use exclude[0].seed: got [], use at least 1 entry",
  ],
  [
    "exclude transfer typo",
    extended("exclude:\n  - { transfer: { tset: a } }"),
    "s.yaml:13:19: Cannot use exclude[0].transfer.tset: no such field, the nearest is test",
  ],
  [
    "include partial",
    extended("include:\n  - { variant: bi, task: classification, seed: 3 }"),
    "s.yaml:13:5: Cannot use include[0].transfer: missing, use a map of fields",
  ],
  [
    "include task",
    extended(
      "include:\n  - { variant: bi, task: clasification, transfer: { pretrain: a, finetune: a, test: b }, seed: 3 }",
    ),
    's.yaml:13:26: Cannot use include[0].task: got "clasification", the nearest is classification',
  ],
  [
    "include dataset",
    extended(
      "include:\n  - { variant: bi, task: classification, transfer: { pretrain: a, finetune: a, test: x }, seed: 3 }",
    ),
    's.yaml:13:86: Cannot use include[0].transfer.test: got "x", use one of a, b',
  ],
  [
    "several things, in the order of the file",
    extended("colour: red\nprotocol: x").replace("epochs: 2", "epochs: -1"),
    [
      "s.yaml:11:29: Cannot use tasks.classification.epochs: got -1, use a number of at least 1",
      "s.yaml:12:1: Cannot use colour: no such field, use one of name, seeds, protocol, variants, checkpoints, init, datasets, transfers, vocabulary, model, trunk, pretrain, tasks, margins, exclude, include",
      's.yaml:13:11: Cannot use protocol: got "x", use one of reference, fixed',
    ],
  ],
];

/** {@link SPEC} whose dataset `b` is a table without reports. */
const BARE = edited(
  "{ kind: phantom, site: b, patients: 10, seed: 7 }",
  "{ kind: table, root: x, file: y.csv, columns: { image: i, label: l } }",
);
const COLUMN = "name their column in datasets.b.columns.text";

/** What reads texts that are not there, the spec, the message's lines. */
const TEXTLESS: readonly [string, string, string][] = [
  [
    "a task",
    BARE,
    "s.yaml:9:30: Cannot use transfers[1].finetune: b has no reports, which tasks.classification " +
    `reads, ${COLUMN} or set tasks.classification.inputs to image`,
  ],
  [
    "a test alone",
    BARE.replace("finetune: b", "finetune: a"),
    "s.yaml:9:39: Cannot use transfers[1].test: b has no reports, which tasks.classification " +
    `reads, ${COLUMN} or set tasks.classification.inputs to image`,
  ],
  [
    "pre-training",
    BARE.replace("pretrain: a, finetune: b", "pretrain: b, finetune: b")
      .replace("epochs: 2", "inputs: image"),
    "s.yaml:9:17: Cannot use transfers[1].pretrain: b has no reports, which pre-training reads, " +
    `${COLUMN} or pre-train on another dataset`,
  ],
  [
    "matching alone",
    BARE.replace("pretrain: a, finetune: b", "pretrain: b, finetune: b")
      .replace("epochs: 2", "inputs: image") + "pretrain: { mlm: false }\n",
    "s.yaml:9:17: Cannot use transfers[1].pretrain: b has no reports, which pre-training reads, " +
    `${COLUMN} or pre-train on another dataset`,
  ],
  [
    "retrieval",
    BARE.replace("classification: { epochs: 2 }", "find: { task: retrieval }"),
    "s.yaml:9:30: Cannot use transfers[1].finetune: b has no reports, which tasks.find reads, " +
    `${COLUMN} or use another dataset`,
  ],
  [
    "report generation",
    BARE.replace("classification: { epochs: 2 }", "report-generation: {}"),
    "s.yaml:9:30: Cannot use transfers[1].finetune: b has no reports, which " +
    `tasks.report-generation reads, ${COLUMN} or use another dataset`,
  ],
  [
    "questions",
    BARE.replace("classification: { epochs: 2 }", "vqa: {}").replace("label: l", "text: t"),
    "s.yaml:9:30: Cannot use transfers[1].finetune: b has no questions, which tasks.vqa reads, " +
    "use another dataset",
  ],
  [
    "an included cell",
    BARE.replace("  - { pretrain: a, finetune: b, test: b }\n", "") +
    "include:\n  - { variant: scratch, task: classification, seed: 9,\n" +
    "      transfer: { pretrain: a, finetune: a, test: b } }\n",
    "s.yaml:13:51: Cannot use include[0].transfer.test: b has no reports, which " +
    `tasks.classification reads, ${COLUMN} or set tasks.classification.inputs to image`,
  ],
  [
    "a vocabulary",
    BARE.replace("epochs: 2", "inputs: image") + "vocabulary: { from: [a, b] }\n",
    "s.yaml:12:25: Cannot use vocabulary.from[1]: b has no reports, which the vocabulary is made " +
    `of, ${COLUMN} or name others in vocabulary.from`,
  ],
  [
    "the words of a control",
    BARE.replace("[bar, scratch]", "[scratch]")
      .replace("pretrain: a, finetune: b, test: b", "pretrain: b, finetune: a, test: a"),
    "s.yaml:9:17: Cannot use transfers[1].pretrain: b has no reports, which the vocabulary is " +
    `made of, ${COLUMN} or name others in vocabulary.from`,
  ],
];

for (const [what, text, expected] of TEXTLESS) {
  Deno.test(`parseSpec() throws on texts that are missing for ${what}`, () => {
    assert.throws(() => parseSpec(text, "s.yaml"), { name: "SpecError", message: expected });
  });
}

Deno.test("parseSpec() asks for no texts where none are read", () => {
  const bare = BARE.replace("epochs: 2", "inputs: image");
  parseSpec(bare, "s.yaml");
  parseSpec(BARE.replace("label: l", "label: l, text: t"), "s.yaml");
  const control = bare.replace("pretrain: a, finetune: b", "pretrain: b, finetune: b");
  parseSpec(control.replace("[bar, scratch]", "[scratch]"), "s.yaml");
  parseSpec(BARE + "exclude: [{ transfer: { test: b } }]\n", "s.yaml");
});

Deno.test("parseSpec() lets reports be as long as there are positions, or longer without them", () => {
  const written = (decoding: string) => `${SPEC}  report-generation: { decoding: ${decoding} }\n`;
  parseSpec(written("{ maxTokens: 64 }"), "s.yaml");
  parseSpec(written("{ beams: 2, minTokens: 48 }"), "s.yaml");
  parseSpec(
    written("{ maxTokens: 128 }") + "protocol: { default: fixed, decodingPositions: reference }\n",
    "s.yaml",
  );
});

/** Lists of aliases of lists of aliases: 6^8 entries in a few lines. */
function bomb(): string {
  const refer = (i: number) => Array(6).fill(`*x${i}`).join();
  const lines = Array.from({ length: 8 }, (_, i) => `x${i + 1}: &x${i + 1} [${refer(i)}]\n`);
  return `x0: &x0 [1, 1]\n${lines.join("")}`;
}

for (const [what, text, expected] of WRONG) {
  Deno.test(`parseSpec() throws on ${what}`, () => {
    assert.throws(() => parseSpec(text, "s.yaml"), (error) => {
      assert(error instanceof SpecError);
      assert.equal(error.message, [expected].flat().join("\n"));
      return true;
    });
  });
}

Deno.test("parseSpec() shows at most 20 problems", () => {
  const fields = Array.from({ length: 25 }, (_, i) => `colour${i}: red`);
  assert.throws(() => parseSpec(extended(fields.join("\n")), "s.yaml"), (error) => {
    assert(error instanceof SpecError);
    assert.equal(error.problems.length, 25);
    const lines = error.message.split("\n");
    assert.equal(lines.length, 21);
    assert.match(lines[19]!, /^s\.yaml:31:1: Cannot use colour19: /);
    assert.equal(lines[20], "and 5 more");
    return true;
  });
});

/** A spec with a few of its characters replaced by ones that mean something in YAML. */
const damaged = fc.array(
  fc.record({
    at: fc.nat(SPEC.length),
    length: fc.nat(6),
    by: fc.oneof(
      fc.constantFrom(..."{}[]:,-#&*!|>'\"%@`? \n\t~0", "null", ".inf", "&x ", "*x", "<<", "---\n"),
      fc.string({ maxLength: 3 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
).map((edits) =>
  edits.reduce((text, { at, length, by }) => text.slice(0, at) + by + text.slice(at + length), SPEC)
);

Deno.test("parseSpec() reads a damaged spec or says where it is wrong, a line each", () => {
  fc.assert(
    fc.property(damaged, (text) => {
      try {
        parseSpec(text, "s.yaml");
      } catch (error) {
        assert(error instanceof SpecError, String(error));
        for (const line of error.message.split("\n")) {
          assert.match(line, /^s\.yaml:[1-9]\d*:[1-9]\d*: Cannot [^\p{Cc}]*$/u);
        }
      }
    }),
    { numRuns: 500 },
  );
});
