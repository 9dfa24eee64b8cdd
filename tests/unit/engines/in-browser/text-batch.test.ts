import { expect, test } from 'vitest';
import { createTextBatch } from '../../../../src/engines/in-browser/text-batch.ts';

function batch() {
  const sent: string[] = [];
  const clock = { ms: 0 };
  const texts = createTextBatch(
    (text) => sent.push(text),
    () => clock.ms,
  );
  return { sent, clock, texts };
}

test('the first text goes at once; what comes within a frame goes with what comes after it', () => {
  const { sent, clock, texts } = batch();
  texts.push('The');
  clock.ms = 5;
  texts.push(' capital');
  clock.ms = 10;
  texts.push(' of');
  expect(sent).toEqual(['The']);
  clock.ms = 16;
  texts.push(' France');
  expect(sent).toEqual(['The', ' capital of France']);
});

test('a slow model sends every token as it comes', () => {
  const { sent, clock, texts } = batch();
  for (const word of ['It', ' is', ' Paris']) {
    texts.push(word);
    clock.ms += 30;
  }
  texts.flush();
  expect(sent).toEqual(['It', ' is', ' Paris']);
});

test('nothing is lost at the end, and nothing empty is sent', () => {
  const { sent, texts } = batch();
  texts.push('Par');
  texts.push('is.');
  texts.flush();
  texts.flush();
  expect(sent).toEqual(['Par', 'is.']);
});
