import { LineReader } from './line-reader.ts';

/** Reads `text/event-stream`: calls back with the data of each event. Comments are passed over. */
export class EventStreamParser {
  readonly #onData: (data: string) => void;
  readonly #lines: LineReader;
  #data: string | undefined;

  constructor(onData: (data: string) => void) {
    this.#onData = onData;
    this.#lines = new LineReader((line) => this.#line(line));
  }

  push(bytes: Buffer): void {
    this.#lines.push(bytes);
  }

  /** The source ended; an event whose empty line is missing still counts. */
  end(): void {
    this.#lines.end();
    this.#line('');
  }

  #line(line: string): void {
    if (line === '') {
      const data = this.#data;
      if (data === undefined) return;
      this.#data = undefined;
      this.#onData(data);
    } else if (line.startsWith('data:')) {
      const value = line.slice(line.charCodeAt(5) === 32 ? 6 : 5);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    }
  }
}
