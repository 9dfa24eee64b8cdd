import type { FinishReason } from '../../jobs/chat.ts';
import type { MeasuredFit, TranscriptSegment } from '../../jobs/transcribe.ts';
import type { ShelfModel } from './shelf-model.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly model: ShelfModel;
  readonly threads: number;
}

export interface ChatWork {
  readonly job: 'chat';
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly maxTokens: number | undefined;
  /** The model's own way when absent; 0 always takes the likeliest token. */
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly stop: readonly string[];
}

export interface TranscribeWork {
  readonly job: 'transcribe';
  /** 16-bit samples, one channel at 16 kHz. */
  readonly samples: Uint8Array;
  readonly language: string | undefined;
  /** Texts whose fit to the sound is wanted. */
  readonly candidates: readonly string[] | undefined;
}

export interface SpeakWork {
  readonly job: 'speak';
  readonly text: string;
  /** 1 is the voice's own pace. */
  readonly speed: number;
}

export interface EmbedWork {
  readonly job: 'embed';
  readonly texts: readonly string[];
}

export type Work = ChatWork | TranscribeWork | SpeakWork | EmbedWork;

/** Something that is ready before the rest. */
export type WorkPart =
  | { readonly job: 'chat'; readonly text: string }
  /** 16-bit samples, one channel. */
  | { readonly job: 'speak'; readonly samples: Uint8Array; readonly sampleRateHz: number };

export type WorkResult =
  | {
      readonly job: 'chat';
      readonly finishReason: FinishReason;
      readonly promptTokens: number;
      readonly completionTokens: number;
    }
  | {
      readonly job: 'transcribe';
      readonly segments: readonly TranscriptSegment[];
      readonly language: string;
      readonly fit?: MeasuredFit;
    }
  | { readonly job: 'speak' }
  | {
      readonly job: 'embed';
      readonly vectors: readonly Float32Array[];
      readonly promptTokens: number;
    };

/** Why work was not done; never anything of what was said. */
export type WorkFailure = 'stopped' | 'context-length' | 'broke';

export interface ToWorker {
  readonly id: number;
  readonly work: Work;
  /** Its first number becomes 1 when nobody wants the result any more. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

export type FromWorker =
  | { readonly type: 'loaded' }
  | { readonly type: 'unloadable'; readonly reason: string }
  | { readonly type: 'part'; readonly id: number; readonly part: WorkPart }
  | { readonly type: 'done'; readonly id: number; readonly result: WorkResult }
  | { readonly type: 'failed'; readonly id: number; readonly failure: WorkFailure };
