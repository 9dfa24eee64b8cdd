import { describe, expect, test } from 'vitest';
import { withFadedEdges } from '../../../src/voice/speaker/fade.ts';
import { audiblePart, heardCharacters } from '../../../src/voice/speaker/heard-text.ts';
import { tone } from '../../fakes/fake-synthesizer.ts';

const text = 'one two three four';
const piece = tone(text, 400);
const audible = { fromMs: 0, toMs: 400 };
const heard = (ms: number, count: 'begun' | 'half' = 'begun') =>
  text.slice(0, heardCharacters(piece, audible, ms, count));

describe('how much of a piece was heard', () => {
  test('nothing before it began, everything when its sound is over', () => {
    expect(heard(0)).toBe('');
    expect(heard(-5)).toBe('');
    expect(heard(400)).toBe(text);
    expect(heard(900)).toBe(text);
  });

  test('whole words, from their first sound', () => {
    expect(heard(1)).toBe('one');
    expect(heard(100)).toBe('one two');
    expect(heard(399)).toBe(text);
  });

  test('a word counts as heard once half of it has sounded', () => {
    expect(heard(20, 'half')).toBe('');
    expect(heard(60, 'half')).toBe('one');
    expect(heard(100, 'half')).toBe('one');
    expect(heard(140, 'half')).toBe('one two');
  });

  test('follows the engine where it says when words begin', () => {
    const marked = {
      ...piece,
      words: [
        { atMs: 0, character: 0 },
        { atMs: 300, character: 4 },
        { atMs: 350, character: 8 },
      ],
    };
    const at = (ms: number) => text.slice(0, heardCharacters(marked, audible, ms, 'begun'));
    expect(at(299)).toBe('one');
    expect(at(310)).toBe('one two');
    expect(at(360)).toBe(text);
  });
});

describe('the audible part', () => {
  test('leaves out silence around the sound', () => {
    const samples = new Float32Array(8000);
    samples.fill(0.5, 800, 4000);
    expect(audiblePart({ ...piece, samples, sampleRateHz: 8000 })).toEqual({
      fromMs: 100,
      toMs: 500,
    });
  });

  test('is all of a silent piece', () => {
    const samples = new Float32Array(800);
    expect(audiblePart({ ...piece, samples, sampleRateHz: 8000 })).toEqual({
      fromMs: 0,
      toMs: 100,
    });
  });
});

describe('faded edges', () => {
  test('begin and end at zero, keep the middle, and leave the original alone', () => {
    const samples = new Float32Array(800).fill(1);
    const faded = withFadedEdges(samples, 8000);
    expect([faded[0], faded[799], faded[400]]).toEqual([0, 0, 1]);
    expect(samples[0]).toBe(1);
  });

  test.each([0, 1, 3])('of %i samples are safe', (length) => {
    expect(withFadedEdges(new Float32Array(length), 8000)).toHaveLength(length);
  });
});
