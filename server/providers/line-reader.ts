import { StringDecoder } from 'node:string_decoder';
import { UpstreamError } from './upstream-error.ts';

/** A line longer than this is not a token of an answer. */
const MAX_LINE = 4_194_304;

/**
 * Bytes in, lines out, wherever the bytes were split, inside a character too. Lines end with `\n`
 * or `\r\n`; a byte order mark at the start is dropped.
 * @throws UpstreamError `too-large` for a line that does not end.
 */
export class LineReader {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #started = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(bytes: Buffer): void {
    let text = this.#decoder.write(bytes);
    if (!this.#started && text !== '') {
      this.#started = true;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    if (this.#rest !== '') text = this.#rest + text;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const stop = end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      const line = text.slice(from, stop);
      from = end + 1;
      this.#onLine(line);
    }
    this.#rest = from === 0 ? text : text.slice(from);
    if (this.#rest.length > MAX_LINE) throw new UpstreamError('too-large');
  }

  /** The source ended: what is left counts as a last line. */
  end(): void {
    const line = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (line !== '') this.#onLine(line);
  }
}
