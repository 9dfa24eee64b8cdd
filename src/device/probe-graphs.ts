import { ELEMENT, onnxBytes, type GraphConstant, type GraphNode } from './onnx-bytes.ts';

/** Rows of the weights: large enough not to stay in the nearest cache, small enough for old phones. */
export const PROBE_SIZE = 1024;
const INT4_BLOCK = 32;

const zeros = (length: number) => new Uint8Array(length);
const floats = (length: number, value: number) =>
  new Uint8Array(new Float32Array(length).fill(value).buffer);
const square = { inputs: [{ name: 'x', dims: [0, PROBE_SIZE] }], outputs: ['y'] };

/** One product with constant weights, in each number format as exported models have it. */
export const matrixGraphs = {
  fp32: () =>
    onnxBytes({
      ...square,
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      constants: [
        {
          name: 'w',
          type: ELEMENT.float,
          dims: [PROBE_SIZE, PROBE_SIZE],
          bytes: floats(PROBE_SIZE * PROBE_SIZE, 0.01),
        },
      ],
    }),
  int8: () =>
    onnxBytes({
      ...square,
      nodes: [
        { op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['q', 'scale', 'zero'] },
        { op: 'MatMulInteger', inputs: ['q', 'w', 'zero'], outputs: ['sum'] },
        { op: 'Cast', inputs: ['sum'], outputs: ['float'], attributes: { to: ELEMENT.float } },
        { op: 'Mul', inputs: ['float', 'scale'], outputs: ['y'] },
      ],
      constants: [
        {
          name: 'w',
          type: ELEMENT.int8,
          dims: [PROBE_SIZE, PROBE_SIZE],
          bytes: zeros(PROBE_SIZE * PROBE_SIZE).fill(3),
        },
      ],
    }),
  int4: () =>
    onnxBytes({
      ...square,
      nodes: [
        {
          op: 'MatMulNBits',
          domain: 'com.microsoft',
          inputs: ['x', 'w', 'scales'],
          outputs: ['y'],
          attributes: { K: PROBE_SIZE, N: PROBE_SIZE, bits: 4, block_size: INT4_BLOCK },
        },
      ],
      constants: [
        {
          name: 'w',
          type: ELEMENT.uint8,
          dims: [PROBE_SIZE, PROBE_SIZE / INT4_BLOCK, INT4_BLOCK / 2],
          bytes: zeros((PROBE_SIZE * PROBE_SIZE) / 2).fill(0x79),
        },
        {
          name: 'scales',
          type: ELEMENT.float,
          dims: [(PROBE_SIZE * PROBE_SIZE) / INT4_BLOCK],
          bytes: floats((PROBE_SIZE * PROBE_SIZE) / INT4_BLOCK, 0.01),
        },
      ],
    }),
} as const;

const SMALL_WIDTH = 128;
export const SMALL_DIMS = [1, 1, SMALL_WIDTH] as const;

/**
 * A piece of a model so small that only the number of its operators counts: passes over a row, and a
 * product, because handing that to threads and back has a price of its own.
 */
const LINK: readonly (readonly [op: string, ...more: string[]])[] = [
  ['Mul', 'c'],
  ['Softmax'],
  ['Add', 'c'],
  ['Erf'],
  ['Sigmoid'],
  ['Add', 'c'],
];
/** Operators of one link, the quantised product (four nodes) among them. */
export const LINK_OPERATORS = LINK.length + 4;

function link(index: number, from: string, to: string): GraphNode[] {
  const name = (place: number | string) => `l${index}_${place}`;
  const passes = LINK.map(([op, ...more], place): GraphNode => ({
    op,
    inputs: [place === 0 ? from : name(place - 1), ...more],
    outputs: [name(place)],
  }));
  const [q, scale, zero, sum, float] = ['q', 'scale', 'zero', 'sum', 'float'].map(name);
  return [
    ...passes,
    { op: 'DynamicQuantizeLinear', inputs: [name(LINK.length - 1)], outputs: [q!, scale!, zero!] },
    { op: 'MatMulInteger', inputs: [q!, 'w', zero!], outputs: [sum!] },
    { op: 'Cast', inputs: [sum!], outputs: [float!], attributes: { to: ELEMENT.float } },
    { op: 'Mul', inputs: [float!, scale!], outputs: [to] },
  ];
}

const linkConstants = (): GraphConstant[] => [
  { name: 'c', type: ELEMENT.float, dims: [SMALL_WIDTH], bytes: floats(SMALL_WIDTH, 1.01) },
  {
    name: 'w',
    type: ELEMENT.int8,
    dims: [SMALL_WIDTH, SMALL_WIDTH],
    bytes: zeros(SMALL_WIDTH * SMALL_WIDTH).fill(1),
  },
];

/** A chain of `links`; of none, a graph with a single operator. */
export function chainGraph(links: number): Uint8Array<ArrayBuffer> {
  const ends = Array.from({ length: links }, (_, index) => `e${index}`);
  return onnxBytes({
    nodes: [
      ...ends.flatMap((end, index) => link(index, ends[index - 1] ?? 'x', end)),
      { op: 'Neg', inputs: [ends.at(-1) ?? 'x'], outputs: ['y'] },
    ],
    // The runtime complains aloud about constants that nobody uses.
    constants: links === 0 ? [] : linkConstants(),
    inputs: [{ name: 'x', dims: SMALL_DIMS }],
    outputs: ['y'],
  });
}

/** `count` inputs, each with an output of its own: what a cache of keys and values is to a runtime. */
export function tensorsGraph(count: number): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: count }, (_, index) => index);
  return onnxBytes({
    nodes: names.map((index) => ({ op: 'Neg', inputs: [`x${index}`], outputs: [`y${index}`] })),
    constants: [],
    inputs: names.map((index) => ({ name: `x${index}`, dims: SMALL_DIMS })),
    outputs: names.map((index) => `y${index}`),
  });
}
