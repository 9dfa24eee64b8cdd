import { describe, expect, it } from 'vitest';
import type { AnswerCheck, Verdict } from '../../../src/contracts/answer-check.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import type { LessonRun } from '../../../src/lessons/lesson-run.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';
import {
  advance,
  currentHints,
  hintsLeft,
  startRun,
  triesLeft,
  type LessonEvent,
} from '../../../src/lessons/stepping.ts';
import { summarize } from '../../../src/lessons/summarize.ts';

const check = (verdict: Verdict): AnswerCheck => ({
  verdict,
  diff: [],
  score: verdict === 'right' ? 1 : 0,
  reason: { key: verdict },
});
const says = (verdict: Verdict, answer = verdict as string): LessonEvent => ({
  type: 'answered',
  answer,
  check: check(verdict),
  by: 'voice',
});
const confirms = (yes: boolean, verdict: Verdict = 'right'): LessonEvent => ({
  type: 'confirmed',
  yes,
  check: check(verdict),
});
const prompted: LessonEvent = { type: 'prompted' };
const continued: LessonEvent = { type: 'continued' };
const retried: LessonEvent = { type: 'retried' };
const hinted: LessonEvent = { type: 'hinted' };
const skipped: LessonEvent = { type: 'skipped' };
const disputed: LessonEvent = { type: 'disputed' };
const everyEvent = [
  prompted,
  continued,
  retried,
  hinted,
  skipped,
  disputed,
  says('right'),
  says('wrong'),
  says('unsure'),
  confirms(true),
  confirms(false),
];

const lessonOf = (...steps: object[]): Lesson =>
  readLesson({ format: 1, id: 'l', version: 1, title: 'L', language: 'en', steps });
const ask = { kind: 'ask', id: 'q', prompt: 'Q?', hints: ['one', 'two'], accept: ['a'] };
const last = { kind: 'say', id: 'end', prompt: 'The end.' };
const askLesson = lessonOf(ask, last);

const play = (lesson: Lesson, ...events: LessonEvent[]): LessonRun =>
  events.reduce((run, event) => advance(lesson, run, event), startRun(lesson));

/** Of all events, those that change the run. */
const legal = (lesson: Lesson, run: LessonRun) =>
  everyEvent
    .filter((event) => advance(lesson, run, event) !== run)
    .map((event) => (event.type === 'answered' ? `answered ${event.check.verdict}` : event.type));
const anyAnswer = ['answered right', 'answered wrong', 'answered unsure'];

