import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { Ear } from '../../../src/voice/ear/ear.ts';
import type { EarEvent, Utterance } from '../../../src/voice/ear/ear-events.ts';
import { collect, FakeSource, LoudnessDetector, settled } from './fake-source.ts';

const never = new AbortController().signal;
const handsFree = { mode: 'hands-free', patience: 'normal' } as const;

function open() {
  const source = new FakeSource();
  const detector = new LoudnessDetector();
  const ear = new Ear({ source, detector, now: () => source.nowMs });
  return { source, detector, ear };
}

function utterances(events: readonly EarEvent[]): Utterance[] {
  return events.filter((event) => event.type === 'utterance');
}

const types = (events: readonly { type: string }[]) => events.map((event) => event.type);

describe('Ear.listen', () => {
  it('hears a turn from before its first sound to after its last', async () => {
    const { source, ear } = open();
    await source.speak(0.01, 960);
    const heard = collect(ear.listen(handsFree, never));
    await source.speak(0.9, 320);
    await source.speak(0.01, 1000);
    expect(types(heard.events)).toEqual(['speech-start', 'pause', 'utterance']);
    const [turn] = utterances(heard.events);
    expect(turn).toMatchObject({ speechStartMs: 960, speechEndMs: 1280, reason: 'silence' });
    expect(turn!.decidedMs).toBe(1280 + 928);
    // 500 ms before, 320 of voice, 240 after, in whole frames.
    expect(turn!.samples.length / 512).toBe(16 + 10 + 8);
    expect(turn!.samples[16 * 512]).toBeCloseTo(0.9);
    expect(turn!.samples[16 * 512 - 1]).toBeCloseTo(0.01);
  });

  it('gives what was said so far at a pause, and takes it back', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen(handsFree, never));
    await source.speak(0.9, 320);
    await source.speak(0.01, 320);
    await source.speak(0.9, 320);
    await source.speak(0.01, 1000);
    expect(types(heard.events)).toEqual(['speech-start', 'pause', 'resume', 'pause', 'utterance']);
    const [first, , second, turn] = heard.events.slice(1) as { samples: Float32Array }[];
    expect(first!.samples.length).toBeLessThan(second!.samples.length);
    expect(second!.samples.length).toBeLessThanOrEqual(turn!.samples.length);
  });

  it('hears one turn after the other without hands, one only by tap', async () => {
    const { source, ear } = open();
    const twoTurns = async () => {
      for (let turn = 0; turn < 2; turn++) {
        await source.speak(0.9, 320);
        await source.speak(0.01, 1000);
      }
    };
    const free = collect(ear.listen(handsFree, never));
    await twoTurns();
    expect(utterances(free.events)).toHaveLength(2);
    expect(free.ended).toBe(false);
    const tap = collect(ear.listen({ mode: 'tap', patience: 'normal' }, never));
    await twoTurns();
    expect(free.ended).toBe(true);
    expect(utterances(tap.events)).toHaveLength(1);
    expect(tap.ended).toBe(true);
  });

  it('waits for the key, bears long pauses, and hears the last sound out', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen({ mode: 'push', patience: 'short' }, never));
    await source.speak(0.9, 320);
    await source.speak(0.01, 5000);
    await source.speak(0.9, 320);
    ear.finish();
    await source.speak(0.9, 64);
    await source.speak(0.01, 64);
    const [turn] = utterances(heard.events);
    expect(turn).toMatchObject({ speechStartMs: 0, reason: 'finished', speechEndMs: 5728 });
    expect(heard.ended).toBe(true);
  });

  it('lets a voice that does not end go on for a fifth of a second after the key', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen({ mode: 'push', patience: 'short' }, never));
    await source.speak(0.9, 320);
    ear.finish();
    await source.speak(0.9, 1000);
    expect(utterances(heard.events)[0]!.decidedMs - 320).toBe(224);
  });

  it('ends a turn in the pause in which it was understood, not while the voice goes on', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen(handsFree, never));
    ear.answered();
    await source.speak(0.9, 320);
    ear.answered();
    await source.speak(0.01, 160);
    expect(types(heard.events)).toEqual(['speech-start', 'pause']);
    ear.answered();
    ear.answered();
    await source.speak(0.01, 2000);
    const [turn, ...more] = utterances(heard.events);
    expect(turn).toMatchObject({ reason: 'answered', speechStartMs: 0, speechEndMs: 320 });
    expect(turn!.decidedMs).toBeLessThan(600);
    expect(more).toEqual([]);
    expect(heard.ended).toBe(false);
  });

  it('says when the key was down and nothing was said', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen({ mode: 'push', patience: 'short' }, never));
    await source.speak(0.01, 500);
    ear.finish();
    await settled();
    expect(types(heard.events)).toEqual(['misfire']);
    expect(heard.ended).toBe(true);
  });

  it('tells a long silence once, and again after the next sound', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen({ ...handsFree, silenceAfterMs: 2000 }, never));
    await source.speak(0.01, 5000);
    expect(heard.events).toEqual([{ type: 'silence', forMs: 2016 }]);
    await source.speak(0.9, 320);
    await source.speak(0.01, 4000);
    expect(types(heard.events)).toEqual([
      'silence',
      'speech-start',
      'pause',
      'utterance',
      'silence',
    ]);
  });

  it('begins where a barge-in began', async () => {
    const { source, ear } = open();
    await source.speak(0.01, 960);
    const watched = collect(ear.watchForSpeech({}, never));
    await source.speak(0.9, 640);
    expect(types(watched.events).slice(0, 2)).toEqual(['maybe', 'confirmed']);
    const heard = collect(ear.listen({ ...handsFree, sinceMs: 960 }, never));
    await source.speak(0.9, 320);
    await source.speak(0.01, 1000);
    expect(utterances(heard.events)[0]).toMatchObject({ speechStartMs: 960, speechEndMs: 1920 });
  });

  it('ends without a word when the signal fires, and leaves nothing behind', async () => {
    const { source, ear } = open();
    const stop = new AbortController();
    const heard = collect(ear.listen(handsFree, stop.signal));
    await source.speak(0.9, 320);
    stop.abort();
    await source.speak(0.01, 2000);
    expect(types(heard.events)).toEqual(['speech-start']);
    expect(heard.ended).toBe(true);
    expect(collect(ear.listen(handsFree, stop.signal)).events).toEqual([]);
  });

  it('drops a turn whose sound was lost, and says why', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen(handsFree, never));
    await source.speak(0.9, 320);
    const error = new ParleyError('microphone-lost', 'Gone.', 'Plug it in.');
    await source.tell({ type: 'problem', error });
    source.nowMs += 5000;
    await source.tell({ type: 'recovered', code: 'microphone-lost' });
    await source.speak(0.9, 320);
    await source.speak(0.01, 1000);
    expect(types(heard.events)).toEqual([
      'speech-start',
      'notice',
      'misfire',
      'notice-over',
      'speech-start',
      'pause',
      'utterance',
    ]);
  });

  it('tells a new reader what is wrong already', async () => {
    const { source, ear } = open();
    const error = new ParleyError('audio-needs-gesture', 'Off.', 'Press.');
    await source.tell({ type: 'problem', error });
    const heard = collect(ear.listen(handsFree, never));
    await settled();
    expect(heard.events).toEqual([{ type: 'notice', error }]);
  });

  it('says once that detection fails, and once that it works again', async () => {
    const { source, detector, ear } = open();
    const heard = collect(ear.listen(handsFree, never));
    detector.failure = new ParleyError('voice-detection-unavailable', 'No.', 'Type.');
    await source.speak(0.9, 320);
    detector.failure = null;
    await source.speak(0.01, 320);
    expect(types(heard.events)).toEqual(['notice', 'notice-over']);
  });

  it('forgets the past after a hole in the sound', async () => {
    const { source, detector, ear } = open();
    await source.speak(0.9, 320);
    const before = detector.resets;
    source.nowMs += 1000;
    const heard = collect(ear.listen(handsFree, never));
    await source.speak(0.9, 320);
    await source.speak(0.01, 1000);
    expect(detector.resets).toBe(before + 1);
    expect(utterances(heard.events)[0]).toMatchObject({ speechStartMs: 1320 });
    expect(utterances(heard.events)[0]!.samples.length / 512).toBe(10 + 8);
  });

  it('closes the source and ends its reader', async () => {
    const { source, ear } = open();
    const heard = collect(ear.listen(handsFree, never));
    await ear.close();
    await source.speak(0.9, 320);
    expect(source.closed).toBe(true);
    expect(heard).toMatchObject({ events: [], ended: true });
  });
});
