import { expect, test } from 'vitest';
import {
  createEspeakCall,
  shareEspeak,
} from '../../../../../src/engines/in-browser/espeak/espeak-call.ts';
import { FakeWorker } from '../../../../fakes/fake-worker.ts';

const never = new AbortController().signal;
const request = { pieces: ['one'], file: 'base', voice: 'gmw/en', rate: 1, phonemes: true };

test('one worker serves all, and ends when the last of those who used it has stopped', async () => {
  let workers = 0;
  const take = shareEspeak(
    createEspeakCall(() => {
      workers += 1;
      return new FakeWorker((() => Promise.resolve(['wʌn'])) as never);
    }),
  );
  const [voice, reader, idle] = [take(), take(), take()];
  expect(await voice.call(request, {}, never)).toEqual(['wʌn']);
  expect(await reader.call(request, {}, never)).toEqual(['wʌn']);
  expect(workers).toBe(1);
  // Who never asked holds nothing.
  idle.stop();
  reader.stop();
  await voice.call(request, {}, never);
  expect(workers).toBe(1);
  voice.stop();
  await reader.call(request, {}, never);
  expect(workers).toBe(2);
});
