import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { modelAnswer } from '../../../src/lessons/check-step.ts';
import { startRun } from '../../../src/lessons/stepping.ts';
import { givesAway } from '../../../src/tutor/answer-guard.ts';
import { hintMessages, teachBackMessages } from '../../../src/tutor/hint-messages.ts';
import { sampleLessons } from '../lessons/sample-files.ts';

const france: Step = {
  kind: 'ask',
  id: 'france',
  prompt: 'What is the capital of France?',
  hints: ['It lies on the Seine.'],
  accept: ['Paris', { pattern: 'the city of (light | lights)' }, { number: 7 }],
};
const bread: Extract<Step, { kind: 'teach-back' }> = {
  kind: 'teach-back',
  id: 'bread',
  prompt: 'How is bread made?',
  points: [
    { label: 'It is mixed', any: ['flour', 'mix'] },
    { label: 'It is baked', any: ['oven', 'bake'] },
  ],
};
const lesson: Lesson = {
  format: 1,
  id: 'guard',
  version: 1,
  title: 'Guard',
  language: 'en',
  steps: [france, bread],
};

/** Everything in the samples that is asked and has an answer to hide. */
const asked = [...sampleLessons.values(), lesson].flatMap((each) =>
  each.steps.flatMap((step) => {
    const turns = step.kind === 'dialogue' ? step.turns.map((_, index) => index) : [0];
    return turns.flatMap((turnIndex) => {
      const hidden = step.kind === 'ask' || step.kind === 'choose' || step.kind === 'dialogue';
      const model = hidden ? modelAnswer(each, step, turnIndex) : null;
      const turn = step.kind === 'dialogue' ? step.turns[turnIndex] : undefined;
      return model === null || (turn && 'tutor' in turn) ? [] : [{ each, step, turnIndex, model }];
    });
  }),
);

describe('a sentence that gives the answer away', () => {
  it('is found in every sample, whatever stands around the answer', () => {
    expect(asked.length).toBeGreaterThan(30);
    const words = fc.constantFrom('Think of', 'It is', 'maybe', 'Well,', '¿', '"', 'a word like');
    const dress = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => `“${text}”`,
      (text) => `*${text}*!`,
      (text) => text.normalize('NFD'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...asked), words, words, dress, (one, before, after, dressed) => {
        const sentence = `${before} ${dressed(one.model)}, ${after}`;
        expect(givesAway(one.each, one.step, one.turnIndex, sentence), sentence).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it.each([
    'Paris',
    'It is paris.',
    "Think of Paris's river.",
    'P-A-R-I-S',
    'P, a, r, i, s',
    'They call it the city of lights.',
    'It is seven.',
    'There are 7 of them.',
  ])('%s', (sentence) => {
    expect(givesAway(lesson, france, 0, sentence)).toBe(true);
  });

  it.each(['It lies on a river.', 'Think of a tall iron tower.', 'You know this city.'])(
    'is not this one: %s',
    (sentence) => {
      expect(givesAway(lesson, france, 0, sentence)).toBe(false);
    },
  );

  it('is a point that the learner has not named yet', () => {
    expect(givesAway(lesson, bread, 0, 'Does it go into the oven?', 'You mix flour.')).toBe(true);
    expect(givesAway(lesson, bread, 0, 'And after you mix it?', 'You mix flour.')).toBe(false);
  });
});

describe('what a model is told before the tries are spent', () => {
  it('holds no accepted answer of any sample', () => {
    for (const { each, step, turnIndex, model } of asked) {
      if (step.kind === 'choose') continue;
      const stepIndex = each.steps.indexOf(step);
      const run = { ...startRun(each), stepIndex, stepId: step.id, turnIndex };
      const task = hintMessages(each, step, run).at(-1)!.content;
      const prompt = step.kind === 'dialogue' ? '' : step.prompt;
      if (givesAway(each, step, turnIndex, prompt)) continue;
      const turn = step.kind === 'dialogue' ? step.turns[turnIndex] : undefined;
      if (turn && 'learner' in turn && givesAway(each, step, turnIndex, turn.learner)) continue;
      expect(task).not.toContain(`: ${model}`);
      expect(givesAway(each, step, turnIndex, task), `${step.id}: ${task}`).toBe(false);
    }
  });

  it('holds the labels of open points and none of their words', () => {
    const told = teachBackMessages(lesson, bread, 'You mix flour.', ['It is baked']);
    expect(told.at(-1)?.content).toContain('left out: It is baked');
    expect(told.at(-1)?.content).not.toContain('oven');
  });
});
