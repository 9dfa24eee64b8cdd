import { describe, expect, test, vi } from 'vitest';
import type { Transcript } from '../../../../src/contracts/engine.ts';
import type { FrameTrack } from '../../../../src/engines/system/frame-track.ts';
import {
  localRecognition,
  type Recognition,
  type RecognitionAvailability,
  type RecognitionConstructor,
} from '../../../../src/engines/system/speech-recognition.ts';
import { createSystemTranscriber } from '../../../../src/engines/system/system-transcriber.ts';

const never = new AbortController().signal;

/** A constructor of the platform, with the recognition it made last. */
function fakePlatform(state: RecognitionAvailability, installs = true) {
  const made: FakeRecognition[] = [];
  class FakeRecognition implements Recognition {
    lang = '';
    continuous = false;
    interimResults = false;
    get processLocally() {
      return this.#local;
    }
    set processLocally(wish: boolean) {
      this.#local = wish;
    }
    #local = false;
    onresult: Recognition['onresult'] = null;
    onerror: Recognition['onerror'] = null;
    onend: Recognition['onend'] = null;
    track: unknown = null;
    start = (track: MediaStreamTrack) => void (this.track = track);
    stop = vi.fn(() => this.onend?.());
    abort = vi.fn();
    static available = vi.fn(() => Promise.resolve(state));
    static install = vi.fn(() => Promise.resolve(installs));
    constructor() {
      made.push(this);
    }
    tell(results: [string, boolean, number?][]): void {
      this.onresult?.({
        results: results.map(([transcript, isFinal, confidence = 0]) => ({
          isFinal,
          0: { transcript, confidence },
        })),
      });
    }
  }
  const pushed: Float32Array[] = [];
  const closed = vi.fn();
  const track: FrameTrack = {
    track: { kind: 'audio' } as MediaStreamTrack,
    push: (frame) => void pushed.push(frame),
    drained: () => Promise.resolve(),
    close: closed,
  };
  const Recognition = FakeRecognition as unknown as RecognitionConstructor;
  return {
    page: { Recognition, createTrack: () => track },
    made,
    pushed,
    track,
    closed,
    FakeRecognition,
  };
}

describe('recognition on the device, or none', () => {
  test('a browser without it', async () => {
    expect(
      await createSystemTranscriber('en', { Recognition: null, createTrack: vi.fn() }),
    ).toBeNull();
  });

  test('a language that is only understood in the cloud', async () => {
    expect(await createSystemTranscriber('en', fakePlatform('unavailable').page)).toBeNull();
  });

  test('a constructor that cannot be held to the device is not used', () => {
    const Cloud = class {};
    const Old = class {
      static available = () => Promise.resolve('available');
    };
    expect(localRecognition({})).toBeNull();
    expect(localRecognition({ webkitSpeechRecognition: Cloud })).toBeNull();
    expect(localRecognition({ SpeechRecognition: Old })).toBeNull();
    const { page } = fakePlatform('available');
    expect(localRecognition({ SpeechRecognition: page.Recognition })).toBe(page.Recognition);
  });

  test('asks for the local form only', async () => {
    const { page, FakeRecognition } = fakePlatform('available');
    await createSystemTranscriber('en-US', page);
    expect(FakeRecognition.available).toHaveBeenCalledWith({
      langs: ['en-US'],
      processLocally: true,
    });
  });
});

describe('installing', () => {
  test('happens at warm-up where the platform offers it', async () => {
    const { page, FakeRecognition } = fakePlatform('downloadable');
    const engine = await createSystemTranscriber('en', page);
    await engine?.warmUp(() => {}, never);
    expect(FakeRecognition.install).toHaveBeenCalledOnce();
  });

  test('that fails is told', async () => {
    const engine = await createSystemTranscriber('en', fakePlatform('downloadable', false).page);
    await expect(engine?.warmUp(() => {}, never)).rejects.toMatchObject({
      code: 'system-hearing-failed',
    });
  });
});

describe('hearing', () => {
  /** Frames under the test's hand: two, then the rest waits for `end`. */
  function utterance() {
    let end = () => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    async function* frames(): AsyncGenerator<Float32Array> {
      yield new Float32Array(512);
      yield new Float32Array(512);
      await over;
    }
    return { frames: frames(), end: () => end() };
  }

  test('gives drafts while it hears and one final at the end', async () => {
    const { page, made, pushed, track, closed } = fakePlatform('available');
    const engine = await createSystemTranscriber('en', page);
    const { frames, end } = utterance();
    const results: Transcript[] = [];
    const hearing = (async () => {
      for await (const each of engine?.transcribe(frames, { language: 'en-GB' }, never) ?? []) {
        results.push(each);
      }
    })();
    await vi.waitFor(() => expect(pushed).toHaveLength(2));
    const [recognition] = made;
    expect(recognition).toMatchObject({ lang: 'en-GB', processLocally: true, track: track.track });
    recognition?.tell([['the capital', false]]);
    await vi.waitFor(() => expect(results).toHaveLength(1));
    recognition?.tell([
      ['the capital is', true, 0.9],
      [' Paris', true, 0.7],
    ]);
    end();
    await hearing;
    expect(results[0]).toMatchObject({ text: 'the capital', final: false });
    expect(results.at(-1)).toEqual({
      text: 'the capital is Paris',
      final: true,
      language: 'en-GB',
      confidence: 0.7,
    });
    expect(results.filter(({ final }) => final)).toHaveLength(1);
    expect(closed).toHaveBeenCalledOnce();
  });

  test('silence is an empty answer, another failure an error', async () => {
    for (const [error, expected] of [
      ['no-speech', { text: '', final: true }],
      ['service-not-allowed', 'system-hearing-failed'],
    ] as const) {
      const { page, made } = fakePlatform('available');
      const engine = await createSystemTranscriber('en', page);
      const { frames, end } = utterance();
      const results = engine?.transcribe(frames, { language: 'en' }, never);
      const iterator = results?.[Symbol.asyncIterator]();
      const answer = iterator?.next().then(
        (next) => next.value as unknown,
        (thrown: { code: string }) => thrown.code,
      );
      await vi.waitFor(() => expect(made[0]?.onerror).toBeTruthy());
      made[0]?.onerror?.({ error });
      made[0]?.onend?.();
      end();
      const given = await answer;
      if (typeof expected === 'string') expect(given).toBe(expected);
      else expect(given).toMatchObject(expected);
    }
  });

  test('an abort stops the platform and rejects with its reason', async () => {
    const { page, made, closed } = fakePlatform('available');
    const engine = await createSystemTranscriber('en', page);
    const { frames } = utterance();
    const control = new AbortController();
    const results = engine?.transcribe(frames, { language: 'en' }, control.signal);
    const iterator = results?.[Symbol.asyncIterator]();
    const answer = iterator?.next();
    await vi.waitFor(() => expect(made[0]?.track).toBeTruthy());
    const reason = new Error('enough');
    control.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(made[0]?.abort).toHaveBeenCalled();
    expect(closed).toHaveBeenCalled();
  });
});
