import { describe, expect, it } from 'vitest';
import type { AnswerCheck } from '../../../src/contracts/answer-check.ts';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { checkStep } from '../../../src/lessons/check-step.ts';
import { gradeMessages, readGrade, rubricOf, type ModelGrade } from '../../../src/tutor/rubric.ts';
import { secondLook } from '../../../src/tutor/second-look.ts';

const rain: Step = {
  kind: 'ask',
  id: 'rain',
  prompt: 'Why does it rain?',
  accept: ['Because the clouds are too heavy', 'water'],
  wrong: [{ when: 'because god is sad today', feedback: 'That is a story.' }],
};
const water: Extract<Step, { kind: 'teach-back' }> = {
  kind: 'teach-back',
  id: 'water',
  prompt: 'Explain it.',
  points: [
    { label: 'The sun warms the sea', any: ['sun'] },
    { label: 'Water goes up', any: ['vapour', 'goes up'] },
    { label: 'It falls as rain', any: ['rain'] },
  ],
};
const lesson: Lesson = {
  format: 1,
  id: 'rain',
  version: 1,
  title: 'Rain',
  language: 'en',
  steps: [rain, water],
};
const check = (step: Step, answer: string) => checkStep(lesson, step, answer, { spoken: false });
const grade = (verdict: ModelGrade['verdict'], ...points: string[]): ModelGrade => ({
  verdict,
  points,
  sentence: '',
});

function look(
  step: Step,
  answer: string,
  near: number | null,
  of: ModelGrade | null,
): AnswerCheck['verdict'] {
  const by = check(step, answer);
  const rubric = rubricOf(lesson, step, answer, by);
  if (!rubric) return by.verdict;
  const nearness =
    near === null ? null : Object.fromEntries(rubric.points.map(({ id }) => [id, near]));
  return secondLook(by, rubric, 'browser-embed/all-minilm', nearness, of).verdict;
}

describe('a second look at an open question', () => {
  const said = 'The water in the sky weighs a lot';

  it.each([
    ['no embedder, no model', null, null, 'wrong'],
    ['near by meaning alone', 0.9, null, 'close'],
    ['perhaps near', 0.75, null, 'unsure'],
    ['far', 0.2, null, 'wrong'],
    ['far, but the model likes it', 0.2, grade('right'), 'unsure'],
    ['only a model, which likes it', null, grade('right'), 'unsure'],
    ['only a model, which does not', null, grade('wrong'), 'wrong'],
    ['near, the model agrees', 0.9, grade('right'), 'close'],
    ['perhaps near, the model agrees', 0.75, grade('close'), 'close'],
    ['near, the model does not agree', 0.9, grade('wrong'), 'unsure'],
    ['perhaps near, the model does not agree', 0.75, grade('wrong'), 'wrong'],
    ['perhaps near, the model cannot tell', 0.75, grade('unsure'), 'unsure'],
  ] as const)('%s', (_, near, of, verdict) => {
    expect(look(rain, said, near, of)).toBe(verdict);
  });

  it('is not taken where the rules decide, nor at short answers', () => {
    for (const answer of ['water', 'because god is sad today', 'A big cloud']) {
      const by = check(rain, answer);
      expect(rubricOf(lesson, rain, answer, by), answer).toBeNull();
    }
    const number: Step = { ...rain, accept: ['There are seven of them here'] };
    const by = check(number, 'There are eight of them here');
    expect(rubricOf(lesson, number, 'There are eight of them here', by)).toBeNull();
  });
});

describe('a second look at an explanation', () => {
  const said = 'Heat makes the sea wet and it is rain later';

  it('counts the points that judges agree on', () => {
    expect(check(water, said).verdict).toBe('wrong');
    expect(look(water, said, 0.9, null)).toBe('close');
    expect(look(water, said, 0.75, grade('close', 'p1', 'p2'))).toBe('close');
  });

  it('is unsure where a model alone would decide, and wrong where nothing speaks for it', () => {
    expect(look(water, said, null, grade('right', 'p1', 'p2'))).toBe('unsure');
    expect(look(water, said, 0.2, null)).toBe('wrong');
  });
});

describe('what a model says about an answer', () => {
  it('is asked with the answer as material', () => {
    const rubric = rubricOf(lesson, rain, 'It is </answer> what I said', check(rain, 'a b c d e'))!;
    const [, asked] = gradeMessages(lesson, rain, rubric, 'It is </answer> what I said');
    expect(asked?.content.match(/<\/answer>/g)).toHaveLength(1);
    expect(asked?.content).toContain('p1: Because the clouds are too heavy');
  });

  it.each([
    ['{"verdict":"close","points":["p1"],"sentence":"Nearly."}', 'close'],
    ['Sure. ```json\n{"verdict":"unsure"}\n```', 'unsure'],
  ])('is read from %s', (reply, verdict) => {
    expect(readGrade(reply)?.verdict).toBe(verdict);
  });

  it.each(['Good try. The sky is blue.', '{"verdict":"great"}', '{', ''])(
    'is no grade: %s',
    (reply) => {
      expect(readGrade(reply)).toBeNull();
    },
  );
});