describe('a question', () => {
  it('is asked, answered, judged and left', () => {
    let run = startRun(askLesson);
    expect(run).toMatchObject({
      stepIndex: 0,
      stepId: 'q',
      turnIndex: 0,
      phase: 'prompt',
      tries: 0,
    });
    run = advance(askLesson, run, prompted);
    expect(run.phase).toBe('answer');
    run = advance(askLesson, run, says('right', 'yes'));
    expect(run).toMatchObject({ phase: 'feedback', tries: 0, revealed: false });
    expect(run.last).toMatchObject({ answer: 'yes', by: 'voice', counted: true });
    run = advance(askLesson, run, continued);
    expect(run).toMatchObject({ stepIndex: 1, stepId: 'end', phase: 'prompt' });
    expect(run.last).toBeUndefined();
    expect(run.results).toEqual([
      {
        stepId: 'q',
        verdict: 'right',
        firstVerdict: 'right',
        tries: 0,
        hints: 0,
        revealed: false,
        skipped: false,
        disputes: 0,
        answer: 'yes',
      },
    ]);
  });

  it('takes in each phase exactly the events that make sense there', () => {
    const at = (...events: LessonEvent[]) => legal(askLesson, play(askLesson, ...events));
    expect(at()).toEqual(['prompted', 'hinted', 'skipped']);
    expect(at(prompted)).toEqual(['hinted', 'skipped', ...anyAnswer]);
    expect(at(prompted, says('unsure'))).toEqual(['skipped', 'confirmed', 'confirmed']);
    expect(at(prompted, says('right'))).toEqual(['continued', 'skipped', 'disputed']);
    expect(at(prompted, says('wrong'))).toEqual([
      'continued',
      'retried',
      'hinted',
      'skipped',
      'disputed',
    ]);
    const spent = [says('wrong'), retried, says('close'), retried, says('wrong')];
    expect(at(prompted, ...spent)).toEqual(['continued', 'retried', 'skipped', 'disputed']);
    expect(at(skipped, prompted, continued)).toEqual([]);
  });

  it('counts close and wrong, and shows the answer when the tries are spent', () => {
    const once = play(askLesson, prompted, says('close'));
    expect([once.tries, triesLeft(askLesson, once), once.revealed]).toEqual([1, 2, false]);
    const spent = play(
      askLesson,
      prompted,
      says('close'),
      retried,
      says('wrong'),
      retried,
      says('wrong'),
    );
    expect([spent.tries, triesLeft(askLesson, spent), spent.revealed]).toEqual([3, 0, true]);
  });

  it('lets the learner practise after the answer was shown, without counting it', () => {
    const spent = [prompted, says('wrong'), retried, says('wrong'), retried, says('wrong')];
    const run = play(askLesson, ...spent, retried, says('right', 'copied'));
    expect(run).toMatchObject({ phase: 'feedback', tries: 3, revealed: true });
    expect(run.last).toMatchObject({ answer: 'copied', counted: false });
    expect(advance(askLesson, run, disputed)).toMatchObject({
      phase: 'answer',
      tries: 3,
      disputes: 0,
    });
    const [result] = advance(askLesson, run, continued).results;
    expect(result).toMatchObject({ verdict: 'wrong', answer: 'wrong', tries: 3, revealed: true });
  });

  it.each([
    ['unsure.whichOption', 'feedback'],
    ['unsure.noWords', 'feedback'],
    ['unsure.cannotTell', 'feedback'],
    ['unsure.nothing', 'answer'],
    ['unsure.thinking', 'answer'],
    ['unsure.didYouSay', 'confirm'],
  ])('%s is no try; then: %s', (key, phase) => {
    const event = { ...says('unsure'), check: { ...check('unsure'), reason: { key } } };
    const run = play(askLesson, prompted, event);
    expect(run).toMatchObject({ phase, tries: 0, judged: [] });
  });

  it('asks back when unsure, and only a confirmed answer counts', () => {
    const unsure = play(askLesson, prompted, says('unsure', 'sheep'));
    expect(unsure).toMatchObject({ phase: 'confirm', tries: 0, judged: [] });
    expect(unsure.last).toMatchObject({ answer: 'sheep', counted: false });
    expect(advance(askLesson, unsure, confirms(true, 'right'))).toMatchObject({
      phase: 'feedback',
      tries: 0,
      judged: [{ answer: 'sheep', verdict: 'right' }],
    });
    expect(advance(askLesson, unsure, confirms(true, 'wrong'))).toMatchObject({
      phase: 'feedback',
      tries: 1,
    });
    for (const event of [confirms(false, 'wrong'), confirms(true, 'unsure')]) {
      const back = advance(askLesson, unsure, event);
      expect(back).toMatchObject({ phase: 'answer', tries: 0, judged: [] });
      expect(back.last).toBeUndefined();
    }
  });

  it('just listens again when nothing was understood', () => {
    const run = play(askLesson, prompted, says('unsure', ' '));
    expect(run).toMatchObject({ phase: 'answer', tries: 0 });
    expect(run.last?.check.verdict).toBe('unsure');
  });

  it('takes a disputed try back, the one that showed the answer too', () => {
    const wrong = play(askLesson, prompted, says('wrong'), disputed);
    expect(wrong).toMatchObject({ phase: 'answer', tries: 0, judged: [], disputes: 1 });
    const spent = [says('wrong'), retried, says('wrong'), retried, says('wrong')];
    const back = play(askLesson, prompted, ...spent, disputed);
    expect(back).toMatchObject({ phase: 'answer', tries: 2, revealed: false, disputes: 1 });
    const right = play(askLesson, prompted, says('right'), disputed);
    expect(right).toMatchObject({ phase: 'answer', tries: 0, judged: [], disputes: 1 });
    const [result] = play(
      askLesson,
      prompted,
      says('wrong'),
      disputed,
      says('right'),
      continued,
    ).results;
    expect(result).toMatchObject({ firstVerdict: 'right', tries: 0, disputes: 1 });
  });

  it('gives hints in order, and a hint after a verdict invites another try', () => {
    const run = play(askLesson, prompted, says('wrong'), hinted);
    expect(run).toMatchObject({ phase: 'answer', hints: 1 });
    expect(currentHints(askLesson, run)).toEqual(['one']);
    expect(hintsLeft(askLesson, run)).toBe(1);
    const both = advance(askLesson, run, hinted);
    expect(currentHints(askLesson, both)).toEqual(['one', 'two']);
    expect(advance(askLesson, both, hinted)).toBe(both);
  });

  it('is skipped from anywhere, but what is right stays right', () => {
    const result = (...events: LessonEvent[]) => play(askLesson, ...events, skipped).results[0];
    expect(result()).toMatchObject({
      skipped: true,
      verdict: null,
      firstVerdict: null,
      answer: '',
    });
    expect(result(prompted)).toMatchObject({ skipped: true });
    expect(result(prompted, says('unsure'))).toMatchObject({ skipped: true, verdict: null });
    expect(result(prompted, says('wrong'))).toMatchObject({ skipped: true, verdict: 'wrong' });
    expect(result(prompted, says('right'))).toMatchObject({ skipped: false, verdict: 'right' });
  });
});

