/** One thing the tutor says, in one language. Pure data; the voice decides how it sounds. */
export interface SpokenLine {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** Said more slowly than the learner's pace: models, and what was asked for again. */
  readonly slow?: boolean;
}
