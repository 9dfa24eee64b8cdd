import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../../../src/base/parley-error.ts';
import { checkAnswer } from '../../../../src/lessons/check/check-answer.ts';
import {
  compilePattern,
  patternReadings,
  simplestReading,
} from '../../../../src/lessons/check/read/pattern.ts';

describe('a malformed pattern', () => {
  it.each([
    ['(a | b', 'never closed'],
    ['a) b', 'closes nothing'],
    ['[a', 'never closed'],
    ['(a]', 'closes nothing'],
    ['(a | )', 'empty'],
    ['(| a)', 'empty'],
    ['()', 'nothing stands in it'],
    ['[]', 'nothing stands in it'],
    ['', 'nothing stands in it'],
    ['a |', 'empty'],
    ['...', 'every answer'],
    ['[a] ...', 'every answer'],
    ['[a] [b]', 'every answer'],
    ['(... | a)', 'every answer'],
    ['?!', 'nothing stands in it'],
    [`${'('.repeat(20)}a${')'.repeat(20)}`, 'too deeply'],
    ['a '.repeat(300), 'longer than'],
  ])('%s says what is wrong with it', (source, problem) => {
    try {
      compilePattern(source);
      expect.unreachable('the pattern was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(ParleyError);
      const { code, message, remedy } = error as ParleyError;
      expect(code).toBe('pattern-invalid');
      expect(message).toContain(problem);
      expect(remedy).not.toBe('');
    }
  });

  it('is the only thing that compiling can throw', () => {
    const source = fc
      .array(fc.constantFrom('(', ')', '[', ']', '|', '...', 'a', 'b c', ' ', '*', '\\', '?'), {
        maxLength: 20,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(source, (text) => {
        try {
          const pattern = compilePattern(text);
          for (const reading of patternReadings(pattern, 8)) {
            const answer = reading.replaceAll('...', 'x');
            const base = { accept: [{ pattern: text }], language: 'fr', spoken: false } as const;
            expect(checkAnswer(answer, { ...base, strictness: 'normal' }).verdict).toBe('right');
          }
        } catch (error) {
          if (!(error instanceof ParleyError)) throw error;
          expect(error.code).toBe('pattern-invalid');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the readings of a pattern', () => {
  it('begin with the simplest', () => {
    const pattern = compilePattern("I (have | 've) been [there] ...");
    expect(simplestReading(pattern)).toBe('I have been there');
    expect(patternReadings(pattern, 10)).toEqual([
      'I have been there ...',
      'I have been ...',
      "I 've been there ...",
      "I 've been ...",
    ]);
  });

  it('are bounded', () => {
    expect(patternReadings(compilePattern('(a | b) '.repeat(40)), 24)).toHaveLength(24);
  });
});
