import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  piperConfigSchema,
  piperIds,
} from '../../../../../src/engines/in-browser/voices/piper-config.ts';

const config = v.parse(piperConfigSchema, {
  audio: { sample_rate: 22050, quality: 'medium' },
  espeak: { voice: 'en-us' },
  phoneme_id_map: {
    _: [0],
    '^': [1],
    $: [2],
    ' ': [3],
    a: [14],
    b: [15],
    '\u0303': [141],
    '.': [10],
  },
});

test('a pad stands between any two sounds, a mark at either end', () => {
  expect(piperIds('b_a b_a.', config)).toEqual([1, 0, 15, 0, 14, 0, 3, 0, 15, 0, 14, 0, 10, 0, 2]);
});

test('a nasal vowel is two sounds; a sound the voice does not know is left out', () => {
  expect(piperIds('ã_ʘ', config)).toEqual([1, 0, 14, 0, 141, 0, 2]);
});

test('what a description leaves out is as Piper has it', () => {
  expect(config.inference).toEqual({ noise_scale: 0.667, length_scale: 1, noise_w: 0.8 });
  expect(config.num_speakers).toBe(1);
  expect(config.phoneme_type).toBe('espeak');
});
