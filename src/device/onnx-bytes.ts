/**
 * Writes the few ONNX graphs that probes run, in protobuf's wire format. Kept here because a graph of
 * one operator is a hundred bytes and a probe's weights are zeros that nobody should download.
 */

/** Element types of onnx.proto. */
export const ELEMENT = { float: 1, uint8: 2, int8: 3 } as const;
type ElementType = (typeof ELEMENT)[keyof typeof ELEMENT];

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  /** Whole numbers only; that is all the probes need. */
  readonly attributes?: Readonly<Record<string, number>>;
}

/** A constant of the graph. */
export interface GraphConstant {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  /** Float tensors; a dimension of 0 may be any size. */
  readonly inputs: readonly { readonly name: string; readonly dims: readonly number[] }[];
  readonly outputs: readonly string[];
}

type Bytes = readonly Uint8Array[];

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

const encoder = new TextEncoder();
const number = (field: number, value: number): Bytes => [varint(field * 8), varint(value)];
const bytes = (field: number, value: Uint8Array): Bytes => [
  varint(field * 8 + 2),
  varint(value.length),
  value,
];
const text = (field: number, value: string): Bytes => bytes(field, encoder.encode(value));
const message = (field: number, ...parts: readonly Bytes[]): Bytes =>
  bytes(field, join(parts.flat()));

function join(parts: Bytes): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const INT_ATTRIBUTE = 2;
const IR_VERSION = 8;
const OPSETS = [
  ['', 17],
  ['com.microsoft', 1],
] as const;

function nodeBytes({ op, inputs, outputs, domain, attributes = {} }: GraphNode): Bytes {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      message(5, text(1, name), number(3, value), number(20, INT_ATTRIBUTE)),
    ),
    ...(domain === undefined ? [] : [text(7, domain)]),
  );
}

/** Field 11 is an input of the graph, 12 an output. */
function valueBytes(field: number, name: string, dims?: readonly number[]): Bytes {
  const shape = dims?.map((size) =>
    message(1, size === 0 ? text(2, `any_${name}`) : number(1, size)),
  );
  const type = message(1, number(1, ELEMENT.float), ...(shape ? [message(2, ...shape)] : []));
  return message(field, text(1, name), message(2, type));
}

/** The graph as the bytes of an .onnx file. */
export function onnxBytes(graph: Graph): Uint8Array<ArrayBuffer> {
  const { nodes, constants, inputs, outputs } = graph;
  return join(
    [
      number(1, IR_VERSION),
      message(
        7,
        ...nodes.map(nodeBytes),
        text(2, 'probe'),
        ...constants.map(({ name, type, dims, bytes: raw }) =>
          message(
            5,
            ...dims.map((size) => number(1, size)),
            number(2, type),
            text(8, name),
            bytes(9, raw),
          ),
        ),
        ...inputs.map(({ name, dims }) => valueBytes(11, name, dims)),
        ...outputs.map((name) => valueBytes(12, name)),
      ),
      ...OPSETS.map(([domain, version]) => message(8, text(1, domain), number(2, version))),
    ].flat(),
  );
}
