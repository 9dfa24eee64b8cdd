import { describe, expect, test } from 'vitest';
import type { Provider } from '../../../../server/providers/provider.ts';
import { SPEECH_FORMATS, type SpeakCall } from '../../../../server/jobs/speak.ts';
import { sniffSound } from '../../../../server/sound/sniff-sound.ts';
import { CollectedSpeech } from '../../../fakes/collected-events.ts';

/** What everything that speaks must hold to. */
export function describeSpeaker(
  name: string,
  create: () => Promise<Provider>,
  model: string,
): void {
  const never = new AbortController().signal;
  const call: SpeakCall = {
    model,
    text: 'Hello there. The sky is blue.',
    voice: 'alloy',
    format: 'wav',
    speed: 1,
  };

  describe(`${name} as a speaker`, () => {
    test.each(SPEECH_FORMATS)(
      'says once what comes, then sends just that: asked for %s',
      async (format) => {
        const provider = await create();
        const events = new CollectedSpeech();
        await provider.speak?.({ ...call, format }, events, never);
        expect(events.sounds).toHaveLength(1);
        const [sound] = events.sounds;
        const sniffed = sniffSound(events.all);
        if (sound?.format === 'pcm') {
          expect(sound.sampleRateHz).toBeGreaterThanOrEqual(8000);
          expect(sniffed).toBeUndefined();
        } else {
          expect(sniffed).toBe(sound?.format === 'opus' ? 'ogg' : sound?.format);
        }
        expect(events.all.length).toBeGreaterThan(1000);
      },
    );

    test('waits for a slow listener', async () => {
      const provider = await create();
      const events = new CollectedSpeech(true);
      await provider.speak?.(call, events, never);
      expect(events.pauses).toBeGreaterThan(0);
      expect(events.all.length).toBeGreaterThan(1000);
    });

    test('does nothing for a client that is gone, and stops for one that leaves', async () => {
      const provider = await create();
      const none = new CollectedSpeech();
      const gone = AbortSignal.abort(new Error('left'));
      await expect(provider.speak?.(call, none, gone)).rejects.toThrow('left');
      expect(none.pieces).toHaveLength(0);
      const control = new AbortController();
      const events = new CollectedSpeech(true, () => control.abort(new Error('left')));
      const running = provider.speak?.(call, events, control.signal);
      await running?.catch((error: unknown) => expect(error).toMatchObject({ message: 'left' }));
      expect(events.pieces).toHaveLength(1);
    });
  });
}
