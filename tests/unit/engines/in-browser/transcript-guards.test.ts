import { describe, expect, test } from 'vitest';
import {
  guardTranscript,
  isSilent,
  loudnessOf,
  type Evidence,
} from '../../../../src/engines/in-browser/transcript-guards.ts';

const loud: Evidence = { loudness: { loudest: 0.1, peak: 0.5 }, durationMs: 10_000 };
const quiet: Evidence = { ...loud, loudness: { loudest: 0.008, peak: 0.03 } };
const guard = (text: string, evidence: Evidence = loud) =>
  guardTranscript({ text, final: true }, evidence);

function tone(seconds: number, level: number): Float32Array {
  return Float32Array.from(
    { length: seconds * 16_000 },
    (_, index) => level * Math.sin((2 * Math.PI * 220 * index) / 16_000),
  );
}

describe('loudness', () => {
  test('nothing, digital silence and a quiet room are silent', () => {
    expect(isSilent(loudnessOf(new Float32Array(0)))).toBe(true);
    expect(isSilent(loudnessOf(new Float32Array(16_000)))).toBe(true);
    expect(isSilent(loudnessOf(tone(1, 0.003)))).toBe(true);
  });

  test('a soft voice is not, however long the pause around it', () => {
    const samples = new Float32Array(80_000);
    samples.set(tone(0.2, 0.03), 40_000);
    expect(isSilent(loudnessOf(samples))).toBe(false);
  });

  test('measures level and peak', () => {
    const { loudest, peak } = loudnessOf(tone(1, 0.5));
    expect(loudest).toBeCloseTo(0.5 / Math.SQRT2, 1);
    expect(peak).toBeCloseTo(0.5, 2);
  });
});

describe('a transcript is believed', () => {
  test.each([
    'Paris.',
    'No, no, no.',
    'Thank you.',
    'Watching television is fun.',
    'I think it is seventy seven.',
    'He said that that that is not what that is.',
  ])('%s', (text) => {
    expect(guard(text)).toEqual({ text, final: true });
  });

  test('an expected answer is no invention, and no loop', () => {
    const said = 'Thanks for watching!';
    const evidence = { ...quiet, vocabulary: ['thanks for watching'] };
    expect(guardTranscript({ text: said, final: true }, evidence).text).toBe(said);
  });
});

describe('a transcript is emptied', () => {
  test('when there was only silence', () => {
    const evidence = { ...loud, loudness: { loudest: 0.001, peak: 0.005 } };
    expect(guard('Hello.', evidence)).toEqual({ text: '', final: true, doubt: 'silence' });
  });

  test.each([
    'Thanks for watching!',
    ' Thank you for watching. ',
    'Subtitles by the Amara.org community',
    "Don't forget to like and subscribe!",
    '[Music]',
    '(applause)',
    'Sous-titres réalisés par la communauté d’Amara.org',
    '¡Gracias por ver el vídeo!',
  ])('when it is a known invention: %s', (text) => {
    expect(guard(text)).toMatchObject({ text: '', doubt: 'invention' });
  });

  test('when it is what models say to near silence', () => {
    expect(guard('Thank you.', quiet)).toMatchObject({ text: '', doubt: 'invention' });
    expect(guard('you', { ...loud, averageLogProbability: -1.4 })).toMatchObject({
      text: '',
      doubt: 'invention',
    });
  });

  test('when it is only marks', () => {
    expect(guard(' ... ♪ ')).toEqual({ text: '', final: true });
  });

  test('when nobody could say so much in that time', () => {
    const text = Array.from({ length: 20 }, (_, index) => `word${index}`).join(' ');
    expect(guard(text, { ...loud, durationMs: 1000 })).toMatchObject({
      text: '',
      doubt: 'invention',
    });
    expect(guard(text, { ...loud, durationMs: 4000 }).text).toBe(text);
  });

  test('when it is one syllable for ever', () => {
    expect(guard('Hahahahahahahahahahahahaha')).toMatchObject({ text: '', doubt: 'repetition' });
  });
});

describe('a loop is cut to its first round', () => {
  test.each([
    ['so so so so so so so so', 'so'],
    ['The answer is five. Five. Five. Five. Five. Five. Five.', 'The answer is five.'],
    ['I am here. I am here. I am here. I am here. I am here.', 'I am here.'],
  ])('%s', (text, kept) => {
    expect(guard(text)).toEqual({ text: kept, final: true, doubt: 'repetition' });
  });
});

describe('confidence', () => {
  const sure = (averageLogProbability: number, calibration?: { offset: number; slope: number }) =>
    guard('Paris.', { ...loud, averageLogProbability, calibration }).confidence ?? NaN;

  test('is how often the model is right when it says so, as measured on people', () => {
    const moonshine = { offset: 1.17, slope: 4.92 };
    expect(sure(-0.1, moonshine)).toBeCloseTo(0.66, 2);
    expect(sure(-0.5, moonshine)).toBeCloseTo(0.22, 2);
  });

  test('of a model that nobody measured is never sure, and a guess when it is unlikely', () => {
    expect(sure(-0.01)).toBeLessThan(0.8);
    expect(sure(-1)).toBeLessThan(0.4);
  });

  test('an unlikely text is kept and doubted', () => {
    expect(guard('Paris.', { ...loud, averageLogProbability: -1.2 })).toMatchObject({
      text: 'Paris.',
      doubt: 'low-confidence',
    });
  });
});

describe('word times', () => {
  const words = (times: [number, number][]) =>
    times.map(([fromMs, toMs]) => ({ text: 'a', fromMs, toMs }));
  const timed = (times: [number, number][]) =>
    guardTranscript({ text: 'a a', final: true, words: words(times) }, loud).words;

  test('are kept when they rise', () => {
    expect(
      timed([
        [0, 200],
        [200, 400],
      ]),
    ).toHaveLength(2);
  });

  test('are dropped when they do not', () => {
    expect(
      timed([
        [300, 400],
        [100, 200],
      ]),
    ).toBeUndefined();
    expect(
      timed([
        [0, 400],
        [450, 440],
      ]),
    ).toBeUndefined();
  });
});
