import { describe, expect, test } from 'vitest';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { checkStep, modelAnswer } from '../../../src/lessons/check-step.ts';
import type { LessonRun } from '../../../src/lessons/lesson-run.ts';
import { advance, startRun, type LessonEvent } from '../../../src/lessons/stepping.ts';
import { translateEnglish } from '../../fakes/translate-english.ts';
import { feedbackLines, promptLines, resultLines } from '../../../src/tutor/lesson-tutor.ts';
import { linesAhead } from '../../../src/tutor/lines-ahead.ts';
import { sampleLessons } from '../lessons/sample-files.ts';

const lesson: Lesson = {
  format: 1,
  id: 'three',
  version: 1,
  title: 'Three',
  language: 'en',
  steps: [
    { kind: 'say', id: 'hello', prompt: 'Hello.' },
    {
      kind: 'ask',
      id: 'france',
      prompt: 'What is the capital of France?',
      hints: ['It begins with P.', 'It ends with s.'],
      accept: ['Paris'],
      wrong: [{ when: 'London', feedback: 'London is in England.' }],
      explain: 'Paris is the capital of France.',
    },
    { kind: 'repeat', id: 'sky', prompt: 'Say this after me.', sentence: 'The sky is blue.' },
  ],
};
const contextOf = (run: LessonRun) =>
  ({ lesson, run, translate: translateEnglish, locale: 'en' }) as const;
const after = (...events: LessonEvent[]) =>
  events.reduce((run, event) => advance(lesson, run, event), startRun(lesson));
const texts = (run: LessonRun) => linesAhead(contextOf(run)).map(({ text }) => text);
const answer = (text: string, step = lesson.steps[1]!): LessonEvent => ({
  type: 'answered',
  answer: text,
  check: checkStep(lesson, step, text, { spoken: true, confidence: 1 }),
  by: 'voice',
});

describe('what the tutor will say next', () => {
  test('after a narration is the next task', () => {
    expect(texts(startRun(lesson))).toEqual(['What is the capital of France?']);
  });

  test('while a question is open: praise, the next task, foreseen mistakes, the next hint', () => {
    const asked = after({ type: 'prompted' }, { type: 'continued' });
    const found = texts(asked);
    expect(found.slice(0, 4)).toEqual([
      'Right.',
      'Paris is the capital of France.',
      'Say this after me.',
      'The sky is blue.',
    ]);
    expect(found).toContain('London is in England.');
    expect(found.at(-1)).toBe('It begins with P.');
    const hinted = advance(lesson, advance(lesson, asked, { type: 'prompted' }), {
      type: 'hinted',
    });
    expect(texts(hinted).at(-1)).toBe('It ends with s.');
  });

  test('once the answer was right is the next task, and at the end the result', () => {
    const start = [{ type: 'prompted' }, { type: 'continued' }, { type: 'prompted' }] as const;
    expect(texts(after(...start, answer('Paris')))).toEqual([
      'Say this after me.',
      'The sky is blue.',
    ]);
    const last = after(...start, answer('Paris'), { type: 'continued' }, { type: 'prompted' });
    expect(texts(last)).toContain(
      resultLines(
        contextOf(
          advance(lesson, advance(lesson, last, answer('The sky is blue.', lesson.steps[2])), {
            type: 'continued',
          }),
        ),
      )[0]?.text,
    );
  });
});

test.each([...sampleLessons])(
  '%s: every line of a lesson without a fault was foreseen',
  (_, lesson) => {
    const context = (run: LessonRun) =>
      ({ lesson, run, translate: translateEnglish, locale: 'en' }) as const;
    let run = startRun(lesson);
    let ahead = new Set<string>();
    const said = (lines: readonly { text: string }[]) => {
      for (const { text } of lines) expect(ahead, text).toContain(text);
      ahead = new Set(linesAhead(context(run)).map(({ text }) => text));
    };
    ahead = new Set(linesAhead(context(run)).map(({ text }) => text));
    for (let moves = 0; run.phase !== 'done' && moves < 200; moves++) {
      if (run.phase === 'prompt') {
        run = advance(lesson, run, { type: 'prompted' });
        if (run.phase === 'prompt') said(promptLines(context(run)));
      } else if (run.phase === 'answer') {
        const step = lesson.steps[run.stepIndex]!;
        if (step.kind === 'talk') return;
        const text = modelAnswer(lesson, step, run.turnIndex) ?? '';
        const { turnIndex } = run;
        const check = checkStep(lesson, step, text, { turnIndex, spoken: true, confidence: 1 });
        run = advance(lesson, run, { type: 'answered', answer: text, check, by: 'voice' });
        said(feedbackLines(context(run)));
      } else {
        run = advance(lesson, run, { type: 'continued' });
        said(run.phase === 'done' ? resultLines(context(run)) : promptLines(context(run)));
      }
    }
  },
);
