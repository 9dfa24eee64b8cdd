/** Words that engines, device, patch panel and screens share about where work runs. */

/** The four jobs that the patch panel routes. */
export type Job = 'chat' | 'transcribe' | 'speak' | 'embed';

/** How far from the learner the work is done. `device` is this browser and nothing else. */
export type Place = 'device' | 'home' | 'school' | 'cloud';

/** How the learner wants work to be placed; `auto` goes by what is fastest. */
export type RouteMode =
  'auto' | 'onDeviceOnly' | 'onDevicePreferred' | 'serverPreferred' | 'serverOnly';

/** A sentence in the interface's catalog, with what is filled in. */
export interface Sentence {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/**
 * How fast something does its job. Chat: `firstMs` is the time to the first token of a turn;
 * transcribe: from the end of a 3-second utterance to its transcript; speak: to the first sound of a
 * short sentence; embed: one sentence.
 */
export interface SpeedFigures {
  readonly firstMs: number;
  /** Chat only: tokens per second of decoding. */
  readonly tokensPerSecond?: number;
  /** Transcribe and speak: seconds of work per second of sound. */
  readonly realTimeFactor?: number;
}

/** Which model on which runtime; what predictions and measurements are kept by. */
export interface EngineSetup {
  /** Id of the catalog. */
  readonly modelId: string;
  readonly variant: string;
  readonly runtime: 'wasm' | 'webgpu';
}
