import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accept } from '../../../../src/contracts/lesson.ts';
import { checkAnswer } from '../../../../src/lessons/check/check-answer.ts';
import de from '../../../../src/lessons/check/data/carriers-de.json' with { type: 'json' };
import en from '../../../../src/lessons/check/data/carriers-en.json' with { type: 'json' };
import es from '../../../../src/lessons/check/data/carriers-es.json' with { type: 'json' };
import fr from '../../../../src/lessons/check/data/carriers-fr.json' with { type: 'json' };
import { compilePattern, patternReadings } from '../../../../src/lessons/check/read/pattern.ts';
import { MANNERS } from './verdict-cases.ts';

/** What stands around an answer changes nothing; what takes it back, does. */

const carriers = { de, en, es, fr };
type Code = keyof typeof carriers;
/** Answers of one kind that are no word of a carrier, and not alike. */
const answers: Readonly<Record<Code, readonly string[]>> = {
  en: ['Jupiter', 'the kitchen', 'a bicycle', 'Portugal', 'purple', 'twenty-six', 'my grandmother'],
  es: ['Lima', 'la cocina', 'una bicicleta', 'Portugal', 'morado', 'veintiséis', 'mi abuela'],
  fr: ['Dakar', 'la cuisine', 'un vélo', 'Portugal', 'violet', 'vingt-six', 'ma grand-mère'],
  de: ['Wien', 'die Küche', 'ein Fahrrad', 'Portugal', 'lila', 'sechsundzwanzig', 'meine Oma'],
};
const denied: Readonly<Record<Code, readonly string[]>> = {
  en: [
    'not X',
    'it is not X',
    'anything but X',
    'X is wrong',
    "it can't be X",
    'never X',
    'everything except X',
    "I don't think it's X",
    'X, no',
    'neither X nor the sun',
  ],
  es: [
    'no es X',
    'todo menos X',
    'X no es',
    'nunca X',
    'no creo que sea X',
    'X, no',
    'ni X ni el sol',
  ],
  fr: ["ce n'est pas X", 'pas X', 'tout sauf X', "c'est pas X", 'jamais X', 'ni X ni le soleil'],
  de: [
    'nicht X',
    'es ist nicht X',
    'alles außer X',
    'niemals X',
    'X nicht',
    'weder X noch die Sonne',
  ],
};
const phrasesOf = (patterns: readonly string[]): string[] =>
  patterns.flatMap((pattern) => patternReadings(compilePattern(pattern), 400));

const code = fc.constantFrom<Code>('en', 'es', 'fr', 'de');
const manner = fc.constantFrom(...Object.values(MANNERS));
/** A language, an answer that is wanted, another one, and words around them. */
const spoken = code.chain((language) => {
  const { leads, statements, tails, openers, corrections } = carriers[language];
  const list = answers[language];
  return fc.record({
    language: fc.constant(language),
    want: fc.nat(list.length - 1),
    shift: fc.integer({ min: 1, max: list.length - 1 }),
    lead: fc.constantFrom(...phrasesOf([...leads, ...statements])),
    opener: fc.constantFrom(...phrasesOf(openers)),
    tail: fc.constantFrom(...phrasesOf(tails)),
    correction: fc.constantFrom(...phrasesOf(corrections)),
    denial: fc.constantFrom(...denied[language]),
    manner,
  });
});
type Spoken = typeof spoken extends fc.Arbitrary<infer Value> ? Value : never;
const wanted = ({ language, want }: Spoken): string => answers[language][want] ?? '';
const another = ({ language, want, shift }: Spoken): string =>
  answers[language][(want + shift) % answers[language].length] ?? '';

function verdict(said: string, accept: Accept, { language, manner: how }: Spoken) {
  const expectation = { accept: [accept], strictness: 'normal', language, ...how } as const;
  return checkAnswer(said, expectation).verdict;
}
const runs = { numRuns: Number(process.env.RUNS ?? 400) };

