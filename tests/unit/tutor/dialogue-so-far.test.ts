import { expect, it } from 'vitest';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { checkStep } from '../../../src/lessons/check-step.ts';
import type { LessonRun } from '../../../src/lessons/lesson-run.ts';
import { advance, resumeRun, startRun } from '../../../src/lessons/stepping.ts';
import { dialogueSoFar } from '../../../src/tutor/dialogue-so-far.ts';

const lesson: Lesson = {
  format: 1,
  id: 'shop',
  version: 1,
  title: 'Shop',
  language: 'en',
  tries: 1,
  steps: [
    {
      kind: 'dialogue',
      id: 'shop',
      prompt: 'In a shop.',
      turns: [
        { tutor: 'Hello!' },
        { learner: 'Greet.', accept: ['Hello', 'Good morning'] },
        { tutor: 'What would you like?' },
        { learner: 'Ask for bread.', accept: ['Bread, please'] },
        { tutor: 'Here you are.' },
      ],
    },
    { kind: 'say', id: 'end', prompt: 'Well done.' },
  ],
};

const prompted = (run: LessonRun) => advance(lesson, run, { type: 'prompted' });

function answered(run: LessonRun, answer: string): LessonRun {
  const step = lesson.steps[0]!;
  const check = checkStep(lesson, step, answer, { turnIndex: run.turnIndex, spoken: false });
  const judged = advance(lesson, prompted(run), {
    type: 'answered',
    answer,
    check,
    by: 'keyboard',
  });
  return advance(lesson, judged, { type: 'continued' });
}

it('shows own words where they were right, the model where it was needed, and the last word', () => {
  let run = startRun(lesson);
  expect(dialogueSoFar(lesson, run)).toEqual([]);
  run = answered(prompted(run), 'good morning');
  run = answered(prompted(run), 'cheese');
  const said = [
    { who: 'tutor', text: 'Hello!' },
    { who: 'you', text: 'good morning' },
    { who: 'tutor', text: 'What would you like?' },
    { who: 'you', text: 'Bread, please' },
  ];
  expect(dialogueSoFar(lesson, run)).toEqual(said);
  const stored = resumeRun(lesson, JSON.parse(JSON.stringify(run)));
  expect(dialogueSoFar(lesson, stored)).toEqual(said);
  run = prompted(run);
  expect(dialogueSoFar(lesson, run).at(-1)).toEqual({ who: 'tutor', text: 'Here you are.' });
  run = advance(lesson, run, { type: 'continued' });
  expect(run.stepId).toBe('end');
  expect(dialogueSoFar(lesson, run)).toEqual([]);
});
