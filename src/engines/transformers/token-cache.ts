import { DynamicCache, Tensor } from '@huggingface/transformers';

/** What a model remembers of tokens it has read: keys and values of every layer. */
interface Remembered {
  /** The tokens that `past` stands for, from the first on. */
  readonly ids: readonly bigint[];
  readonly past: DynamicCache;
}

/** Below this many tokens, cutting costs more than reading again. */
const WORTH_CUTTING = 16;

/** How many tokens two sequences have in common from the beginning. */
function commonPrefix(a: readonly bigint[], b: readonly bigint[]): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

type Numbers = Float32Array | Uint16Array;

/** The first `keep` of `length` positions of keys or values, `dims` = 1, heads, positions, size. */
function firstPositions(data: Numbers, dims: readonly number[], keep: number): Numbers {
  const [, heads = 1, length = 0, size = 0] = dims;
  const kept = new (data.constructor as new (count: number) => Numbers)(heads * keep * size);
  for (let head = 0; head < heads; head += 1) {
    const from = head * length * size;
    kept.set(data.subarray(from, from + keep * size), head * keep * size);
  }
  return kept;
}

/** Downloads where it must, and cuts; null for a memory that is no list of positions. */
async function cut(past: DynamicCache, length: number, keep: number): Promise<DynamicCache | null> {
  const tensors = Object.entries(past as unknown as Record<string, Tensor>);
  const isList = ({ dims, type }: Tensor) =>
    dims.length === 4 && dims[0] === 1 && dims[2] === length && /^float(?:16|32)$/.test(type);
  if (!tensors.every(([, tensor]) => isList(tensor))) return null;
  const kept: Record<string, Tensor> = {};
  for (const [name, tensor] of tensors) {
    const data = (await tensor.ort_tensor.getData()) as Numbers;
    const dims = [1, tensor.dims[1] ?? 1, keep, tensor.dims[3] ?? 0];
    kept[name] = new Tensor(tensor.type, firstPositions(data, tensor.dims, keep), dims);
  }
  return new DynamicCache(kept);
}

/**
 * The memory of conversations between their turns: of the last one, and of the one before it, so
 * that marking an answer does not cost the talk around it its memory. It is given away while a turn
 * runs, and set again after it; what is no longer wanted is disposed here and nowhere else.
 */
export class TokenCache {
  /** Newest first; two at most, and one while a turn runs with another. */
  #kept: Remembered[] = [];

  /**
   * Gives away the memory that has most of `ids`, cut to what they begin with, and with at least one
   * token left to read. Null when too little of any is of use.
   */
  async take(ids: readonly bigint[]): Promise<Remembered | null> {
    const shared = (kept: Remembered) => Math.min(commonPrefix(kept.ids, ids), ids.length - 1);
    const [best] = [...this.#kept].sort((a, b) => shared(b) - shared(a));
    if (!best) return null;
    const keep = shared(best);
    if (keep === best.ids.length) {
      this.#kept = this.#kept.filter((kept) => kept !== best);
      return best;
    }
    const past = keep < WORTH_CUTTING ? null : await cut(best.past, best.ids.length, keep);
    // A conversation that was changed near its end goes on; one that only begins alike is another.
    if (past && keep * 2 >= best.ids.length) await this.#drop(best);
    await this.#leave(1);
    return past && { ids: ids.slice(0, keep), past };
  }

  /** Whether everything of `ids` is in memory, so that nothing is left to read ahead. */
  covers(ids: readonly bigint[]): boolean {
    return this.#kept.some((kept) => commonPrefix(kept.ids, ids) === ids.length);
  }

  set(remembered: Remembered): void {
    this.#kept.unshift(remembered);
  }

  async clear(): Promise<void> {
    await this.#leave(0);
  }

  async #leave(most: number): Promise<void> {
    for (const old of this.#kept.slice(most)) await this.#drop(old);
  }

  async #drop(old: Remembered): Promise<void> {
    this.#kept = this.#kept.filter((kept) => kept !== old);
    await old.past.dispose();
  }
}
