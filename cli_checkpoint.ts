/**
 * The command line's `checkpoint`: parses arguments and calls the importer and exporter.
 *
 * @module
 */
import { Command, Option } from "commander";
import process from "node:process";
import { exportCheckpoint, type ExportOptions } from "./model/checkpoint/export.ts";
import { importCheckpoint, type Progress } from "./model/checkpoint/import.ts";
import { inspectCheckpoint, type Inspection } from "./model/checkpoint/inspect.ts";
import { EXPORT_KINDS, KINDS } from "./model/checkpoint/names.ts";
import { clipped } from "./model/checkpoint/torch_error.ts";

interface JsonOption {
  readonly json?: boolean;
}

/** `checkpoint inspect | import | export`; errors are thrown. */
export function checkpointCommand(): Command {
  const root = new Command("checkpoint")
    .description("look into checkpoints, and bring them in and out")
    .exitOverride();
  root.command("inspect")
    .description("show what a checkpoint is of, and its tensors; nothing in it is run")
    .argument("<file>", "PyTorch (.bin, .pt) or safetensors")
    .option("--json", "print JSON on stdout")
    .action((file: string, { json }: JsonOption) => {
      const inspection = inspectCheckpoint(file);
      console.log(json ? JSON.stringify(inspection, null, 2) : inspectionText(file, inspection));
    });
  root.command("import")
    .description("turn a checkpoint into safetensors with this project's names")
    .argument("<file>", "PyTorch (.bin, .pt) or safetensors")
    .argument("<out>", "safetensors to write")
    .option("--ignore-unknown", "leave out names that the model does not have")
    .option("--json", "print JSON on stdout")
    .action(
      async (file: string, out: string, options: JsonOption & { ignoreUnknown?: boolean }) => {
        const { ignoreUnknown } = options;
        const imported = await shown((onProgress) =>
          importCheckpoint(file, out, { ignoreUnknown, onProgress })
        );
        const { kind, tensors, values, left } = imported;
        const text = [
          `${out}: ${KINDS[kind].title}, ${tensors} tensors, ${grouped(values)} values`,
          ...names("left out, as this model does not use it", left),
        ];
        console.log(options.json ? JSON.stringify({ out, ...imported }, null, 2) : text.join("\n"));
      },
    );
  root.command("export")
    .description("turn safetensors of this project into a checkpoint that other programs load")
    .argument("<model>", "safetensors with this project's names")
    .argument("<out>", "file to write: .bin, .pt or .pth for PyTorch, or .safetensors")
    .addOption(
      new Option("--as <kind>", "whose names it gets").choices([...EXPORT_KINDS])
        .makeOptionMandatory(),
    )
    .option("--parallel", "as saved from parallel training: {state_dict: {module.*: …}}")
    .option("--trunk <file>", "safetensors with the image trunk, where the model has none")
    .option("--json", "print JSON on stdout")
    .action(async (model: string, out: string, options: JsonOption & ExportOptions) => {
      const { as, parallel, trunk } = options;
      const exported = await shown((onProgress) =>
        exportCheckpoint(model, out, { as, parallel, trunk, onProgress })
      );
      const { kind, tensors, left, zeros } = exported;
      const text = [
        `${out}: ${KINDS[kind].title}, ${tensors} tensors`,
        ...names("left out, as that model does not have it", left),
        ...names("written as zeros, as this model does not have it", zeros),
      ];
      console.log(options.json ? JSON.stringify({ out, ...exported }, null, 2) : text.join("\n"));
    });
  return root;
}

function inspectionText(file: string, inspection: Inspection): string {
  const { format, kind, misfit, tensors, parameters, training } = inspection;
  const title = kind === undefined ? "of no known model" : KINDS[kind].title;
  const width = tensors.reduce((most, { name }) => Math.max(most, clipped(name).length), 0);
  return [
    `${file}: ${format}, ${title}, ${tensors.length} tensors, ${grouped(parameters)} parameters`,
    ...(misfit === undefined ? [] : [`It cannot be imported: ${misfit}`]),
    ...Object.entries(training).map(([name, value]) => clipped(`${name}: ${value}`)),
    ...tensors.map(({ name, dtype, shape }) =>
      `${clipped(name).padEnd(width)}  ${dtype.padEnd(4)}  [${shape.join(", ")}]`
    ),
  ].join("\n");
}

/** One line each, the first of them with a title. */
function names(title: string, all: readonly string[]): string[] {
  return all.length === 0
    ? []
    : [`${all.length} ${title}:`, ...all.map((name) => `  ${clipped(name)}`)];
}

/** Shows progress on a terminal while `work` runs. */
async function shown<T>(work: (onProgress: Progress) => T): Promise<T> {
  if (!process.stderr.isTTY) return work(() => {});
  const { createLogUpdate } = await import("log-update");
  const log = createLogUpdate(process.stderr);
  try {
    return work((done, total) => log(`${done} of ${total} tensors`));
  } finally {
    log.clear();
  }
}

function grouped(value: number): string {
  return value.toLocaleString("en");
}