describe('the other kinds of step', () => {
  it('say: told, then continued; nothing is judged and no result kept', () => {
    const lesson = lessonOf(last);
    expect(legal(lesson, startRun(lesson))).toEqual(['prompted', 'skipped']);
    const told = play(lesson, prompted);
    expect(told.phase).toBe('feedback');
    expect(legal(lesson, told)).toEqual(['continued', 'skipped']);
    const done = advance(lesson, told, continued);
    expect(done).toMatchObject({ phase: 'done', stepIndex: 1, stepId: '', results: [] });
    expect(legal(lesson, done)).toEqual([]);
    expect([triesLeft(lesson, done), hintsLeft(lesson, done), currentHints(lesson, done)]).toEqual([
      0,
      0,
      [],
    ]);
  });

  it('talk: any number of answers, ended by continuing', () => {
    const lesson = lessonOf(
      { kind: 'talk', id: 't', prompt: 'Tell me.', hints: ['Begin so.'] },
      ask,
    );
    const talking = play(lesson, prompted, says('wrong', 'hello'), says('unsure', 'well'));
    expect(talking).toMatchObject({ phase: 'answer', tries: 0 });
    expect(talking.last?.answer).toBe('well');
    expect(legal(lesson, talking)).toEqual(['continued', 'hinted', 'skipped', ...anyAnswer]);
    expect(advance(lesson, talking, continued)).toMatchObject({ stepId: 'q', results: [] });
  });

  it.each(['repeat', 'teach-back', 'choose'])('%s behaves as a question', (kind) => {
    const parts = {
      repeat: { sentence: 'A ship.' },
      'teach-back': { points: [{ label: 'x', any: ['x'] }] },
      choose: {
        options: [{ text: 'a', correct: true }, { text: 'b' }, { text: 'c' }, { text: 'd' }],
      },
    }[kind];
    const lesson = lessonOf({ kind, id: 'k', prompt: 'K', ...parts });
    expect(legal(lesson, play(lesson, prompted))).toEqual(['skipped', ...anyAnswer]);
    const done = play(lesson, prompted, says('wrong'), retried, says('right'), continued);
    expect(done.phase).toBe('done');
    expect(done.results[0]).toMatchObject({
      stepId: 'k',
      firstVerdict: 'wrong',
      verdict: 'right',
      tries: 1,
    });
  });

  it('choose: no more tries than wrong options', () => {
    const options = [{ text: 'ship' }, { text: 'sheep', correct: true }];
    const lesson = lessonOf({ kind: 'choose', id: 'c', prompt: 'C', options });
    expect(play(lesson, prompted, says('wrong'))).toMatchObject({ tries: 1, revealed: true });
    const all = lessonOf({
      kind: 'choose',
      id: 'c',
      prompt: 'C',
      options: options.map((o) => ({ ...o, correct: true })),
    });
    expect(triesLeft(all, startRun(all))).toBe(1);
  });

  it('tries come from the step, then the lesson, then are three', () => {
    expect(triesLeft(askLesson, startRun(askLesson))).toBe(3);
    const lesson = { ...lessonOf(ask, { ...ask, id: 'r', tries: 1 }), tries: 5 };
    expect(triesLeft(lesson, startRun(lesson))).toBe(5);
    expect(triesLeft(lesson, play(lesson, skipped))).toBe(1);
  });
});

