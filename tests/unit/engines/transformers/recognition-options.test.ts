import { describe, expect, test } from 'vitest';
import type { ModelEntry } from '../../../../src/contracts/catalog.ts';
import { recognitionOptions } from '../../../../src/engines/transformers/recognition-options.ts';
import { catalog } from '../../../../src/model-store/catalog.ts';

const entry = (id: string): ModelEntry => {
  const found = catalog.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no ${id} in the catalog`);
  return found;
};
const seconds = (count: number) => count * 16_000;

describe('options for one utterance', () => {
  test('an English-only Whisper is told no language', () => {
    expect(recognitionOptions(entry('tiny-whisper'), seconds(2), 'en-GB')).toEqual({
      max_new_tokens: 48,
    });
    expect(recognitionOptions(entry('whisper-tiny.en'), seconds(2), 'en')).not.toHaveProperty(
      'task',
    );
  });

  test.each([
    ['es-ES', 'es'],
    ['FR', 'fr'],
    ['nb-NO', 'no'],
  ])('a multilingual one always is: %s', (language, told) => {
    expect(recognitionOptions(entry('whisper-base'), seconds(2), language)).toMatchObject({
      language: told,
      task: 'transcribe',
    });
  });

  test('windows only when the audio is longer than one', () => {
    expect(recognitionOptions(entry('tiny-whisper'), seconds(6), 'en')).not.toHaveProperty(
      'chunk_length_s',
    );
    expect(recognitionOptions(entry('tiny-whisper'), seconds(7), 'en')).toMatchObject({
      chunk_length_s: 6,
      stride_length_s: 1,
    });
  });

  test('Moonshine always gets room for a word, and no option it does not know', () => {
    expect(recognitionOptions(entry('moonshine-tiny'), seconds(0.4), 'en')).toEqual({
      max_new_tokens: 11,
    });
  });

  test('the number of tokens has an end', () => {
    expect(recognitionOptions(entry('whisper-base'), seconds(600), 'en').max_new_tokens).toBe(220);
  });
});
