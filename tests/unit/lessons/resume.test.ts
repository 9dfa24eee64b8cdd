import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerCheck, Verdict } from '../../../src/contracts/answer-check.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import type { LessonRun } from '../../../src/lessons/lesson-run.ts';
import { expectsAnswer, hintsOf, triesAllowed } from '../../../src/lessons/step-facts.ts';
import {
  advance,
  askAnew,
  resumeRun,
  startRun,
  type LessonEvent,
} from '../../../src/lessons/stepping.ts';
import { summarize } from '../../../src/lessons/summarize.ts';
import { sampleLesson, sampleLessons } from './sample-files.ts';

const check = (verdict: Verdict): AnswerCheck => ({
  verdict,
  matched: 'a word',
  diff: [{ kind: 'replace', said: 'x', want: 'y' }],
  score: 0.5,
  reason: { key: 'missing', params: { count: 2 } },
});
const verdict = fc.constantFrom<Verdict>('right', 'close', 'wrong', 'unsure');
const event: fc.Arbitrary<LessonEvent> = fc.oneof(
  fc.constantFrom<LessonEvent>({ type: 'prompted' }, { type: 'continued' }, { type: 'retried' }),
  fc.constantFrom<LessonEvent>({ type: 'hinted' }, { type: 'skipped' }, { type: 'disputed' }),
  fc
    .record({ verdict, answer: fc.constantFrom('', 'a word', 'two words') })
    .map(({ verdict: v, answer }): LessonEvent => ({
      type: 'answered',
      answer,
      check: check(v),
      by: 'tap',
    })),
  fc
    .record({ verdict, yes: fc.boolean() })
    .map(({ verdict: v, yes }): LessonEvent => ({ type: 'confirmed', yes, check: check(v) })),
);
const lessons = [...sampleLessons.values()];
const stored = (run: LessonRun): unknown => JSON.parse(JSON.stringify(run));

/** What must hold at every moment of every run. */
function expectSound(lesson: Lesson, run: LessonRun): void {
  const step = lesson.steps[run.stepIndex];
  expect(run.phase === 'done').toBe(step === undefined);
  expect(run.stepId).toBe(step?.id ?? '');
  if (step === undefined) return;
  expect(run.tries).toBe(run.judged.filter((one) => one.verdict !== 'right').length);
  expect(run.tries).toBeLessThanOrEqual(triesAllowed(lesson, step));
  expect(run.revealed).toBe(run.tries === triesAllowed(lesson, step));
  expect(run.hints).toBeLessThanOrEqual(hintsOf(step, run.turnIndex).length);
  expect(run.judged.every((one) => one.verdict !== 'unsure')).toBe(true);
  if (run.phase === 'confirm') expect(expectsAnswer(step, run.turnIndex)).toBe(true);
  const keys = run.results.map((result) => `${result.stepId}/${String(result.turnIndex)}`);
  expect(new Set(keys).size).toBe(keys.length);
}

