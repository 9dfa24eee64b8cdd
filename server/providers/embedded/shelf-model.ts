import type { Pooling } from '../../../src/engines/transformers/embed-texts.ts';
import type { Job } from '../../jobs/job.ts';

/** A model whose weights lie on this machine, and how it is run. */
export interface ShelfModel {
  /** Also the name of its folder. */
  readonly id: string;
  /** Absolute path of the folder in which that folder lies. */
  readonly modelsDir: string;
  readonly job: Job;
  /** `whisper`, `moonshine`, `qwen2`, `vits`, `bert`, … */
  readonly family: string;
  /** As transformers.js wants it: for the whole model or by file. */
  readonly dtype: string | Readonly<Record<string, string>>;
  /** Tokens of prompt and answer together (chat), of one text (embed). */
  readonly contextTokens?: number;
  /** Longest sound it takes at once (transcribe). */
  readonly windowSeconds?: number;
  /** BCP 47 primary subtags; empty means any. */
  readonly languages: readonly string[];
  /** Stands before every text, as the model was trained (embed). */
  readonly textPrefix?: string;
  /** How the vectors of tokens become the vector of a text (embed). */
  readonly pooling: Pooling;
}
