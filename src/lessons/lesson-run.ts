import * as v from 'valibot';
import { POLICIES } from '../contracts/policy.ts';

/** Where a run of a lesson stands, as plain data: it is stored as it is and read back with care. */

const verdict = v.picklist(['right', 'close', 'wrong', 'unsure']);
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000));
/** Lines of a talk that are kept. */
export const MOST_SAID = 400;
/** Letters of the longest line. */
export const LONGEST_LINE = 4_000;
/** What is longer loses its end: a pasted essay must never cost the place. */
const words = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, LONGEST_LINE)),
);
/** A list of which only the first or last entries are kept. */
const LONGEST_DIFF = 2_000;
const MOST_JUDGED = 100;
const by = v.picklist(['voice', 'keyboard', 'tap']);

const policy = v.picklist(POLICIES);

const diffWord = v.variant('kind', [
  v.object({ kind: v.literal('same'), said: words }),
  v.object({ kind: v.literal('replace'), said: words, want: words }),
  v.object({ kind: v.literal('missing'), want: words }),
  v.object({ kind: v.literal('extra'), said: words }),
]);
const check = v.object({
  verdict,
  matched: v.optional(words),
  diff: v.pipe(
    v.array(diffWord),
    v.transform((diff) => diff.slice(0, LONGEST_DIFF)),
    v.readonly(),
  ),
  score: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  reason: v.object({
    key: words,
    params: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  }),
  feedback: v.optional(words),
});
const lastAnswer = v.object({
  answer: words,
  check,
  by,
  /** False for practice after the answer was shown, and while nothing is judged yet. */
  counted: v.boolean(),
});
const judgedTry = v.object({ answer: words, verdict });
const saidLine = v.object({
  who: v.picklist(['tutor', 'you']),
  text: words,
  /** The end of the text that was generated but never heard, because the learner spoke. */
  unheard: v.optional(words),
  /** Read out of the lesson, because no model was there to answer. */
  read: v.optional(v.boolean()),
  /** Where it might go when it was said; this device only where it is not known. */
  policy: v.optional(policy),
});
const stepResult = v.object({
  stepId: v.string(),
  /** The learner's line inside a dialogue; absent in other steps. */
  turnIndex: v.optional(count),
  /** The last verdict that counted; null when nothing was judged. */
  verdict: v.nullable(verdict),
  /** What the first try came to; null when nothing was judged. */
  firstVerdict: v.nullable(verdict),
  /** Tries that were close or wrong. */
  tries: count,
  hints: count,
  /** The answer was shown because the tries were spent. */
  revealed: v.boolean(),
  skipped: v.boolean(),
  /** How often the learner said "that is not what I said". */
  disputes: count,
  /** The learner's words as they were understood; they stay on this device. */
  answer: words,
  /** How that answer was given where it was not said; absent in results of older versions too. */
  by: v.optional(by),
});

/** The shape of a stored run. */
export const lessonRunSchema = v.object({
  lessonId: v.string(),
  lessonVersion: v.number(),
  /** Points one past the last step when `phase` is `done`. */
  stepIndex: count,
  /** The id of that step, so that the place is found in a later version; empty when done. */
  stepId: v.string(),
  /** The line inside a dialogue; 0 in every other step. */
  turnIndex: count,
  phase: v.picklist(['prompt', 'answer', 'confirm', 'feedback', 'done']),
  /** Tries of this step or line that were close or wrong. */
  tries: count,
  hints: count,
  disputes: count,
  /** How often the present question was asked again because its answer could not be made out. */
  asks: v.optional(count),
  /** The tries of this step or line that count, in order. */
  judged: v.pipe(
    v.array(judgedTry),
    v.transform((tries) => tries.slice(-MOST_JUDGED)),
    v.readonly(),
  ),
  last: v.optional(lastAnswer),
  revealed: v.boolean(),
  /** Hints that were made for the present question after the teacher's own. */
  madeHints: v.optional(v.pipe(v.array(words), v.maxLength(5), v.readonly())),
  /** A free talk: what was said so far. */
  said: v.optional(
    v.pipe(
      v.array(saidLine),
      v.transform((said) => said.slice(-MOST_SAID)),
      v.readonly(),
    ),
  ),
  /** Where the answers to the present question might go; this device only where it is not known. */
  policy: v.optional(policy),
  results: v.pipe(v.array(stepResult), v.maxLength(10_000), v.readonly()),
});

/** A learner's way through one lesson so far. */
export type LessonRun = Readonly<v.InferOutput<typeof lessonRunSchema>>;
/** How an answer was given. */
export type AnsweredBy = NonNullable<LessonRun['last']>['by'];
/** One line of a role play or a free talk that was already said. */
export type SaidLine = Readonly<v.InferOutput<typeof saidLine>>;
/** How one question ended. */
export type StepResult = Readonly<v.InferOutput<typeof stepResult>>;