describe('an accepted answer', () => {
  it('is right in any carrier', () => {
    fc.assert(
      fc.property(spoken, (one) => {
        const said = `${one.lead} ${wanted(one)}, ${one.tail}`;
        expect(verdict(said, wanted(one), one), said).toBe('right');
      }),
      runs,
    );
  });

  it('is right after an opener with a pause', () => {
    fc.assert(
      fc.property(spoken, (one) => {
        const said = `${one.opener}. ${wanted(one)}.`;
        expect(verdict(said, wanted(one), one), said).toBe('right');
      }),
      runs,
    );
  });

  it('is right when it is said twice, and after a slip that is corrected', () => {
    fc.assert(
      fc.property(spoken, (one) => {
        const twice = `${wanted(one)}. ${wanted(one)}.`;
        expect(verdict(twice, wanted(one), one), twice).toBe('right');
        const mended = `${another(one)}, ${one.correction}, ${wanted(one)}`;
        expect(verdict(mended, wanted(one), one), mended).toBe('right');
      }),
      runs,
    );
  });

  it('is never right when it is taken back', () => {
    fc.assert(
      fc.property(spoken, (one) => {
        const said = one.denial.replace('X', wanted(one));
        expect(verdict(said, wanted(one), one), said).not.toBe('right');
        const mended = `${wanted(one)}, ${one.correction}, ${another(one)}`;
        expect(verdict(mended, wanted(one), one), mended).not.toBe('right');
      }),
      runs,
    );
  });
});

describe('another answer', () => {
  it('is not made right by what stands around it', () => {
    fc.assert(
      fc.property(spoken, (one) => {
        for (const said of [
          `${one.lead} ${another(one)}, ${one.tail}`,
          `${one.opener}. ${another(one)}.`,
          `${another(one)}. ${another(one)}.`,
          `[BLANK_AUDIO] ${another(one)}. Thank you for watching!`,
        ]) {
          expect(verdict(said, wanted(one), one), said).not.toBe('right');
        }
      }),
      runs,
    );
  });

  it('beside the accepted one leaves open which is meant', () => {
    const or: Readonly<Record<Code, string>> = { en: 'or', es: 'o', fr: 'ou', de: 'oder' };
    fc.assert(
      fc.property(spoken, (one) => {
        const said = `${one.lead} ${wanted(one)} ${or[one.language]} ${another(one)}`;
        expect(verdict(said, wanted(one), one), said).not.toBe('right');
      }),
      runs,
    );
  });
});

describe('what a recogniser writes beside the words', () => {
  it('changes nothing before and behind them', () => {
    const before = fc.constantFrom('[MUSIC PLAYING] ', '(coughs) ', '[BLANK_AUDIO] ', '♪ ', '');
    const behind = fc.constantFrom(
      '. Thank you for watching!',
      ' (laughs)',
      ' [inaudible]',
      ' ♪',
      '.',
    );
    fc.assert(
      fc.property(spoken, before, behind, (one, start, end) => {
        const said = start + wanted(one) + end;
        expect(verdict(said, wanted(one), one), said).toBe('right');
      }),
      runs,
    );
  });

  it('alone is no answer', () => {
    const sound = fc.constantFrom(
      '[MUSIC PLAYING]',
      '(coughing)',
      '[BLANK_AUDIO]',
      '♪♪',
      '[Music]',
    );
    fc.assert(
      fc.property(spoken, sound, (one, said) => {
        expect(verdict(said, wanted(one), one), said).toBe('unsure');
      }),
      { numRuns: 60 },
    );
  });
});

describe('the beginning of an accepted sentence', () => {
  const sentences: Readonly<Record<Code, readonly string[]>> = {
    en: [
      'I would like a cup of tea',
      'She went to the market yesterday',
      'The train leaves at nine',
    ],
    es: ['Me gustaría un café con leche', 'Ella fue al mercado ayer', 'El tren sale a las nueve'],
    fr: [
      'Je voudrais une tasse de thé',
      'Elle est allée au marché hier',
      'Le train part à neuf heures',
    ],
    de: ['Ich hätte gern eine Tasse Tee', 'Sie ging gestern zum Markt', 'Der Zug fährt um neun ab'],
  };
  it('costs no try aloud, wherever a pause cuts it off', () => {
    const cut = code.chain((language) =>
      fc.record({
        language: fc.constant(language),
        sentence: fc.constantFrom(...sentences[language]),
        share: fc.double({ min: 0, max: 0.99, noNaN: true }),
        confidence: fc.constantFrom(undefined, 0.5, 0.9, 1),
      }),
    );
    fc.assert(
      fc.property(cut, ({ language, sentence, share, confidence }) => {
        const words = sentence.split(' ');
        const said = words.slice(0, Math.max(1, Math.floor(share * words.length))).join(' ');
        const accept = [sentence];
        const how = { accept, strictness: 'normal', language, spoken: true, confidence } as const;
        // "À neuf" is nine o'clock already.
        expect(checkAnswer(`${said}…`, how).verdict, said).toMatch(/unsure|right/);
      }),
      runs,
    );
  });
});
