import type { SpeechPiece, Synthesizer, Transcriber } from '../contracts/engine.ts';
import type { EarEvent, ListenOptions, WatchEvent, WatchOptions } from './ear/ear-events.ts';
import type { SoundSource } from './microphone/sound-source.ts';
import type { VoiceChoice } from './speech-options.ts';

/** An open microphone with turn-taking on top. `Ear` is the one in use; tests give recordings. */
export interface OpenEar {
  readonly source: SoundSource;
  listen(options: ListenOptions, signal: AbortSignal): AsyncIterable<EarEvent>;
  watchForSpeech(options: WatchOptions, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** Ends the turn now (push: the key came up; tap: tapped again). */
  finish(): void;
  /** Ends the turn in the pause that is now; nothing where the learner already goes on. */
  answered(): void;
  level(): number;
  close(): Promise<void> | void;
}

/** What came out of the loudspeaker. */
export interface Said {
  /** The text that was really heard. */
  readonly heard: string;
  readonly complete: boolean;
}

export interface SayEvents {
  /** The text heard so far, growing with the sound. */
  onHeard?(text: string): void;
  /** The first sample left for the loudspeaker, ms on the page's clock. */
  onFirstSound?(timeMs: number): void;
  readonly signal: AbortSignal;
}

/** The one owner of sound out. */
export interface OpenSpeaker {
  say(pieces: AsyncIterable<SpeechPiece>, events: SayEvents): Promise<Said>;
  duck(): void;
  unduck(): void;
  pause(): void;
  resume(): void;
  level(): number;
}

/** Everything a conversation is given. */
export interface ConversationParts {
  /**
   * Opens the microphone; throws a ParleyError that says why it cannot. `onAsking`: told when the
   * browser's question is left open, and when it was answered.
   */
  openEar(signal: AbortSignal, onAsking: (asking: boolean) => void): Promise<OpenEar>;
  readonly speaker: OpenSpeaker;
  readonly synthesizer: Synthesizer;
  /** Null while no engine on this device understands speech. */
  transcriber(): Transcriber | null;
  /** 0.6..1.5 and the voice chosen for a language. */
  readonly voiceChoice: VoiceChoice;
  /** ms, monotonic. */
  now(): number;
}
