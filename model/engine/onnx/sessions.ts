/**
 * Compiled graphs, shared by the programs that trace to the same model.
 *
 * A graph holds no parameters, they are fed: a stage takes the graph that was compiled for another
 * stage's program. Graphs that no program uses are kept, the ones used last, while they are small.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { compile } from "./compile.ts";
import type { Executable, ExecutableOptions } from "./executable.ts";

/** Most bytes that unused graphs may hold together. */
const UNUSED_BYTES = 2 ** 29;

/** A model and about how much memory a run of it takes, which its graph keeps. */
export interface SizedModel {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
}

/** A graph in use. */
export interface Lease {
  readonly graph: Executable;
  /** Whether it was compiled before. */
  readonly reused: boolean;
  /** Hands the graph back; to be called once. */
  release(): void;
}

interface Compiled {
  readonly executable: Promise<Executable>;
  readonly bytes: number;
  users: number;
}

/** By model and options, in the order of their last use. */
const graphs = new Map<string, Compiled>();

/** The graph of a model, compiled if it is not there. */
export async function lease(
  { model, bytes }: SizedModel,
  options: ExecutableOptions,
): Promise<Lease> {
  const id = createHash("sha256").update(JSON.stringify(options)).update(model).digest("hex");
  const known = graphs.get(id);
  const graph = known ?? { executable: compile(model, options), bytes, users: 0 };
  graph.users++;
  use(id, graph);
  try {
    const executable = await graph.executable;
    return { graph: executable, reused: known !== undefined, release: () => giveBack(id, graph) };
  } catch (error) {
    graphs.delete(id);
    throw error;
  }
}

function giveBack(id: string, graph: Compiled): void {
  graph.users--;
  use(id, graph);
  graph.executable.then((executable) => executable.forget());
  const unused = [...graphs].filter(([, { users }]) => users === 0);
  let bytes = unused.reduce((sum, [, graph]) => sum + graph.bytes, 0);
  for (const [id, { executable, bytes: own }] of unused) {
    if (bytes <= UNUSED_BYTES) return;
    bytes -= own;
    graphs.delete(id);
    executable.then((executable) => executable.release());
  }
}

function use(id: string, graph: Compiled): void {
  graphs.delete(id);
  graphs.set(id, graph);
}
