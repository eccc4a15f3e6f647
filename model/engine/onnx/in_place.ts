/**
 * Which inputs of a graph may be overwritten by an output while it runs.
 *
 * onnxruntime does not know that both lie in one buffer. So everything that reads the input must
 * have run before the output is written, whatever order onnxruntime chooses: each reader must be the
 * node that writes, which then goes element by element, or one that it depends on.
 *
 * @module
 */
import type { Node } from "./proto.ts";

/** Operators that write an element when they have read those of the same place, and no later ones. */
const ELEMENT_BY_ELEMENT = new Set(["Add", "Div", "Mul", "Sub"]);

/**
 * The outputs that may lie in the buffer of their input.
 *
 * @param nodes Each after those it depends on.
 * @param pairs Names of inputs and outputs of the same shape.
 */
export function inPlace(
  nodes: readonly Node[],
  pairs: readonly (readonly [input: string, output: string])[],
): Set<string> {
  const inputs = new Set(pairs.map(([input]) => input));
  const before = new Ancestors(nodes.length);
  const writers = new Map<string, number>();
  const readers = new Map<string, number[]>();
  nodes.forEach((node, index) => {
    for (const edge of node.inputs) {
      if (inputs.has(edge)) readers.set(edge, [...readers.get(edge) ?? [], index]);
      const parent = writers.get(edge);
      if (parent !== undefined) before.add(index, parent);
    }
    for (const edge of node.outputs) writers.set(edge, index);
  });
  const isSafe = ([input, output]: readonly [string, string]) => {
    const writer = writers.get(output);
    if (writer === undefined || !ELEMENT_BY_ELEMENT.has(nodes[writer]!.op)) return false;
    return (readers.get(input) ?? []).every((reader) => {
      if (reader === writer) return true;
      // What goes element by element may be merged with what it directly reads.
      const { op, outputs } = nodes[reader]!;
      const isNext = outputs.some((edge) => nodes[writer]!.inputs.includes(edge));
      return before.has(writer, reader) && (!isNext || ELEMENT_BY_ELEMENT.has(op));
    });
  };
  return new Set(pairs.filter(isSafe).map(([, output]) => output));
}

/** For each node the set of those it depends on, a bit each. */
class Ancestors {
  readonly #words: number;
  readonly #bits: Uint32Array;

  constructor(nodes: number) {
    this.#words = Math.ceil(nodes / 32);
    this.#bits = new Uint32Array(nodes * this.#words);
  }

  /** Notes that `node` reads what `parent` makes; all parents of `parent` are known. */
  add(node: number, parent: number): void {
    const [to, from] = [node * this.#words, parent * this.#words];
    const used = (parent >>> 5) + 1;
    for (let word = 0; word < used; word++) this.#bits[to + word]! |= this.#bits[from + word]!;
    this.#bits[to + (parent >>> 5)]! |= 1 << (parent & 31);
  }

  has(node: number, parent: number): boolean {
    const word = this.#bits[node * this.#words + (parent >>> 5)]!;
    return (word >>> (parent & 31) & 1) === 1;
  }
}
