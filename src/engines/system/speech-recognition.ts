/** The parts of the Web Speech API that run on the device; TypeScript's library lacks them. */
export interface RecognitionAlternative {
  readonly transcript: string;
  /** 0..1; 0 where the platform gives none. */
  readonly confidence: number;
}

export interface RecognitionResult {
  readonly isFinal: boolean;
  readonly [index: number]: RecognitionAlternative;
}

export interface RecognitionEvent {
  readonly results: ArrayLike<RecognitionResult>;
}

export interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally: boolean;
  onresult: ((event: RecognitionEvent) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  /** `track`: an audio track to hear instead of the microphone. */
  start(track: MediaStreamTrack): void;
  stop(): void;
  abort(): void;
}

export type RecognitionAvailability = 'available' | 'downloadable' | 'downloading' | 'unavailable';

interface LocalOptions {
  readonly langs: readonly string[];
  readonly processLocally: true;
}

export interface RecognitionConstructor {
  new (): Recognition;
  readonly prototype: Recognition;
  available?(options: LocalOptions): Promise<RecognitionAvailability>;
  install?(options: LocalOptions): Promise<boolean>;
}

/**
 * The page's SpeechRecognition, but only where it can be held to the device; null otherwise. A
 * constructor without `processLocally` would send the learner's voice to a server.
 */
export function localRecognition(page: object): RecognitionConstructor | null {
  const { SpeechRecognition, webkitSpeechRecognition } = page as Partial<
    Record<'SpeechRecognition' | 'webkitSpeechRecognition', RecognitionConstructor>
  >;
  const found = SpeechRecognition ?? webkitSpeechRecognition;
  if (!found?.available || !('processLocally' in found.prototype)) return null;
  return found;
}
