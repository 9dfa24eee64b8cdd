import type { DBSchema } from 'idb';
import type { ChunkRow, ModelRecord } from '../contracts/chunk-store.ts';

/** A lesson that was opened on this device, kept so that it can be played again without a network. */
export interface KeptLesson {
  readonly id: string;
  readonly lesson: unknown;
  readonly openedAt: number;
}

/** Where a learner stands in a lesson; `run` is validated again when it is read. */
export interface KeptRun {
  readonly lessonId: string;
  readonly run: unknown;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly savedAt: number;
}

/** A finished lesson. `result` is what `summarize` of lessons/ gave. */
export interface KeptResult {
  readonly id?: number;
  readonly lessonId: string;
  readonly title: string;
  readonly language: string;
  readonly result: unknown;
  readonly finishedAt: number;
  /** Learning time, in ms. */
  readonly tookMs: number;
}

/** What probes found on a device; `speed` is validated again when it is read. */
export interface KeptDeviceSpeed {
  /** Browser version and adapter. */
  readonly device: string;
  readonly speed: unknown;
}

/** How fast a model ran on a device: moving averages; `figures` is validated when it is read. */
export interface KeptMeasurement {
  readonly device: string;
  readonly modelId: string;
  readonly variant: string;
  readonly runtime: string;
  readonly figures: unknown;
  readonly runs: number;
  /** Unix time in ms. */
  readonly measuredAt: number;
}

/** All tables of the one database. Values are plain data; rooms validate what they read. */
export interface ParleyTables extends DBSchema {
  settings: { key: string; value: { readonly name: string; readonly value: unknown } };
  lessons: { key: string; value: KeptLesson; indexes: { openedAt: number } };
  runs: { key: string; value: KeptRun; indexes: { savedAt: number } };
  results: { key: number; value: KeptResult; indexes: { finishedAt: number; lessonId: string } };
  deviceSpeeds: { key: string; value: KeptDeviceSpeed };
  measurements: {
    key: [device: string, modelId: string, variant: string, runtime: string];
    value: KeptMeasurement;
    indexes: { device: string };
  };
  models: { key: string; value: ModelRecord };
  chunkJournal: { key: [model: string, path: string, index: number]; value: ChunkRow };
  /** Parts of chunks, as Blobs: a slice of one is read without the rest. */
  chunks: { key: [model: string, path: string, index: number, part: number]; value: Blob };
}
