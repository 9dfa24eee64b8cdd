import { describe, expect, it } from 'vitest';
import { answerFromPassages } from '../../../src/tutor/talk-from-passages.ts';

const passages = [
  'The baker opens at seven in the morning.',
  'Bread is cheaper in the evening.',
  'The station is behind the old church.',
];

describe('answers from passages', () => {
  it('finds the passage that shares the rarest words', () => {
    expect(answerFromPassages('Where is the station?', passages, 'en')).toBe(passages[2]);
    expect(answerFromPassages('When does the baker open?', passages, 'en')).toBe(passages[0]);
  });

  it('says nothing when no passage fits', () => {
    expect(answerFromPassages('Who won?', passages, 'en')).toBeNull();
    expect(answerFromPassages('Anything', [], 'en')).toBeNull();
  });
});
