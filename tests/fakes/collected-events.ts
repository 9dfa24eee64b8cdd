import type { ChatChunk, ChatEvents } from '../../server/jobs/chat.ts';
import type { SpeakEvents, SpeechSound } from '../../server/jobs/speak.ts';

/** Keeps what a chat model says. */
export class CollectedChat implements ChatEvents {
  readonly chunks: ChatChunk[] = [];
  readonly #onChunk: () => void;
  loadings = 0;

  constructor(onChunk: () => void = () => undefined) {
    this.#onChunk = onChunk;
  }

  get text(): string {
    return this.chunks.flatMap(({ deltas }) => deltas.map((it) => it.content ?? '')).join('');
  }

  get finishReasons(): (string | undefined)[] {
    return this.chunks
      .flatMap(({ deltas }) => deltas.map((it) => it.finishReason))
      .filter((it) => it !== undefined);
  }

  chunk(chunk: ChatChunk): boolean {
    this.chunks.push(chunk);
    this.#onChunk();
    return true;
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  loading(): void {
    this.loadings++;
  }
}

/** Keeps what a voice says; a slow one asks for a pause after every piece. */
export class CollectedSpeech implements SpeakEvents {
  readonly sounds: SpeechSound[] = [];
  readonly pieces: Buffer[] = [];
  readonly #slow: boolean;
  readonly #onBytes: () => void;
  pauses = 0;

  constructor(slow = false, onBytes: () => void = () => undefined) {
    this.#slow = slow;
    this.#onBytes = onBytes;
  }

  get all(): Buffer {
    return Buffer.concat(this.pieces);
  }

  start(sound: SpeechSound): void {
    if (this.pieces.length > 0) throw new Error('sound came before its kind');
    this.sounds.push(sound);
  }

  bytes(bytes: Buffer): boolean {
    this.pieces.push(Buffer.from(bytes));
    this.#onBytes();
    return !this.#slow;
  }

  async ready(): Promise<void> {
    this.pauses++;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
