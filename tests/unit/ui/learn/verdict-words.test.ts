import { expect, test } from 'vitest';
import type { AnswerCheck } from '../../../../src/contracts/answer-check.ts';
import { verdictWords } from '../../../../src/ui/learn/verdict-words.ts';

const check: AnswerCheck = { verdict: 'wrong', diff: [], score: 0, reason: { key: 'other' } };

test('the opening word is not said twice, and a short reason joins it', () => {
  expect(verdictWords(['Not yet.', 'Two words to mend.', 'Go on.'], ['Not yet.'], check)).toEqual({
    tail: 'Two words to mend.',
    rest: ['Go on.'],
  });
});

test('the teacher’s own sentence stands below', () => {
  const own = { ...check, feedback: 'Go has a past of its own.' };
  expect(verdictWords(['Not yet.', own.feedback], ['Not yet.'], own)).toEqual({
    tail: '',
    rest: [own.feedback],
  });
});

test('what only leads to the next line does not join the heading', () => {
  const feedback = ['Not yet.', 'A good answer is:', 'I went.'];
  expect(verdictWords(feedback, ['Not yet.'], check).tail).toBe('');
});

test('nothing is lost where nothing opens', () => {
  expect(verdictWords(['One letter.'], ['Nearly.'], check).tail).toBe('One letter.');
  expect(verdictWords([], ['Right.'], check)).toEqual({ tail: '', rest: [] });
});
