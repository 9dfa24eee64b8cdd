/** What a tokenizer does here. */
export type Decode = (ids: readonly bigint[]) => string;

/** What decoders make of half a character. */
const BROKEN = '\uFFFD';

/** So many tokens are decoded together at most: each new one costs as much as all of them. */
const WINDOW = 16;

/**
 * Text out of tokens as they come. A token may end inside a character: such text is held back until
 * the rest of it came. Each token is decoded together with those just before it, because decoders
 * drop the space of the first word.
 */
export class TokenText {
  readonly #decode: Decode;
  #ids: bigint[] = [];
  /** The text of `#ids` that was handed out. */
  #said = '';

  constructor(decode: Decode) {
    this.#decode = decode;
  }

  /** Returns the text that `id` completes, often a word, sometimes nothing. */
  push(id: bigint): string {
    this.#ids.push(id);
    const now = this.#decode(this.#ids);
    if (now.length <= this.#said.length || now.endsWith(BROKEN)) return '';
    const fresh = now.slice(this.#said.length);
    this.#said = now;
    if (this.#ids.length >= WINDOW) {
      // The last one stays, so that the next does not look like the first of a text.
      this.#ids = [id];
      this.#said = this.#decode(this.#ids);
    }
    return fresh;
  }

  /** What is left when the reply is over, without half characters. */
  end(): string {
    const rest = this.#decode(this.#ids)
      .slice(this.#said.length)
      .replace(/\uFFFD+$/, '');
    this.#ids = [];
    this.#said = '';
    return rest;
  }
}
