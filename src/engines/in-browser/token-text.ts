/** What a tokenizer does here. */
export type Decode = (ids: readonly bigint[]) => string;

/** Before and after these a decoder may behave differently, so text is always cut where it was whole. */
const BROKEN = '\uFFFD';

/**
 * Text out of tokens as they come. A token may end inside a character: such text is held back until
 * the rest of it came. Each token is decoded together with those just before it, because decoders
 * drop the space of the first word.
 */
export class TokenText {
  readonly #decode: Decode;
  #ids: bigint[] = [];
  /** Of `#ids`: where the last whole piece began, and how many have become text. */
  #from = 0;
  #done = 0;

  constructor(decode: Decode) {
    this.#decode = decode;
  }

  /** Returns the text that `id` completes, often a word, sometimes nothing. */
  push(id: bigint): string {
    this.#ids.push(id);
    const before = this.#decode(this.#ids.slice(this.#from, this.#done));
    const now = this.#decode(this.#ids.slice(this.#from));
    if (now.length <= before.length || now.endsWith(BROKEN)) return '';
    this.#from = this.#done;
    this.#done = this.#ids.length;
    return now.slice(before.length);
  }

  /** What is left when the reply is over, without half characters. */
  end(): string {
    const before = this.#decode(this.#ids.slice(this.#from, this.#done));
    const now = this.#decode(this.#ids.slice(this.#from));
    this.#from = this.#done = this.#ids.length;
    return now.slice(before.length).replace(/\uFFFD+$/, '');
  }
}
