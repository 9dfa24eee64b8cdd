/** One finished lesson in the history of this device. */
export interface HistoryEntry {
  readonly id: string;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Milliseconds since 1970. */
  readonly finishedAt: number;
  readonly durationMs: number;
  readonly asked: number;
  readonly right: number;
  /** No answer was written or tapped, as far as is known. */
  readonly aloud: boolean;
  /** Its name in the address, to do it again; null where the lesson is no longer here. */
  readonly again: string | null;
}

/** What a saved copy brought back, in numbers of entries. */
export interface BroughtBack {
  readonly results: number;
  readonly lessons: number;
  /** In lessons and talks. */
  readonly places: number;
  /** Entries that cannot be used. */
  readonly leftOut: number;
}

/** What this device keeps for the app. Bytes are the browser's estimate. */
export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly persisted: boolean;
}

/** What was learned and kept on this device. */
export interface Progress {
  /** Finished lessons, newest first. */
  entries(): Promise<readonly HistoryEntry[]>;
  /** Deletes results and saved runs of this device. */
  deleteAll(): Promise<void>;
  exportAll(): Promise<Blob>;
  /** Brings back what `exportAll` saved; what is newer wins, nothing here goes away. */
  bringBack(file: File): Promise<BroughtBack>;
  storage(): Promise<StorageUse>;
}
