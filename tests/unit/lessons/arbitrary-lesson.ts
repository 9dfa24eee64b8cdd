import fc from 'fast-check';

/** Lessons as the schema allows them: every kind of step, every optional field there or not. */

/* eslint-disable no-control-regex -- what no lesson may hold */
const FORBIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
/* eslint-enable no-control-regex */
const clean = (text: string) => text.replace(FORBIDDEN, '').trim();
const words = fc.constantFrom(
  'Where is the station?',
  'Una barra de pan, por favor.',
  'Il fait −3 °C',
  'größer',
  '日本語\nzwei',
  '“knife”',
  '…',
  '<b>not markup</b>',
  '__proto__',
  '🙂🏽',
);
const textOf = (maxLength: number) =>
  fc.oneof(
    words,
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength, 40) })
      .map(clean)
      .filter((text) => text !== '' && text.length <= maxLength),
  );
const short = textOf(200);
const text = textOf(2_000);
const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const language = fc.constantFrom('en', 'es-ES', 'fr', 'zh-Hant-TW', 'es-419', 'yue');
const amount = fc
  .oneof(fc.integer(), fc.double({ min: -1e15, max: 1e15, noNaN: true }))
  .map((number) => (number === 0 ? 0 : number));
const positive = amount.map(Math.abs);

/** All of `required`, any of `optional`. */
const record = <R extends object, O extends object>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
) =>
  fc.record<Record<string, unknown>>(
    { ...required, ...optional },
    {
      requiredKeys: Object.keys(required),
      noNullPrototype: true,
    },
  );
const some = <T>(item: fc.Arbitrary<T>, min = 0, max = 3) =>
  fc.array(item, { minLength: min, maxLength: max });

const accept = fc.oneof(
  short,
  record({ text: short }, {}),
  record(
    { pattern: fc.constantFrom('[I] went (home | there)', 'went ...', 'two loaves [please]') },
    {},
  ),
  record({ number: amount }, { tolerance: positive, unit: short }),
  record({ keywords: record({ all: some(short, 1) }, { any: some(short) }) }, {}),
  record({ keywords: record({ any: some(short, 1) }, {}) }, {}),
);
const wrong = record({ when: accept, feedback: text }, {});
const strictness = fc.constantFrom('lenient', 'normal', 'exact');
const patience = fc.constantFrom('short', 'normal', 'long');
const tries = fc.integer({ min: 1, max: 9 });
const image = record(
  {
    src: fc.constantFrom('/lessons/kettle.webp', 'data:image/png;base64,iVBORw0KGgo='),
    alt: short,
  },
  {},
);

const common = { prompt: text };
const maybe = { spoken: text, hints: some(text), language, promptLanguage: language, image };
const answering = { strictness, patience, tries };
const kind = <K extends string>(name: K) => ({ kind: fc.constant(name), ...common });

const option = record({ text: short }, { correct: fc.boolean(), feedback: text });
const options = some(option, 1, 5)
  .map((list) => [{ text: 'the right one', correct: true }, ...list])
  .map((list) =>
    list.map((one, index) => ({
      ...one,
      text: `${String(index)} ${String(one.text)}`.slice(0, 200),
    })),
  );
const turn = fc.oneof(
  record({ tutor: text }, { spoken: text }),
  record(
    { learner: text, accept: some(accept, 1) },
    { wrong: some(wrong), hints: some(text), model: short },
  ),
);
const point = record({ label: short, any: some(short, 1) }, {});

const step = fc.oneof(
  record(kind('say'), maybe),
  record(
    { ...kind('ask'), accept: some(accept, 1) },
    { ...maybe, ...answering, wrong: some(wrong), model: short, explain: text },
  ),
  record({ ...kind('choose'), options }, { ...maybe, ...answering, explain: text }),
  record({ ...kind('repeat'), sentence: short }, { ...maybe, ...answering }),
  record({ ...kind('dialogue'), turns: some(turn, 1, 6) }, { ...maybe, ...answering, role: short }),
  record(
    { ...kind('teach-back'), points: some(point, 1) },
    { ...maybe, ...answering, model: text },
  ),
  record(kind('talk'), {
    ...maybe,
    patience,
    topics: some(short),
    passages: some(text),
    minutes: fc.integer({ min: 1, max: 30 }),
  }),
);

/** Any valid lesson, as data. */
export const arbitraryLesson = record(
  {
    format: fc.constant(1),
    id,
    version: fc.integer({ min: 1, max: 1_000_000 }),
    title: short,
    language,
    steps: some(step, 1, 6).map((steps) =>
      steps.map((one, index) => ({ ...one, id: `step-${String(index)}` })),
    ),
  },
  {
    summary: text,
    instructionLanguage: language,
    level: fc.constantFrom('A1', 'B2', 'C2'),
    topic: fc.constantFrom('vocabulary', 'quiz', 'other'),
    author: short,
    licence: short,
    policy: fc.constantFrom('device-only', 'school-network', 'cloud-allowed'),
    minutes: fc.double({ min: 1, max: 120, noNaN: true }),
    strictness,
    patience,
    tries,
  },
);
