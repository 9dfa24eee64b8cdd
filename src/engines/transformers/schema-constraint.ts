import { LogitsProcessor, type Tensor } from '@huggingface/transformers';
import type { SchemaMachine } from './schema-machine.ts';

/** Candidates that are looked at, likeliest first, before the whole vocabulary is. */
const CANDIDATES = 64;

/** The numbers of the `count` highest values, highest first. */
function highest(values: Float32Array, count: number): number[] {
  const found: number[] = [];
  let least = -Infinity;
  for (let id = 0; id < values.length; id += 1) {
    const value = values[id]!;
    if (found.length === count && value <= least) continue;
    let at = found.length;
    while (at > 0 && values[found[at - 1]!]! < value) at -= 1;
    found.splice(at, 0, id);
    if (found.length > count) found.pop();
    least = values[found.at(-1)!]!;
  }
  return found;
}

/**
 * Lets a model choose only tokens that go on with a text the schema allows, and end only where such
 * a text is whole. Costs one pass over the vocabulary per token, and a second one where none of
 * the likeliest tokens fits.
 */
export class SchemaConstraint extends LogitsProcessor {
  readonly #tokens: readonly (Uint8Array | undefined)[];
  readonly #ends: readonly number[];
  #machine: SchemaMachine | null;
  #length: number | null = null;

  /** `tokens`: the bytes of each; `ends`: those that end a reply. */
  constructor(
    machine: SchemaMachine,
    tokens: readonly (Uint8Array | undefined)[],
    ends: readonly number[],
  ) {
    super();
    this.#machine = machine;
    this.#tokens = tokens;
    this.#ends = ends;
  }

  override _call(inputIds: bigint[][], logits: Tensor): Tensor {
    const ids = inputIds[0] ?? [];
    if (this.#length !== null && ids.length > this.#length) {
      this.#machine = this.#after(Number(ids.at(-1)));
    }
    this.#length = ids.length;
    const values = logits.data as Float32Array;
    const allowed = this.#allowed(values).map((id) => [id, values[id]!] as const);
    values.fill(-Infinity);
    for (const [id, value] of allowed) values[id] = value;
    // The next processor gets what this one returns, whatever the type of the library says.
    return logits;
  }

  #allowed(values: Float32Array): readonly number[] {
    const machine = this.#machine;
    const ends = machine === null || machine.complete ? this.#ends : [];
    const fits = (id: number) => ends.includes(id) || this.#after(id) !== null;
    const likely = highest(values, CANDIDATES).filter(fits);
    if (likely.length > 0) return likely;
    const all = [...values.keys()].filter(fits);
    // Nothing can follow: better half a reply, which whoever asked will see, than none that ends.
    return all.length > 0 ? all : this.#ends;
  }

  /** The machine after a token; null where it must not come. */
  #after(id: number): SchemaMachine | null {
    const bytes = this.#tokens[id];
    if (!bytes || bytes.length === 0) return null;
    let machine = this.#machine;
    for (const byte of bytes) {
      machine = machine?.next(byte) ?? null;
      if (!machine) return null;
    }
    return machine;
  }
}
