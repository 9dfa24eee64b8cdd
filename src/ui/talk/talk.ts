import type { Policy } from '../../contracts/lesson.ts';
import type { Place } from '../../contracts/route.ts';

/** Who answers in a free conversation. */
export interface TalkModel {
  readonly name: string;
  /** Too small to learn from. */
  readonly makesMistakes: boolean;
  /** Who gets what the learner says; null where that is this device. */
  readonly goesTo: { readonly name: string; readonly place: Place } | null;
}

/** The free conversation: who would answer, and what is left of the last one. */
export interface Talk {
  /** Looks for what understands this language (BCP 47): it will be spoken soon. */
  listenFor(language: string): void;
  /** Null while nothing here can answer. */
  model(language: string, policy: Policy): Promise<TalkModel | null>;
  /**
   * Lines of the conversation in this language that was left open here under this policy; 0 when
   * there is none.
   */
  lines(language: string, policy: Policy): Promise<number>;
}
