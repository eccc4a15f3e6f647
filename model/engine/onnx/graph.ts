/**
 * An ONNX graph under construction.
 *
 * @module
 */
import {
  type Attribute,
  encodeModel,
  type Initializer,
  type Node,
  type ValueInfo,
} from "./proto.ts";

export type GraphType = "float32" | "int32" | "int64" | "bool";

/** A value of the graph: its name is an edge, its uniform number, if any, is known while tracing. */
export interface Value {
  readonly name: string;
  /** Set if every element is this number; such a value gets a node only if one is needed. */
  readonly uniform?: number;
}

/** Collects nodes, constants, inputs and outputs and writes the model. */
export class Graph {
  readonly #inputs: ValueInfo[] = [];
  readonly #nodes: Node[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #constants = new Map<string, string>();
  readonly #producers = new Map<string, Node>();
  /** Edges that are outputs too, under the outputs' names. */
  readonly #renamed = new Map<string, string>();
  #names = 0;

  /** Declares an input of the model. */
  input(name: string, type: GraphType, shape: readonly number[]): string {
    this.#inputs.push({ name, type, shape: [...shape] });
    return name;
  }

  /** Declares an output of the model that equals the value `from`. */
  output(name: string, from: string, type: GraphType, shape: readonly number[]): void {
    // What a node makes is written into the output at once; anything else is copied.
    if (this.producer(from) && !this.#renamed.has(from)) this.#renamed.set(from, name);
    else this.#nodes.push(identity(from, name));
    this.#outputs.push({ name, type, shape: [...shape] });
  }

  /** Adds a node with one output and returns the output's name. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = "",
  ): string {
    return this.nodes(op, inputs, 1, attributes, domain)[0]!;
  }

  /** Adds a node with `count` outputs and returns their names. */
  nodes(
    op: string,
    inputs: readonly string[],
    count: number,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = "",
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.#name());
    const node = { op, domain, inputs, outputs, attributes };
    this.#nodes.push(node);
    for (const output of outputs) this.#producers.set(output, node);
    return outputs;
  }

  /** The node that makes an edge; undefined for inputs and constants. */
  producer(edge: string): Node | undefined {
    return this.#producers.get(edge);
  }

  /** A constant; equal small constants are stored once. */
  constant(type: GraphType, shape: readonly number[], values: ArrayLike<number>): string {
    const id = values.length <= 64 ? `${type} ${shape} ${Array.from(values)}` : undefined;
    const known = id === undefined ? undefined : this.#constants.get(id);
    if (known !== undefined) return known;
    const name = this.#name();
    this.#initializers.push({ name, type, shape: [...shape], data: encodeValues(type, values) });
    if (id !== undefined) this.#constants.set(id, name);
    return name;
  }

  /** A one-dimensional int64 constant: shapes, axes, starts and ends of ONNX operators. */
  integers(values: readonly number[]): string {
    return this.constant("int64", [values.length], values);
  }

  /** The nodes that an output depends on, in their order, with the outputs' names. */
  finalNodes(): Node[] {
    const named = (edges: readonly string[]) =>
      edges.map((edge) => this.#renamed.get(edge) ?? edge);
    const edges = new Set([...this.#renamed.keys(), ...this.#outputs.map(({ name }) => name)]);
    const needed = this.#nodes.toReversed().filter(({ inputs, outputs }) => {
      if (!outputs.some((edge) => edges.has(edge))) return false;
      for (const edge of inputs) edges.add(edge);
      return true;
    });
    return needed.reverse().map((node) => {
      return { ...node, inputs: named(node.inputs), outputs: named(node.outputs) };
    });
  }

  /** The inputs that some nodes read, by name: in whatever order they were declared. */
  inputsOf(nodes: readonly Node[]): ValueInfo[] {
    const read = new Set(nodes.flatMap(({ inputs }) => inputs));
    return this.#inputs
      .filter(({ name }) => read.has(name))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** The bytes of the model of some nodes, by default of those that are needed. */
  encode(nodes: readonly Node[] = this.finalNodes()): Uint8Array<ArrayBuffer> {
    return encodeModel({
      nodes,
      inputs: this.inputsOf(nodes),
      outputs: this.#outputs,
      initializers: this.#initializers,
    });
  }

  #name(): string {
    return `t${this.#names++}`;
  }
}

function identity(from: string, to: string): Node {
  return { op: "Identity", domain: "", inputs: [from], outputs: [to], attributes: {} };
}

function encodeValues(type: GraphType, values: ArrayLike<number>): Uint8Array {
  switch (type) {
    case "float32":
      return new Uint8Array(Float32Array.from(values).buffer);
    case "int32":
      return new Uint8Array(Int32Array.from(values).buffer);
    case "int64":
      return new Uint8Array(BigInt64Array.from(Array.from(values), (v) => BigInt(v)).buffer);
    case "bool":
      return Uint8Array.from(values, (v) => v === 0 ? 0 : 1);
  }
}
