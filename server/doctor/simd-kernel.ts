/**
 * A WebAssembly module with one function, `run(rounds)`: products and sums of four floats at a time,
 * as the inner loop of a matrix product has them. Written as bytes because it is forty instructions;
 * it runs the same in Node as the browser's engines do, so both sides of tiers.json speak of the same
 * figure.
 */
const SUMS = 8;
const LANES = 4;
/** A product and a sum in each lane of each register. */
export const FLOPS_PER_ROUND = SUMS * LANES * 2;

const local = (index: number) => [0x20, index];
const setLocal = (index: number) => [0x21, index];
const load = (offset: number) => [0xfd, 0x00, 4, offset];
const MULTIPLY = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
const FIRST_LANE = [0xfd, 0x1f, 0];
const ROUNDS = 0;

/** Lengths below 16,384, as LEB128 in two bytes. */
const length = (size: number) => [(size & 127) | 128, size >> 7];
const section = (id: number, bytes: readonly number[]) => [id, ...length(bytes.length), ...bytes];

/** The address moves with every round, so that nothing can be taken out of the loop. */
const ADDRESS = [...local(ROUNDS), 0x41, 0xf0, 0x07, 0x71];

const sum = (index: number) => [
  ...local(index + 1),
  ...ADDRESS,
  ...load(16 * index),
  ...ADDRESS,
  ...load((16 * (index + 1)) % 128),
  ...MULTIPLY,
  ...ADD,
  ...setLocal(index + 1),
];

export function simdKernel(): Uint8Array<ArrayBuffer> {
  const sums = Array.from({ length: SUMS }, (_, index) => index);
  const body = [
    // One group of locals: the sums, as v128.
    1,
    SUMS,
    0x7b,
    0x03,
    0x40,
    ...sums.flatMap(sum),
    // rounds -= 1; again unless it is zero.
    ...local(ROUNDS),
    0x41,
    1,
    0x6b,
    0x22,
    ROUNDS,
    0x0d,
    0,
    0x0b,
    ...local(1),
    ...sums.slice(1).flatMap((index) => [...local(index + 1), ...ADD]),
    ...FIRST_LANE,
    0x0b,
  ];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 3, ...Buffer.from('run'), 0, 0, 6, ...Buffer.from('memory'), 2, 0]),
    ...section(10, [1, ...length(body.length), ...body]),
  ]);
}