describe('a dialogue', () => {
  const line = { learner: 'Greet.', accept: ['hello'], hints: ['Hel…'] };
  const dialogue = (...turns: object[]) =>
    lessonOf({ kind: 'dialogue', id: 'd', prompt: 'A shop.', hints: ['Be polite.'], turns }, last);
  const lesson = dialogue(
    { tutor: 'Hi.' },
    { tutor: 'And?' },
    line,
    { tutor: 'Fine.' },
    { ...line, hints: undefined },
    { tutor: 'Bye.' },
  );

  it('goes through the tutor’s lines by itself and stops at the learner’s', () => {
    const first = play(lesson, prompted);
    expect(first).toMatchObject({ turnIndex: 1, phase: 'prompt' });
    const mine = play(lesson, prompted, prompted);
    expect(mine).toMatchObject({ turnIndex: 2, phase: 'prompt' });
    expect(hintsLeft(lesson, mine)).toBe(1);
    expect(play(lesson, prompted, prompted, prompted)).toMatchObject({
      turnIndex: 2,
      phase: 'answer',
    });
  });

  it('keeps one result per line of the learner, and tries and hints begin anew', () => {
    const run = play(
      lesson,
      prompted,
      prompted,
      prompted,
      hinted,
      says('wrong'),
      retried,
      says('right'),
      continued,
    );
    expect(run).toMatchObject({ stepIndex: 0, turnIndex: 3, phase: 'prompt', tries: 0, hints: 0 });
    expect(run.results).toMatchObject([{ stepId: 'd', turnIndex: 2, tries: 1, hints: 1 }]);
    const second = [prompted, prompted].reduce((r, event) => advance(lesson, r, event), run);
    expect(second).toMatchObject({ turnIndex: 4, phase: 'answer' });
    // A line without hints of its own has those of the step.
    expect(currentHints(lesson, advance(lesson, second, hinted))).toEqual(['Be polite.']);
    const end = [says('right'), continued, prompted].reduce(
      (r, event) => advance(lesson, r, event),
      second,
    );
    expect(end).toMatchObject({ turnIndex: 5, phase: 'feedback' });
    expect(legal(lesson, end)).toEqual(['continued', 'skipped']);
    expect(advance(lesson, end, continued)).toMatchObject({ stepId: 'end', turnIndex: 0 });
  });

  it('ends after the learner’s line when that is the last', () => {
    const short = dialogue(line);
    expect(play(short, prompted, says('right'), continued)).toMatchObject({ stepId: 'end' });
  });

  it('is skipped as a whole: every line still to come is left out, and what was said stays', () => {
    const leftOut = [2, 4].map((turnIndex) => ({ stepId: 'd', turnIndex, skipped: true }));
    expect(play(lesson, skipped)).toMatchObject({ stepId: 'end', turnIndex: 0, results: leftOut });
    expect(play(lesson, prompted, prompted, skipped).results).toMatchObject(leftOut);
    const answered = [prompted, prompted, prompted, says('right'), continued];
    expect(play(lesson, ...answered, skipped).results).toMatchObject([
      { turnIndex: 2, skipped: false, verdict: 'right' },
      { turnIndex: 4, skipped: true, verdict: null, tries: 0 },
    ]);
  });
});

describe('summarize', () => {
  it('counts questions by how they ended, in the order of the lesson', () => {
    const lesson = lessonOf(...['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...ask, id })), last);
    const run = play(
      lesson,
      ...[prompted, says('right'), continued],
      ...[prompted, says('wrong'), retried, says('right'), continued],
      ...[prompted, says('wrong'), retried, says('wrong'), retried, says('wrong'), continued],
      skipped,
      ...[prompted, says('close'), continued],
    );
    const result = summarize(lesson, { ...run, results: [...run.results].reverse() });
    expect(result).toMatchObject({
      asked: 5,
      right: 2,
      rightFirstTry: 1,
      mended: 1,
      neededAnswer: 1,
      skipped: 1,
    });
    expect(result.steps.map((step) => step.stepId)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
