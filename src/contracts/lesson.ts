import * as v from 'valibot';
import { POLICIES } from './policy.ts';

/**
 * Lesson format, version 1. Validated with valibot at every border (link, file, companion) and
 * published as JSON Schema in public/lesson.schema.json by `npm run schema`. Strings are plain text:
 * no HTML, no Markdown; the interface escapes and the voice reads them as they stand. A part of the
 * link codec, src/lessons/link-fields.json, names every field: a field added here is added there.
 */

/** The format version that this build reads and writes. */
export const LESSON_FORMAT = 1;

/** Some text that is not only spaces. The reader trims; the schema itself changes nothing. */
const short = v.pipe(v.string(), v.regex(/\S/), v.maxLength(200));
const text = v.pipe(v.string(), v.regex(/\S/), v.maxLength(2_000));
/** Finite, so that it survives JSON. */
const amount = v.pipe(v.number(), v.minValue(-1e15), v.maxValue(1e15));
/** BCP 47, the part Parley uses: language, optional script, optional region. */
const language = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));

/** A picture: a same-origin path, or a bounded data URL of a raster image. */
const image = v.strictObject({
  src: v.pipe(
    v.string(),
    v.maxLength(300_000),
    v.regex(
      /^(\/(?!\/)[\w./-]+\.(png|jpe?g|webp|avif)|data:image\/(png|jpeg|webp|avif);base64,[A-Za-z0-9+/]+={0,2})$/,
    ),
  ),
  alt: short,
});

/** One way of being right. A bare string means `{ text }`. */
const accept = v.union([
  short,
  v.strictObject({ text: short }),
  /** `I (have | 've) been [there] ...`: alternatives, optional words, and `...` for any words. */
  v.strictObject({ pattern: short }),
  v.strictObject({
    number: amount,
    tolerance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1e15))),
    unit: v.optional(short),
  }),
  v.strictObject({
    keywords: v.strictObject({
      all: v.optional(v.pipe(v.array(short), v.maxLength(20))),
      any: v.optional(v.pipe(v.array(short), v.maxLength(20))),
    }),
  }),
]);

/** A mistake the teacher foresees, with the sentence that helps. */
const wrong = v.strictObject({ when: accept, feedback: text });

const strictness = v.picklist(['lenient', 'normal', 'exact']);
const patience = v.picklist(['short', 'normal', 'long']);

const common = {
  /** Unique in the lesson; progress refers to it. */
  id,
  /** What is shown. */
  prompt: text,
  /** What is said, where that differs from what is shown. */
  spoken: v.optional(text),
  /** In the order they are given. */
  hints: v.optional(v.pipe(v.array(text), v.maxLength(5))),
  /** Of prompt and answer, where it differs from the lesson's. */
  language: v.optional(language),
  /**
   * Of prompt, hints and feedback alone, where question and answer are in two languages. The first
   * that is set counts: this, the lesson's `instructionLanguage`, `language`, the lesson's `language`.
   */
  promptLanguage: v.optional(language),
  image: v.optional(image),
};
const answering = {
  strictness: v.optional(strictness),
  patience: v.optional(patience),
  /** Tries before the answer is shown; the lesson's default otherwise. */
  tries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
};
const accepts = v.pipe(v.array(accept), v.minLength(1), v.maxLength(40));
const wrongs = v.optional(v.pipe(v.array(wrong), v.maxLength(40)));

const say = v.strictObject({ kind: v.literal('say'), ...common });
const ask = v.strictObject({
  kind: v.literal('ask'),
  ...common,
  ...answering,
  accept: accepts,
  wrong: wrongs,
  /** The answer to show and say; the first accepted text otherwise. */
  model: v.optional(short),
  /** Said after a right answer or when the answer is shown. */
  explain: v.optional(text),
});
const choose = v.strictObject({
  kind: v.literal('choose'),
  ...common,
  ...answering,
  options: v.pipe(
    v.array(
      v.strictObject({
        text: short,
        correct: v.optional(v.boolean()),
        feedback: v.optional(text),
      }),
    ),
    v.minLength(2),
    v.maxLength(8),
  ),
  explain: v.optional(text),
});
const repeat = v.strictObject({
  kind: v.literal('repeat'),
  ...common,
  ...answering,
  /** The sentence to say after the tutor. */
  sentence: short,
});
const dialogue = v.strictObject({
  kind: v.literal('dialogue'),
  ...common,
  ...answering,
  /** The tutor's part, by name: "the baker". */
  role: v.optional(short),
  turns: v.pipe(
    v.array(
      v.union([
        v.strictObject({ tutor: text, spoken: v.optional(text) }),
        v.strictObject({
          /** What the learner is to do, in words: "Ask for two loaves." */
          learner: text,
          accept: accepts,
          wrong: wrongs,
          hints: v.optional(v.pipe(v.array(text), v.maxLength(5))),
          model: v.optional(short),
        }),
      ]),
    ),
    v.minLength(1),
    v.maxLength(40),
  ),
});
const teachBack = v.strictObject({
  kind: v.literal('teach-back'),
  ...common,
  ...answering,
  /** What a full explanation mentions; each point is met by its keywords. */
  points: v.pipe(
    v.array(
      v.strictObject({
        label: short,
        any: v.pipe(v.array(short), v.minLength(1), v.maxLength(20)),
      }),
    ),
    v.minLength(1),
    v.maxLength(12),
  ),
  model: v.optional(text),
});
const talk = v.strictObject({
  kind: v.literal('talk'),
  ...common,
  patience: v.optional(patience),
  /** What the conversation may be about. */
  topics: v.optional(v.pipe(v.array(short), v.maxLength(20))),
  /** Passages the tutor may answer from. */
  passages: v.optional(v.pipe(v.array(text), v.maxLength(20))),
  minutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(30))),
});

const step = v.variant('kind', [say, ask, choose, repeat, dialogue, teachBack, talk]);

/** The schema of a lesson. `v.parse(lessonSchema, x)` or, for sentences, `readLesson` in lessons/. */
export const lessonSchema = v.strictObject({
  format: v.literal(LESSON_FORMAT),
  id,
  /** Counts up with every published change. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  title: short,
  /** One or two sentences for the preview. */
  summary: v.optional(text),
  /** The language being learned. */
  language,
  /** The language of instructions, where it is another one. */
  instructionLanguage: v.optional(language),
  level: v.optional(v.picklist(['A1', 'A2', 'B1', 'B2', 'C1', 'C2'])),
  topic: v.optional(
    v.picklist(['vocabulary', 'pronunciation', 'grammar', 'dialogue', 'quiz', 'other']),
  ),
  author: v.optional(short),
  /** SPDX identifier or a sentence. */
  licence: v.optional(short),
  /** Where work on the learner's words may run; `device-only` when absent. */
  policy: v.optional(v.picklist(POLICIES)),
  minutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(120))),
  /** Defaults for every step. */
  strictness: v.optional(strictness),
  patience: v.optional(patience),
  tries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  steps: v.pipe(v.array(step), v.minLength(1), v.maxLength(200)),
});

export type Lesson = v.InferOutput<typeof lessonSchema>;
export type Step = Lesson['steps'][number];
export type StepKind = Step['kind'];
export type Accept = v.InferOutput<typeof accept>;
export type KnownWrong = v.InferOutput<typeof wrong>;
export type Strictness = v.InferOutput<typeof strictness>;
export type Patience = v.InferOutput<typeof patience>;
/** Where work on the learner's words may run. */
export type Policy = NonNullable<Lesson['policy']>;
