/** Sound formats that a client can ask for. */
export const SPEECH_FORMATS = ['wav', 'pcm', 'mp3', 'opus', 'aac', 'flac'] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

/** What is asked of a voice. */
export interface SpeakCall {
  /** The upstream's own name for the model. */
  readonly model: string;
  readonly text: string;
  /** As the client named it; aliases of the settings are already resolved. */
  readonly voice: string;
  /** What would suit the client best; the provider may answer in another and says which. */
  readonly format: SpeechFormat;
  /** 0.25..4, where 1 is the voice's own pace. */
  readonly speed: number;
}

/** The sound that comes: coded, or bare 16-bit little-endian mono samples. */
export type SpeechSound =
  | { readonly format: Exclude<SpeechFormat, 'pcm'> }
  | { readonly format: 'pcm'; readonly sampleRateHz: number };

/** Where a provider puts the sound. */
export interface SpeakEvents {
  /** Exactly once, before the first byte. */
  start(sound: SpeechSound): void;
  /** False when the reader is slow: wait for `ready()` before going on. */
  bytes(bytes: Buffer): boolean;
  /** Resolves when the reader has caught up. */
  ready(): Promise<void>;
}
