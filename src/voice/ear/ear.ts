import type { ParleyError } from '../../base/parley-error.ts';
import type { VoiceActivityDetector } from '../../contracts/voice-activity.ts';
import { BargeIn } from './barge-in.ts';
import type { EarEvent, ListenOptions, WatchEvent, WatchOptions } from './ear-events.ts';
import { EventQueue } from './event-queue.ts';
import { PauseMemory } from './patience.ts';
import { levelDbfs } from '../microphone/sound-level.ts';
import type { SoundFrame, SoundSource, SourceEvent } from '../microphone/sound-source.ts';
import { TurnListener, type HeardFrame } from './turn-listener.ts';
import { PRE_SPEECH_MS, UtteranceBuffer } from './utterance-buffer.ts';

/** More frames than this in the detector's hands, two seconds, mean that it cannot keep up. */
const MOST_PENDING = 64;
/** A hole in the sound: what the detector remembers is no longer true. ms. */
const HOLE_MS = 200;

export interface EarParts {
  readonly source: SoundSource;
  /** Warmed up. It stays the caller's: `close` does not dispose of it. */
  readonly detector: VoiceActivityDetector;
  /** ms, the same clock as the source's. */
  readonly now: () => number;
  /** The learner's pauses, when they are known from before. */
  readonly pauses?: PauseMemory;
}

/** Whoever reads the ear now. */
interface Reader {
  hear(frame: HeardFrame): void;
  notice(event: EarEvent & { type: 'notice' | 'notice-over' }): void;
  lose(): void;
  finish(): void;
  answered(): void;
  end(): void;
}

/**
 * Microphone, voice detection and turn-taking as one stream of events. It hears from the moment it
 * is built, so that the first sound before a `listen` is not lost; it keeps three seconds. One
 * reader at a time: a new `listen` or `watchForSpeech` ends the one before. When a signal fires,
 * iteration ends without an error and nothing more is yielded.
 */
export class Ear {
  readonly source: SoundSource;
  readonly #parts: EarParts;
  readonly #pauses: PauseMemory;
  readonly #buffer = new UtteranceBuffer();
  readonly #problems = new Map<string, ParleyError>();
  readonly #stops: readonly (() => void)[];
  /** Silence is told once: a second time it would only be in the way. */
  #silenceTold = false;
  /** What was over while nobody listened. */
  readonly #over = new Set<string>();
  #recent: HeardFrame[] = [];
  #reader: Reader | null = null;
  #pending = 0;
  #lastPushedMs = 0;
  /** Frames handed to the detector before a hole or `close` are no longer wanted. */
  #generation = 0;

  constructor(parts: EarParts) {
    this.#parts = parts;
    this.source = parts.source;
    this.#pauses = parts.pauses ?? new PauseMemory();
    this.#stops = [
      parts.source.subscribe((frame) => void this.#receive(frame)),
      parts.source.onEvent((event) => this.#happened(event)),
    ];
  }

  /** Hears turns. Ends by itself after one turn in `tap` and `push` mode. */
  listen(options: ListenOptions, signal: AbortSignal): AsyncIterable<EarEvent> {
    return this.#read<EarEvent>(signal, (queue) => {
      const { now } = this.#parts;
      const tell = (event: EarEvent) => queue.push(event);
      const turn = new TurnListener(options, this.#buffer, this.#pauses, now, tell);
      const step = (act: () => void) => {
        act();
        if (turn.done) this.#endReader();
      };
      return {
        since: options.sinceMs,
        hear: (frame) => step(() => turn.hear(frame)),
        finish: () => step(() => turn.finish()),
        answered: () => step(() => turn.answered()),
        lose: () => step(() => turn.lose()),
        notice: (event) => this.#tell(event, tell),
        end: () => queue.end(),
      };
    });
  }

