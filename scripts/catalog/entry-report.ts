/** What is wrong with an entry, or is only to be known. */
export interface Finding {
  readonly what: 'source' | 'absent' | 'size' | 'sha256' | 'variant' | 'engine' | 'licence';
  /** A path, a variant, an address: what it is about. */
  readonly about: string;
  readonly sentence: string;
}

/** One entry held against one source. */
export interface EntryReport {
  readonly id: string;
  /** Variants that can be had whole from this source. */
  readonly whole: readonly string[];
  /** Lines of the entry that the catalog pins, of all. */
  readonly pinned: number;
  readonly lines: number;
  readonly faults: readonly Finding[];
  /** True of this source and no fault of the entry. */
  readonly notes: readonly Finding[];
}
