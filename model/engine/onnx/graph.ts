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
  readonly inputs: ValueInfo[] = [];
  readonly #nodes: Node[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #constants = new Map<string, string>();
  #names = 0;

  /** Declares an input of the model. */
  input(name: string, type: GraphType, shape: readonly number[]): string {
    this.inputs.push({ name, type, shape: [...shape] });
    return name;
  }

  /** Declares an output of the model that equals the value `from`. */
  output(name: string, from: string, type: GraphType, shape: readonly number[]): void {
    this.#nodes.push({
      op: "Identity",
      domain: "",
      inputs: [from],
      outputs: [name],
      attributes: {},
    });
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
    this.#nodes.push({ op, domain, inputs, outputs, attributes });
    return outputs;
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

  /** The bytes of the model. */
  encode(): Uint8Array<ArrayBuffer> {
    return encodeModel({
      nodes: this.#nodes,
      inputs: this.inputs,
      outputs: this.#outputs,
      initializers: this.#initializers,
    });
  }

  #name(): string {
    return `t${this.#names++}`;
  }
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
