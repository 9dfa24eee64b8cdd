import type { IncomingHttpHeaders } from 'node:http';
import { sniffSound, type SoundContainer } from '../sound/sniff-sound.ts';
import type { SpeakEvents, SpeechFormat, SpeechSound } from '../jobs/speak.ts';
import type { TokenTimer } from './token-timer.ts';
import { UpstreamError } from './upstream-error.ts';
import type { AnswerReader } from './upstream-http.ts';

/** What bare samples are when nobody says: the OpenAI dialect's rate. */
const DIALECT_HZ = 24_000;
/** So much is looked at before the first byte goes on. */
const SNIFF_BYTES = 12;
/** Ten minutes of uncompressed sound, far above what one text becomes. */
const MAX_BYTES = 67_108_864;

const byContainer: Readonly<Partial<Record<SoundContainer, Exclude<SpeechFormat, 'pcm'>>>> = {
  wav: 'wav',
  mp3: 'mp3',
  ogg: 'opus',
  aac: 'aac',
  flac: 'flac',
};

/** Passes an upstream's sound on as it comes, and finds out what kind of sound it is. */
export class SoundReader implements AnswerReader {
  readonly #events: SpeakEvents;
  readonly #asked: SpeechFormat;
  readonly #timer: () => TokenTimer | undefined;
  #mediaType = '';
  #front: Buffer | undefined = Buffer.alloc(0);
  #bytes = 0;

  /** `asked` is what the upstream was asked for; it may well send something else. */
  constructor(events: SpeakEvents, asked: SpeechFormat, timer: () => TokenTimer | undefined) {
    this.#events = events;
    this.#asked = asked;
    this.#timer = timer;
  }

  start(headers: IncomingHttpHeaders): void {
    this.#mediaType = (headers['content-type'] ?? '').toLowerCase();
    // An apology in JSON is no sound.
    if (this.#mediaType.startsWith('application/json')) throw new UpstreamError('error-event');
  }

  data(bytes: Buffer): boolean {
    this.#timer()?.token();
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_BYTES) throw new UpstreamError('too-large');
    if (!this.#front) return this.#events.bytes(bytes);
    this.#front = Buffer.concat([this.#front, bytes]);
    return this.#front.length < SNIFF_BYTES || this.#begin(this.#front);
  }

  ready(): Promise<void> {
    return this.#events.ready();
  }

  end(): void {
    if (!this.#front) return;
    // A WAV or MP3 of fewer bytes has no sound in it; nor has an empty answer.
    throw new UpstreamError('cut');
  }

  #begin(front: Buffer): boolean {
    this.#front = undefined;
    this.#events.start(this.#kindOf(front));
    return this.#events.bytes(front);
  }

  #kindOf(front: Buffer): SpeechSound {
    const sniffed = sniffSound(front);
    const format = sniffed && byContainer[sniffed];
    const raw = /audio\/(pcm|l16|raw)/.test(this.#mediaType);
    // Bare samples may begin with any bytes: a frame's few bits prove little where they are asked
    // for, and the word of the upstream counts.
    const frame = (format === 'mp3' || format === 'aac') && !/mpeg|mp3|aac/.test(this.#mediaType);
    const plain = format ? frame : !this.#mediaType.startsWith('text/');
    if (raw || (this.#asked === 'pcm' && plain)) {
      const rate = Number(/rate=(\d{4,6})/.exec(this.#mediaType)?.[1] ?? DIALECT_HZ);
      return { format: 'pcm', sampleRateHz: rate };
    }
    if (format) return { format };
    throw new UpstreamError('garbage');
  }
}
