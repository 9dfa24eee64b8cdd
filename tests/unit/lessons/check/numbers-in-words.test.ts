import fc from 'fast-check';
import { toCardinal as german } from 'n2words/de-DE';
import { toCardinal as english } from 'n2words/en-GB';
import { toCardinal as spanish } from 'n2words/es-ES';
import { toCardinal as french } from 'n2words/fr-FR';
import { describe, expect, it } from 'vitest';
import type { Accept } from '../../../../src/contracts/lesson.ts';
import { checkAnswer } from '../../../../src/lessons/check/check-answer.ts';
import { MANNERS } from './verdict-cases.ts';

/** Numbers as people say them and as recognisers write half of them down. */

const inWords = { en: english, es: spanish, fr: french, de: german };
type Code = keyof typeof inWords;
const code = fc.constantFrom<Code>('en', 'es', 'fr', 'de');
const manner = fc.constantFrom(...Object.values(MANNERS));
const say = (language: Code, value: number): string => inWords[language](value);

const verdict = (
  said: string,
  accept: Accept,
  language: Code,
  how: (typeof MANNERS)['typed' | 'surely' | 'spoken'],
) => checkAnswer(said, { accept: [accept], strictness: 'normal', language, ...how }).verdict;
const runs = { numRuns: 400 };

/** The ways in which a recogniser may mix digits and words. */
function mixed(language: Code, value: number): string[] {
  const found: string[] = [];
  const [tens, ones] = [value - (value % 10), value % 10];
  const plainTens = language !== 'fr' || ![70, 90].includes(tens % 100);
  if (value > 20 && value < 100 && ones > 0 && plainTens) {
    if (language === 'de') {
      found.push(
        `${ones} und ${say('de', tens)}`,
        `${ones === 1 ? 'ein' : say('de', ones)} und ${tens}`,
      );
    } else {
      const and = language === 'es' ? ' y' : '';
      found.push(`${tens}${and} ${say(language, ones)}`, `${say(language, tens)}${and} ${ones}`);
    }
  }
  const below = value % 100;
  if (value > 100 && value < 1000 && below > 0) {
    const hundreds = value - below;
    const named = language === 'es' && hundreds === 100 ? 'ciento' : say(language, hundreds);
    found.push(`${named} ${below}`, `${hundreds} ${say(language, below)}`);
  }
  if (value > 1000 && value % 1000 > 0) {
    const thousand = { en: 'thousand', es: 'mil', fr: 'mille', de: 'tausend' }[language];
    const count = Math.floor(value / 1000);
    const rest = value % 1000;
    if (count > 1) found.push(`${count} ${thousand} ${say(language, rest)}`);
    if (count > 1 && rest > 99) found.push(`${say(language, count)} ${thousand} ${rest}`);
  }
  return found;
}

describe('a number', () => {
  it('is the same half in digits', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 21, max: 9_999 }), manner, (language, value, how) => {
        for (const said of mixed(language, value)) {
          expect(verdict(said, { number: value }, language, how), said).toBe('right');
          expect(verdict(said, String(value), language, how), said).toBe('right');
          expect(verdict(said, { number: value + 1 }, language, how), said).not.toBe('right');
        }
      }),
      runs,
    );
  });

  it('is no other number, in whatever words', () => {
    const value = fc.integer({ min: 0, max: 3_000 });
    fc.assert(
      fc.property(code, value, value, manner, (language, one, other, how) => {
        fc.pre(one !== other);
        const said = say(language, one);
        expect(verdict(said, { number: one }, language, how), said).toBe('right');
        expect(verdict(said, { number: other }, language, how), `${said}: ${other}`).not.toBe(
          'right',
        );
        expect(verdict(said, String(other), language, how), `${said}: ${other}`).not.toBe('right');
      }),
      runs,
    );
  });

  it('below nothing is said with "minus" or any dash', () => {
    const minus = { en: 'minus', es: 'menos', fr: 'moins', de: 'minus' };
    const dash = fc.constantFrom('-', '–', '−', '—', '- ', '– ');
    const value = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(code, value, dash, manner, (language, one, sign, how) => {
        for (const said of [`${minus[language]} ${say(language, one)}`, `${sign}${one}`]) {
          expect(verdict(said, { number: -one }, language, how), said).toBe('right');
          expect(verdict(said, { number: one }, language, how), said).not.toBe('right');
        }
      }),
      runs,
    );
  });
});

describe('a price', () => {
  const words: Readonly<
    Record<Code, readonly [one: string, more: string, and: string, cents: string]>
  > = {
    en: ['euro', 'euros', 'and', 'cents'],
    es: ['euro', 'euros', 'con', 'céntimos'],
    fr: ['euro', 'euros', 'et', 'centimes'],
    de: ['Euro', 'Euro', 'und', 'Cent'],
  };
  const price = fc.record({
    language: code,
    euros: fc.integer({ min: 1, max: 99 }),
    cents: fc.integer({ min: 10, max: 99 }),
    how: manner,
  });

  it('is understood in words, with and without cents', () => {
    fc.assert(
      fc.property(price, ({ language, euros, cents, how }) => {
        const [one, more, and, small] = words[language];
        const single = { en: 'one', es: 'un', fr: 'un', de: 'ein' }[language];
        const whole = euros === 1 ? `${single} ${one}` : `${say(language, euros)} ${more}`;
        const part = say(language, cents);
        const value = Number((euros + cents / 100).toFixed(2));
        const unit = more;
        for (const said of [
          `${whole} ${part}`,
          `${whole} ${and} ${part} ${small}`,
          `${euros} ${euros === 1 ? one : more} ${cents}`,
        ]) {
          expect(verdict(said, { number: value, unit }, language, how), said).toBe('right');
          const wrong = { number: Number((value + 0.1).toFixed(2)), unit };
          expect(verdict(said, wrong, language, how), said).not.toBe('right');
          expect(verdict(said, { number: euros, unit }, language, how), said).not.toBe('right');
        }
      }),
      runs,
    );
  });
});
