/**
 * Writes ONNX models: the few protobuf messages of onnx.proto3 that a traced graph needs.
 *
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 *
 * @module
 */

/** ONNX element types (TensorProto.DataType). */
export const ELEMENT = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

export type ElementType = keyof typeof ELEMENT;

export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly graph: GraphParts };

export interface Node {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integers and lists of integers are INT and INTS; `{ float }` is FLOAT, `{ graph }` GRAPH. */
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export interface Initializer extends ValueInfo {
  readonly data: Uint8Array;
}

/** A model's graph, or one inside a node, which may use values of those around it. */
export interface GraphParts {
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
}

/** Operator sets a model imports; `com.microsoft` holds onnxruntime's own operators. */
const OPSETS = [["", 20], ["com.microsoft", 1]] as const;
const IR_VERSION = 9;

/** The bytes of a ModelProto. */
export function encodeModel(graph: GraphParts): Uint8Array<ArrayBuffer> {
  const proto = new Message();
  proto.integer(1, IR_VERSION);
  proto.text(2, "medvill-bench");
  proto.message(7, encodeGraph(graph, "step"));
  for (const [domain, version] of OPSETS) {
    const opset = new Message();
    opset.text(1, domain);
    opset.integer(2, version);
    proto.message(8, opset);
  }
  return proto.bytes();
}

function encodeGraph({ nodes, inputs, outputs, initializers }: GraphParts, name: string): Message {
  const graph = new Message();
  for (const node of nodes) graph.message(1, encodeNode(node));
  graph.text(2, name);
  for (const initializer of initializers) graph.message(5, encodeTensor(initializer));
  for (const input of inputs) graph.message(11, encodeValueInfo(input));
  for (const output of outputs) graph.message(12, encodeValueInfo(output));
  return graph;
}

function encodeNode({ op, domain, inputs, outputs, attributes }: Node): Message {
  const node = new Message();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(4, op);
  for (const [name, value] of Object.entries(attributes)) {
    node.message(5, encodeAttribute(name, value));
  }
  if (domain !== "") node.text(7, domain);
  return node;
}

function encodeAttribute(name: string, value: Attribute): Message {
  const attribute = new Message();
  attribute.text(1, name);
  if (typeof value === "number") {
    attribute.integer(3, value);
    attribute.integer(20, 2);
  } else if (typeof value === "string") {
    attribute.text(4, value);
    attribute.integer(20, 3);
  } else if ("float" in value) {
    attribute.float(2, value.float);
    attribute.integer(20, 1);
  } else if ("graph" in value) {
    attribute.message(6, encodeGraph(value.graph, name));
    attribute.integer(20, 5);
  } else {
    for (const item of value) attribute.integer(8, item);
    attribute.integer(20, 7);
  }
  return attribute;
}

function encodeTensor({ name, type, shape, data }: Initializer): Message {
  const tensor = new Message();
  for (const dimension of shape) tensor.integer(1, dimension);
  tensor.integer(2, ELEMENT[type]);
  tensor.text(8, name);
  tensor.raw(9, data);
  return tensor;
}

function encodeValueInfo({ name, type, shape }: ValueInfo): Message {
  const dimensions = new Message();
  for (const size of shape) {
    const dimension = new Message();
    dimension.integer(1, size);
    dimensions.message(1, dimension);
  }
  const tensorType = new Message();
  tensorType.integer(1, ELEMENT[type]);
  tensorType.message(2, dimensions);
  const typeProto = new Message();
  typeProto.message(1, tensorType);
  const info = new Message();
  info.text(1, name);
  info.message(2, typeProto);
  return info;
}

const UTF8 = new TextEncoder();

/** A protobuf message under construction: a list of chunks and their total size. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  integer(field: number, value: number): void {
    this.#push(varint(field << 3));
    this.#push(varint(value));
  }

  float(field: number, value: number): void {
    this.#push(varint((field << 3) | 5));
    this.#push(new Uint8Array(Float32Array.of(value).buffer));
  }

  double(field: number, value: number): void {
    this.#push(varint((field << 3) | 1));
    this.#push(new Uint8Array(Float64Array.of(value).buffer));
  }

  text(field: number, value: string): void {
    this.raw(field, UTF8.encode(value));
  }

  raw(field: number, value: Uint8Array): void {
    this.#header(field, value.length);
    this.#push(value);
  }

  message(field: number, message: Message): void {
    this.#header(field, message.#size);
    for (const chunk of message.#chunks) this.#push(chunk);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      result.set(chunk, offset);
      offset += chunk.length;
    }
    return result;
  }

  #header(field: number, length: number): void {
    this.#push(varint((field << 3) | 2));
    this.#push(varint(length));
  }

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }
}

/** Varints of one byte. */
const SINGLE = Array.from({ length: 128 }, (_, value) => Uint8Array.of(value));

/** Base-128 varint; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  if (value >= 0 && value < SINGLE.length) return SINGLE[value]!;
  const bytes: number[] = [];
  let rest = value;
  if (rest < 0) {
    // Their upper bits are ones: seven at a time, the tenth byte holds the last one.
    for (let i = 0; i < 9; i++) {
      bytes.push((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    return Uint8Array.from([...bytes, 1]);
  }
  while (rest > 0x7f) {
    bytes.push(rest % 128 | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
