import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accept, Strictness } from '../../../../src/contracts/lesson.ts';
import { checkAnswer, type Expectation } from '../../../../src/lessons/check/check-answer.ts';

const check = (answer: string, accept: Accept | Accept[], how: Partial<Expectation> = {}) =>
  checkAnswer(answer, {
    accept: Array.isArray(accept) ? accept : [accept],
    strictness: 'normal',
    language: 'en',
    spoken: false,
    ...how,
  });

describe('the diff', () => {
  it('keeps the learner’s own words and capitals', () => {
    expect(check('SHE tought of it first.', 'She thought of it first').diff).toEqual([
      { kind: 'same', said: 'SHE' },
      { kind: 'replace', said: 'tought', want: 'thought' },
      { kind: 'same', said: 'of' },
      { kind: 'same', said: 'it' },
      { kind: 'same', said: 'first' },
    ]);
  });

  it('shows what is missing and what is too many', () => {
    expect(check('I live London', 'I live in London').diff).toEqual([
      { kind: 'same', said: 'I' },
      { kind: 'same', said: 'live' },
      { kind: 'missing', want: 'in' },
      { kind: 'same', said: 'London' },
    ]);
    expect(check('I live in in London', 'I live in London').diff).toContainEqual({
      kind: 'extra',
      said: 'in',
    });
  });

  it('lays a contraction beside its words, and a number beside its digits', () => {
    expect(check("I've 21 dog", 'I have twenty-one dogs').diff).toEqual([
      { kind: 'same', said: "I've" },
      { kind: 'same', said: '21' },
      { kind: 'replace', said: 'dog', want: 'dogs' },
    ]);
    expect(check('I am not here', "I'm here").diff).toEqual([
      { kind: 'same', said: 'I am' },
      { kind: 'extra', said: 'not' },
      { kind: 'same', said: 'here' },
    ]);
  });

  it('does not show hesitation or lead-ins as faults', () => {
    const { diff } = check('um I think it is Paris', 'Paris');
    expect(diff).toEqual([{ kind: 'same', said: 'Paris' }]);
  });
});

describe('the answer that is matched', () => {
  it('is the nearest one, as the teacher wrote it', () => {
    expect(check('colour blue', ['The color red', 'The color blue']).matched).toBe(
      'The color blue',
    );
    expect(check('the kat', [{ text: 'The dog' }, { text: 'The cat' }]).matched).toBe('The cat');
  });

  it('is a reading of a pattern, never the pattern itself', () => {
    const { matched, verdict } = check('I have been theer', {
      pattern: 'I (have | had) been [there]',
    });
    expect({ matched, verdict }).toEqual({ matched: 'I have been there', verdict: 'close' });
  });

  it('is a number in the writing of the language, with its unit', () => {
    const accept = { number: 3.5, unit: 'km' };
    expect(check('drei Komma fünf Kilometer', accept, { language: 'de' })).toMatchObject({
      verdict: 'right',
      matched: '3,5 km',
    });
  });

  it('may be the model answer, which is right as well', () => {
    const how = { model: 'Plants make sugar from light.' };
    const accept: Accept = { keywords: { all: ['light', 'sugar', 'chlorophyll'] } };
    expect(check('plants make sugar from light', accept, how).verdict).toBe('right');
  });
});

describe('what is asked again', () => {
  it('quotes the answer, cut to a length that can be said', () => {
    const long = 'mumble '.repeat(60);
    const { verdict, reason } = check(long, 'Paris', { spoken: true, confidence: 0.1 });
    expect(verdict).toBe('unsure');
    expect(String(reason.params?.['said']).length).toBeLessThanOrEqual(81);
  });

  it('is judged once the learner has confirmed it', () => {
    const how = { spoken: true, confidence: 1 };
    expect(check('ship', 'sheep', how).verdict).toBe('wrong');
  });

  it('never asks about written answers, however odd', () => {
    expect(check('ship', 'sheep', { confidence: 0.1 }).verdict).toBe('wrong');
  });
});

