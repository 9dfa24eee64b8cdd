import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Provider } from '../../../../server/providers/provider.ts';
import type { Recording, TranscribeCall } from '../../../../server/jobs/transcribe.ts';
import { fixtureSpeech } from '../../../fakes/provider-parts.ts';

/** A recording of the fixtures: "The sky is blue.", 16 kHz. */
export async function skyRecording(): Promise<Recording> {
  const bytes = await readFile(join(fixtureSpeech, 'first-words/sky.wav'));
  return { bytes, mediaType: 'audio/wav', fileName: 'recording.wav' };
}

/** What everything that transcribes must hold to. */
export function describeTranscriber(
  name: string,
  create: () => Promise<Provider>,
  model: string,
): void {
  const never = new AbortController().signal;

  async function call(more: Partial<TranscribeCall> = {}): Promise<TranscribeCall> {
    return { model, recording: await skyRecording(), wordTimes: false, ...more };
  }

  describe(`${name} as a transcriber`, () => {
    test('lists its model as one that transcribes', async () => {
      const provider = await create();
      const models = await provider.models(never);
      expect(models.find(({ id }) => id === model)?.jobs ?? ['transcribe']).toContain('transcribe');
    });

    test('hears one line of text, with segments whose times rise', async () => {
      const provider = await create();
      const answer = await provider.transcribe?.(await call(), never);
      expect(answer?.text).toBe('The sky is blue.');
      let before = 0;
      for (const { text, startS, endS } of answer?.segments ?? []) {
        expect(text).toBe(text.trim());
        expect(startS).toBeGreaterThanOrEqual(before);
        expect(endS).toBeGreaterThan(startS);
        before = startS;
      }
      expect(answer?.durationS).toBeGreaterThan(0.5);
      expect(answer?.durationS).toBeLessThan(10);
    });

    test('does nothing for a client that is gone, and stops for one that leaves', async () => {
      const provider = await create();
      const gone = AbortSignal.abort(new Error('left'));
      await expect(provider.transcribe?.(await call(), gone)).rejects.toThrow('left');
      const control = new AbortController();
      const running = provider.transcribe?.(await call(), control.signal);
      setTimeout(() => control.abort(new Error('left')), 1);
      await running?.catch((error: unknown) => expect(error).toMatchObject({ message: 'left' }));
      await expect(provider.transcribe?.(await call(), never)).resolves.toMatchObject({
        text: 'The sky is blue.',
      });
    });
  });
}