describe('any run of any lesson', () => {
  it('stays sound, never goes back, and resumes exactly where it stood', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lessons),
        fc.array(event, { maxLength: 120 }),
        (lesson, events) => {
          let run = startRun(lesson);
          for (const one of events) {
            const next = advance(lesson, run, one);
            expectSound(lesson, next);
            expect(next.stepIndex).toBeGreaterThanOrEqual(run.stepIndex);
            expect(resumeRun(lesson, stored(next))).toEqual(next);
            run = next;
          }
          const { asked, right, rightFirstTry, mended } = summarize(lesson, run);
          expect(right).toBe(rightFirstTry + mended);
          expect(right).toBeLessThanOrEqual(asked);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('changes nothing it was given', () => {
    const lesson = sampleLesson('at-the-station');
    let run = startRun(lesson);
    const events = fc.sample(event, 300);
    for (const one of events) {
      const before = JSON.stringify(run);
      const next = advance(lesson, run, one);
      expect(JSON.stringify(run)).toBe(before);
      run = next;
    }
  });
});

describe('resumeRun', () => {
  const lesson = sampleLesson('first-words');
  const newer = { ...lesson, version: 2 };
  const events: LessonEvent[] = [
    { type: 'prompted' },
    { type: 'continued' },
    { type: 'prompted' },
    { type: 'answered', answer: 'Paris', check: check('right'), by: 'voice' },
    { type: 'continued' },
    { type: 'prompted' },
    { type: 'answered', answer: 'The sky', check: check('wrong'), by: 'voice' },
  ];
  const run = events.reduce((at, one) => advance(lesson, at, one), startRun(lesson));

  it('keeps the place after an essay was pasted, whoever wrote it down', () => {
    const essay = 'word '.repeat(9_000);
    const long: AnswerCheck = {
      ...check('wrong'),
      diff: Array.from({ length: 9_000 }, () => ({ kind: 'extra', said: 'word' })),
    };
    const back: LessonEvent[] = [
      { type: 'retried' },
      { type: 'answered', answer: essay, check: long, by: 'keyboard' },
    ];
    const pasted = back.reduce((at, one) => advance(lesson, at, one), run);
    const resumed = resumeRun(lesson, JSON.parse(JSON.stringify(pasted)));
    expect(resumed).toMatchObject({ stepIndex: pasted.stepIndex, tries: pasted.tries });
    // A version before this one wrote it down whole.
    const whole = { ...pasted, last: { answer: essay, check: long, by: 'voice', counted: true } };
    expect(resumeRun(lesson, whole)).toMatchObject({ stepIndex: pasted.stepIndex });
  });

  it('can be asked anew, without the tries that were made', () => {
    const anew = askAnew(lesson, run);
    expect(anew).toMatchObject({ stepIndex: run.stepIndex, phase: 'prompt', tries: 0, judged: [] });
    expect(anew.last).toBeUndefined();
    expect(anew.results).toEqual(run.results);
  });

  it('starts anew when what was stored is of no use', () => {
    const fresh = startRun(lesson);
    for (const saved of [
      undefined,
      null,
      'x',
      {},
      [],
      { ...run, lessonId: 'other' },
      { ...run, phase: 'asleep' },
      { ...run, stepIndex: -1 },
      { ...run, results: [{ stepId: 'x' }] },
      { ...run, results: 'many' },
    ]) {
      expect(resumeRun(lesson, saved)).toEqual(fresh);
    }
  });

  it('starts the step again when the place in it does not fit', () => {
    const again = { stepIndex: 2, stepId: 'say-the-sky', phase: 'prompt', tries: 0, judged: [] };
    for (const change of [
      { turnIndex: 3 },
      { tries: 9 },
      { revealed: true },
      { hints: 7 },
      { phase: 'confirm', last: undefined },
      { phase: 'done' },
      { stepIndex: 5 },
    ]) {
      const resumed = resumeRun(lesson, { ...run, ...change });
      // A run that says it is done without being at the end is not believed either.
      if ('phase' in change && change.phase === 'done') expect(resumed).toEqual(startRun(lesson));
      else {
        expect(resumed).toMatchObject(again);
        expect(resumed.results).toEqual(run.results);
      }
    }
  });

  it('finds the step by its id in another version, and begins it again', () => {
    const inserted = { ...newer, steps: [{ ...lesson.steps[0]!, id: 'new' }, ...lesson.steps] };
    const resumed = resumeRun(inserted, stored(run));
    expect(resumed).toMatchObject({
      lessonVersion: 2,
      stepIndex: 3,
      stepId: 'say-the-sky',
      phase: 'prompt',
      tries: 0,
    });
    expect(resumed.results).toEqual(run.results);
  });

  it('goes on after the last known step when the step is gone', () => {
    const shorter = { ...newer, steps: lesson.steps.filter((step) => step.id !== 'say-the-sky') };
    expect(resumeRun(shorter, stored(run))).toMatchObject({
      stepIndex: 2,
      stepId: 'days-in-a-week',
    });
    const other = { ...newer, steps: lesson.steps.slice(4) };
    expect(resumeRun(other, stored(run))).toMatchObject({ stepIndex: 0, results: [] });
  });

  it('drops results of steps that are gone or ask nothing any more', () => {
    const said = { kind: 'say', id: 'capital-of-france', prompt: 'Paris is in France.' } as const;
    const steps = lesson.steps.map((step) => (step.id === said.id ? said : step));
    expect(resumeRun({ ...newer, steps }, stored(run)).results).toEqual([]);
  });

  it('keeps a finished run of this version, and repeats a lesson that changed since', () => {
    const done = lesson.steps.reduce(
      (at) => advance(lesson, at, { type: 'skipped' }),
      startRun(lesson),
    );
    expect(done.phase).toBe('done');
    expect(resumeRun(lesson, stored(done))).toEqual(done);
    expect(resumeRun(newer, stored(done))).toEqual(startRun(newer));
  });
});
