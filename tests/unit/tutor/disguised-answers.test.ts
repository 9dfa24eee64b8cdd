import { describe, expect, it } from 'vitest';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { givesAway } from '../../../src/tutor/answer-guard.ts';

/** The forms in which a model may tell an answer without saying it. */

const paris: Step = {
  kind: 'ask',
  id: 'paris',
  prompt: 'What is the capital of France?',
  accept: ['Paris'],
};
const elephant: Step = {
  kind: 'ask',
  id: 'elephant',
  prompt: 'Which animal has a trunk?',
  accept: ['elephant', 'an elephant'],
};
const seven: Step = {
  kind: 'ask',
  id: 'seven',
  prompt: 'How many days are in a week?',
  accept: [{ number: 7 }, 'seven'],
};
const planet: Step = {
  kind: 'choose',
  id: 'planet',
  prompt: 'Which planet is red?',
  options: [{ text: 'Venus' }, { text: 'Mars', correct: true }, { text: 'Neptune' }],
};
const pair: Step = {
  kind: 'choose',
  id: 'pair',
  prompt: 'Which word did I say?',
  options: [{ text: 'ship' }, { text: 'sheep', correct: true }],
};
const bread: Step = {
  kind: 'ask',
  id: 'bread',
  prompt: 'How do you say “the music” in Spanish?',
  language: 'es',
  promptLanguage: 'en',
  accept: ['la música'],
};
const lesson: Lesson = {
  format: 1,
  id: 'disguises',
  version: 1,
  title: 'Disguises',
  language: 'en',
  steps: [paris, elephant, seven, planet, pair, bread],
};
const away = (step: Step, sentence: string): boolean => givesAway(lesson, step, 0, sentence);

describe('an answer spelled out', () => {
  it.each([
    'P-A-R-I-S',
    'P. A. R. I. S.',
    'p a r i s',
    'It goes P, then A, then R, then I, then S.',
    'P as in Papa, A as in Alpha, R as in Romeo, I as in India, S as in Sierra',
    'Papa Alpha Romeo India Sierra',
    'Pee, ay, ar, eye, ess.',
    'Pa-ris',
    'Pa + ris',
    '🇵 🇦 🇷 🇮 🇸',
    'Paula Anton Richard Ida Samuel',
  ])('is told: %s', (sentence) => {
    expect(away(paris, sentence)).toBe(true);
  });
});

describe('an answer backwards', () => {
  it.each(['Read it backwards: sirap.', 'S-I-R-A-P', 'Turn “SIRAP” round.', 'tnahpele'])(
    'is told: %s',
    (sentence) => {
      expect(away(sentence.includes('tnah') ? elephant : paris, sentence)).toBe(true);
    },
  );
});

describe('an answer in letters that only look the same', () => {
  it.each([
    'Рaris',
    'Pаris',
    'Ρaris',
    'P4r1s',
    'ᴘᴀʀɪꜱ',
    '𝐏𝐚𝐫𝐢𝐬',
    'Ⓟⓐⓡⓘⓢ',
    'Ｐａｒｉｓ',
    'P\u200ba\u200br\u200bi\u200bs',
  ])('is told: %s', (sentence) => {
    expect(away(paris, `Think of ${sentence}.`)).toBe(true);
  });
});

describe('an answer with a few gaps', () => {
  it.each(['Par_s', 'P*ris', 'Pari_', 'P·ris'])('is told: %s', (sentence) => {
    expect(away(paris, `It is ${sentence}.`)).toBe(true);
  });

  it.each(['P____', 'P _ _ _ _', '_____'])('is not told: %s', (sentence) => {
    expect(away(paris, `It is ${sentence}.`)).toBe(false);
  });
});

describe('an answer in another language', () => {
  it.each([
    [paris, 'In Spanish it is París.'],
    [paris, 'The French say Paris.'],
    [elephant, 'In Spanish it is called elefante.'],
    [elephant, 'éléphant in French'],
    [seven, 'In Spanish we say siete.'],
    [seven, 'Wie sieben auf Deutsch.'],
    [seven, 'Sept in French.'],
  ])('is told: %#', (step, sentence) => {
    expect(away(step, sentence)).toBe(true);
  });

  it('is not told by what the task says itself', () => {
    expect(away(bread, 'You know the music: which word is it in Spanish?')).toBe(false);
    expect(away(bread, 'The word is musica.')).toBe(true);
  });
});

describe('the place of the right option', () => {
  it.each([
    'It is the second one.',
    'Take the second option.',
    'The answer is number two.',
    'Option B.',
    'Choose B.',
    'It is the middle one.',
    'The second of them.',
  ])('is told: %s', (sentence) => {
    expect(away(planet, sentence)).toBe(true);
  });

  it.each([
    'It is not the first one.',
    'Look at the last option again.',
    'First, think of its colour.',
  ])('is not told: %s', (sentence) => {
    expect(away(planet, sentence)).toBe(false);
  });

  it('is told by either place where there are two', () => {
    expect(away(pair, 'It is not the first one.')).toBe(true);
    expect(away(pair, 'Listen to the vowel.')).toBe(false);
  });
});

describe('a hint', () => {
  it.each([
    [paris, 'It lies on the river Seine.'],
    [paris, 'It begins with the letter P.'],
    [paris, 'A tall iron tower stands there.'],
    [elephant, 'It is grey and very large.'],
    [elephant, 'It has big ears and a long nose.'],
    [seven, 'It is one more than six.'],
    [seven, 'Count from Monday to Sunday.'],
    [planet, 'Think of rust.'],
    [planet, 'Its name is also the name of a god.'],
  ])('gives nothing away: %#', (step, sentence) => {
    expect(away(step, sentence)).toBe(false);
  });
});