describe('any answer', () => {
  const language = fc.constantFrom('en', 'es-MX', 'fr', 'de', 'ja', 'pt-BR', 'x-odd', '');
  const strictness = fc.constantFrom<Strictness>('lenient', 'normal', 'exact');
  const words = fc
    .array(
      fc.constantFrom(
        ...'twenty one hundred and a point minus half past three to five o’clock May the third'.split(
          ' ',
        ),
        ...'I’ve not no um it is vingt quatre dix et demi halb vier einundzwanzig las y media'.split(
          ' ',
        ),
        ...[
          '3:30',
          '1,000',
          '3.5',
          '½',
          '-5',
          '$',
          '€5',
          '%',
          '...',
          '(',
          '?',
          'né',
          "l'",
          "'",
          'or',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(' '));
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    words,
  );
  const acceptable = text.filter((one) => one.trim() !== '' && one.trim().length <= 200);
  const accept: fc.Arbitrary<Accept> = fc.oneof(
    acceptable,
    acceptable.map((one) => ({ text: one })),
    fc.record({ number: fc.double({ noNaN: true }), tolerance: fc.constantFrom(0, 0.5) }),
    fc.record({ number: fc.integer(), unit: fc.constantFrom('km', 'apples', '½') }),
    fc.constantFrom(
      { pattern: 'I (have | ’ve) been [there] ...' },
      { pattern: '... (a | b c) [d]' },
    ),
    acceptable.map((one) => ({ keywords: { all: [one], any: ['x', one] } })),
  );

  it('gets a verdict and never an exception', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(accept, { minLength: 1, maxLength: 3 }),
        fc.array(fc.record({ when: accept, feedback: fc.constant('No.') }), { maxLength: 2 }),
        language,
        strictness,
        fc.boolean(),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
        (answer, accepts, wrong, tag, how, spoken, confidence) => {
          const found = checkAnswer(answer, {
            accept: accepts,
            wrong,
            language: tag,
            strictness: how,
            spoken,
            confidence,
          });
          expect(['right', 'close', 'wrong', 'unsure']).toContain(found.verdict);
          expect(found.score).toBeGreaterThanOrEqual(0);
          expect(found.score).toBeLessThanOrEqual(1);
          if (found.verdict === 'right')
            expect(found.diff.every((word) => word.kind === 'same')).toBe(true);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('is right when it is an accepted text word for word', () => {
    fc.assert(
      fc.property(acceptable, language, strictness, fc.boolean(), (answer, tag, how, spoken) => {
        const wrong = [{ when: answer, feedback: 'No.' }];
        const base = { accept: [answer], wrong, language: tag, strictness: how, spoken };
        expect(checkAnswer(answer, base).verdict).toBe('right');
        expect(checkAnswer(` ${answer} `, { ...base, confidence: 0 }).verdict).toBe('right');
      }),
      { numRuns: 400 },
    );
  });

  it('is right in capitals and with a full stop, when it has words at all', () => {
    fc.assert(
      fc.property(words, language, (answer, tag) => {
        const written = `${answer.replace(/[.(?'’]/g, '')}.`;
        const found = check(written, answer.replace(/[.(?'’]/g, ''), { language: tag });
        expect(['right', 'unsure']).toContain(found.verdict);
      }),
      { numRuns: 200 },
    );
  });

  it('is cut at 2,000 characters, so a flood of words is judged like its beginning', () => {
    const begin = 'no '.repeat(700).slice(0, 2_000);
    const flood = begin + 'Paris '.repeat(100_000);
    expect(check(flood, 'Paris')).toEqual(check(begin, 'Paris'));
  });

  it('is judged in bounded work, whatever the lesson accepts', () => {
    const hostile = [
      'one hundred and ',
      'a ',
      'minus ',
      "I've ",
      'twenty five to ',
      'I think it is ',
    ];
    const accepts: Accept[] = Array.from({ length: 40 }, (_, i) => ({
      pattern:
        i % 2 ? '(a | a a | [a] a) '.repeat(10).trim() : `${'[a [a [a]]] ... '.repeat(12)} b`,
    }));
    for (const part of hostile) {
      const answer = part.repeat(2_000 / part.length);
      expect(check(answer, accepts).verdict).toBe('wrong');
    }
  });
});

describe('a mistake that is foreseen, in a lesson that takes articles leniently', () => {
  const coffee = (answer: string) =>
    check(answer, 'Quería un café', {
      strictness: 'lenient',
      language: 'es',
      wrong: [{ when: { pattern: '[yo] quería una café' }, feedback: 'It takes un.' }],
    });

  it('is not found in an answer without it', () => {
    expect(coffee('Queria un cafe')).toMatchObject({
      verdict: 'right',
      reason: { key: 'rightSpelled', params: { want: 'quería, café' } },
    });
    expect(coffee('Quería el café').verdict).toBe('right');
  });

  it('is found where it was made, accents or not', () => {
    for (const answer of ['Quería una café', 'queria una cafe', 'yo quería una café']) {
      expect(coffee(answer)).toMatchObject({ verdict: 'wrong', feedback: 'It takes un.' });
    }
  });
});

describe('a word that is the whole question', () => {
  it('is another one where it differs, however little it weighs in a sentence', () => {
    expect(check('the', 'a').verdict).toBe('wrong');
    expect(check('a', 'an').verdict).toBe('wrong');
    expect(check('the', 'a', { strictness: 'lenient' }).verdict).toBe('wrong');
    expect(check('a', 'a').verdict).toBe('right');
    expect(check("it's", 'its').verdict).not.toBe('unsure');
  });

  it('is no slip of the pen where only its vowel is alike', () => {
    for (const other of ['nice', 'nine']) expect(check(other, 'knife').verdict).toBe('wrong');
    expect(check('mate', 'make', { spoken: true, confidence: 0.95 }).verdict).not.toBe('right');
  });
});
