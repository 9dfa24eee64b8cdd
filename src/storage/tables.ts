import type { DBSchema } from 'idb';
import type { ChunkRow, ModelRecord } from '../contracts/chunk-store.ts';
import type { Policy } from '../contracts/lesson.ts';

/** A lesson that was opened on this device, kept so that it can be played again without a network. */
export interface KeptLesson {
  /** Of its content (`lessons/lesson-key`); the id inside is a label that anybody may choose. */
  readonly key: string;
  readonly lesson: unknown;
  /** Unix time in ms. */
  readonly openedAt: number;
  /** `shelf`: it came with the app, so that a newer one with the same id is the same lesson. */
  readonly from: 'shelf' | 'outside';
}

/** Where a learner stands in a lesson; `run` is validated again when it is read. */
export interface KeptRun {
  readonly lessonKey: string;
  readonly run: unknown;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly savedAt: number;
}

/** The learner's own talk in a language, under one policy. It belongs to no lesson. */
export interface KeptTalk {
  /** BCP 47, primary subtag. */
  readonly language: string;
  /** Where its words might go. */
  readonly policy: Policy;
  readonly run: unknown;
  /** Unix time in ms. */
  readonly startedAt: number;
  readonly savedAt: number;
}

/** A finished lesson. `result` is what `summarize` of lessons/ gave. */
export interface KeptResult {
  readonly id?: number;
  /** The lesson's own label. */
  readonly lessonId: string;
  /** Absent in results from before lessons were known by their content. */
  readonly lessonKey?: string;
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

/** Lessons by the id of their author, until migration 4. */
interface LessonById {
  readonly id: string;
  readonly lesson: unknown;
  readonly openedAt: number;
}

/** Places by the id of a lesson's author, until migration 4; talks too. */
interface RunById {
  readonly lessonId: string;
  readonly run: unknown;
  readonly startedAt: number;
  readonly savedAt: number;
}

/** All tables of the one database. Values are plain data; rooms validate what they read. */
export interface ParleyTables extends DBSchema {
  settings: { key: string; value: { readonly name: string; readonly value: unknown } };
  lessons: { key: string; value: LessonById; indexes: { openedAt: number } };
  runs: { key: string; value: RunById; indexes: { savedAt: number } };
  keptLessons: { key: string; value: KeptLesson; indexes: { openedAt: number } };
  places: { key: string; value: KeptRun; indexes: { savedAt: number } };
  talks: { key: [language: string, policy: Policy]; value: KeptTalk; indexes: { savedAt: number } };
  results: {
    key: number;
    value: KeptResult;
    indexes: { finishedAt: number; lessonId: string; lessonKey: string };
  };
  deviceSpeeds: { key: string; value: KeptDeviceSpeed };
  measurements: {
    key: [device: string, modelId: string, variant: string, runtime: string];
    value: KeptMeasurement;
    indexes: { device: string };
  };
  models: { key: string; value: ModelRecord };
  chunkJournal: { key: [model: string, path: string, index: number]; value: ChunkRow };
  /**
   * Parts of chunks, as bytes: WebKit loses Blobs that are made of stored ones, and stores none in a
   * private window. Blobs are what earlier versions wrote.
   */
  chunks: {
    key: [model: string, path: string, index: number, part: number];
    value: ArrayBuffer | Blob;
  };
}
