import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SpeakEvents, SpeechFormat, SpeechSound } from '../jobs/speak.ts';
import { UpstreamError } from '../providers/upstream-error.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';
import { speechConverter } from '../sound/speech-formats.ts';

export interface OutletParts {
  readonly response: ServerResponse;
  /** What the client gets. */
  readonly format: SpeechFormat;
  /** Where there is one. */
  readonly ffmpeg: Ffmpeg | undefined;
  /** Called once, before the first byte: time to send headers. */
  readonly begin: () => void;
}

/** Carries one attempt's sound to the client, in the kind of sound that the client asked for. */
export class SpeechOutlet implements SpeakEvents {
  readonly #parts: OutletParts;
  #converter: Duplex | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #failure: UpstreamError | undefined;
  #begun = false;
  #closed = false;

  constructor(parts: OutletParts) {
    this.#parts = parts;
  }

  start(sound: SpeechSound): void {
    const { format, ffmpeg, response } = this.#parts;
    const converter = speechConverter(sound, format, ffmpeg);
    if (converter === undefined) {
      throw new UpstreamError('status', {
        status: 400,
        refusal: 'sound-format',
        sentence: `This companion cannot make ${format} here, because ffmpeg is not installed; ask for wav or pcm.`,
        param: 'response_format',
      });
    }
    if (converter === 'none') return;
    this.#converter = converter;
    this.#ended = once(converter, 'end').catch((cause: unknown) => {
      this.#failure = new UpstreamError('garbage', { cause });
    });
    converter.on('data', (bytes: Buffer) => {
      if (this.#write(bytes)) return;
      converter.pause();
      response.once('drain', () => converter.resume());
    });
  }

  bytes(bytes: Buffer): boolean {
    if (this.#failure) throw this.#failure;
    return this.#converter ? this.#converter.write(bytes) : this.#write(bytes);
  }

  async ready(): Promise<void> {
    const full = this.#converter ?? this.#parts.response;
    // Whoever waits is told of a failure by the next piece, and of a client that left by its signal.
    if (full.writableNeedDrain) await once(full, 'drain').catch(() => undefined);
  }

  /** All was said: sends what is still on its way. */
  async finish(): Promise<void> {
    this.#converter?.end();
    await this.#ended;
    if (this.#failure) throw this.#failure;
    if (!this.#begun) throw new UpstreamError('cut');
    this.#parts.response.end();
  }

  /** Nothing more of this attempt goes anywhere. */
  close(): void {
    this.#closed = true;
    this.#converter?.destroy();
  }

  #write(bytes: Buffer): boolean {
    if (this.#closed || bytes.length === 0) return true;
    if (!this.#begun) this.#parts.begin();
    this.#begun = true;
    return this.#parts.response.write(bytes);
  }
}