  /** Watches for the learner's voice while the tutor speaks. */
  watchForSpeech(options: WatchOptions, signal: AbortSignal): AsyncIterable<WatchEvent> {
    return this.#read<WatchEvent>(signal, (queue) => {
      const bargeIn = new BargeIn(options);
      return {
        hear: ({ probability, endMs }) => {
          const event = bargeIn.feed(probability, endMs, this.#parts.now());
          if (event) queue.push(event);
        },
        notice: () => {},
        lose: () => {},
        finish: () => {},
        answered: () => {},
        end: () => queue.end(),
      };
    });
  }

  /** The key came up, or was tapped again: the turn is over. */
  finish(): void {
    this.#reader?.finish();
  }

  /** What was understood in the pause that is now is the whole answer: the turn is over. */
  answered(): void {
    this.#reader?.answered();
  }

  /** Loudness now, 0..1. */
  level(): number {
    return this.source.level();
  }

  /** Ends reading and closes the source. */
  async close(): Promise<void> {
    this.#endReader();
    for (const stop of this.#stops) stop();
    this.#forget();
    await this.source.close();
  }

  #read<T>(
    signal: AbortSignal,
    open: (queue: EventQueue<T>) => Reader & { since?: number | undefined },
  ): AsyncIterable<T> {
    this.#endReader();
    const onAbort = () => queue.cut();
    const queue = new EventQueue<T>(() => {
      signal.removeEventListener('abort', onAbort);
      if (this.#reader === reader) this.#endReader();
    });
    const reader = open(queue);
    if (signal.aborted) {
      queue.cut();
      return queue;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    this.#reader = reader;
    for (const code of this.#over) reader.notice({ type: 'notice-over', code });
    for (const error of this.#problems.values()) reader.notice({ type: 'notice', error });
    if (reader.since !== undefined) {
      for (const frame of this.#recent) {
        if (frame.endMs > reader.since && this.#reader === reader) reader.hear(frame);
      }
    }
    return queue;
  }

  /** Tells whoever listens what is wrong, and what no longer is. */
  #tell(event: EarEvent & { type: 'notice' | 'notice-over' }, tell: (event: EarEvent) => void) {
    if (event.type === 'notice-over') this.#over.delete(event.code);
    else if (event.error.code === 'microphone-silent') {
      if (this.#silenceTold) return;
      this.#silenceTold = true;
    }
    tell(event);
  }

  #endReader(): void {
    const reader = this.#reader;
    this.#reader = null;
    this.#buffer.release();
    reader?.end();
  }

  async #receive(frame: SoundFrame): Promise<void> {
    if (frame.endMs - this.#lastPushedMs > HOLE_MS) this.#forget();
    this.#lastPushedMs = frame.endMs;
    if (this.#pending >= MOST_PENDING) return;
    const generation = this.#generation;
    this.#pending++;
    try {
      const probability = await this.#parts.detector.push(frame.samples);
      if (generation === this.#generation) this.#hear(frame, probability);
      this.#happened({ type: 'recovered', code: 'voice-detection-unavailable' });
    } catch (error) {
      // The contract says what `push` rejects with.
      if (generation === this.#generation) {
        this.#happened({ type: 'problem', error: error as ParleyError });
      }
    } finally {
      this.#pending--;
    }
  }

  #hear(frame: SoundFrame, probability: number): void {
    this.#buffer.push(frame);
    const { samples, endMs } = frame;
    const heard = { probability, levelDbfs: levelDbfs(samples), endMs };
    this.#recent.push(heard);
    if (this.#recent.length > PRE_SPEECH_MS / 32) this.#recent.shift();
    this.#reader?.hear(heard);
  }

  #happened(event: SourceEvent): void {
    if (event.type === 'problem') {
      if (this.#problems.has(event.error.code)) return;
      this.#problems.set(event.error.code, event.error);
      this.#reader?.notice({ type: 'notice', error: event.error });
      // Digital silence is sound too: whoever was heard before it may have finished.
      if (event.error.code !== 'microphone-silent') this.#reader?.lose();
    } else if (event.type === 'recovered' && this.#problems.delete(event.code)) {
      this.#over.add(event.code);
      this.#reader?.notice({ type: 'notice-over', code: event.code });
    }
  }

  /** Sound was missing: the past no longer leads to the present. */
  #forget(): void {
    this.#generation++;
    this.#recent = [];
    this.#buffer.clear();
    this.#parts.detector.reset();
  }
}
