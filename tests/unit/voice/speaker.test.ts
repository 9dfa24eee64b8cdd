import { describe, expect, test, vi } from 'vitest';
import type { PlatformSpeech, SpeechPiece } from '../../../src/contracts/engine.ts';
import { Speaker } from '../../../src/voice/speaker/speaker.ts';
import { FakeAudioContext } from '../../fakes/fake-audio-context.ts';
import { tone } from '../../fakes/fake-synthesizer.ts';

function setUp() {
  const audio = new FakeAudioContext();
  const speaker = new Speaker(audio.asContext, () => audio.currentTime * 1000);
  return { audio, speaker };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is wanted
async function* line(...pieces: SpeechPiece[]): AsyncGenerator<SpeechPiece> {
  yield* pieces;
}

const never = new AbortController().signal;
const quiet = { signal: never };

/** A platform voice under the test's hand. */
class FakePlatform implements PlatformSpeech {
  readonly kind = 'platform';
  readonly text: string;
  plays = 0;
  heard: (characters: number) => void = () => {};
  end: () => void = () => {};
  fail: (error: Error) => void = () => {};
  instead?: PlatformSpeech['instead'];

  constructor(text: string) {
    this.text = text;
  }
  play(onHeard: (characters: number) => void, signal: AbortSignal): Promise<void> {
    this.plays += 1;
    this.heard = onHeard;
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

describe('saying sampled pieces', () => {
  test('plays them without a gap and says that all was heard', async () => {
    const { audio, speaker } = setUp();
    const saying = speaker.say(line(tone('One two.', 200), tone('Three four.', 300)), quiet);
    await audio.advance(50);
    const [first, second] = audio.sources;
    expect(second?.startS).toBeCloseTo(first?.endS ?? 0, 9);
    await audio.advance(600);
    expect(await saying).toEqual({ heard: 'One two. Three four.', complete: true });
  });

  test('a late piece starts at once instead of in the past', async () => {
    const { audio, speaker } = setUp();
    let goOn = () => {};
    const late = new Promise<void>((resolve) => (goOn = resolve));
    async function* slow(): AsyncGenerator<SpeechPiece> {
      yield tone('One.', 100);
      await late;
      yield tone('Two.', 100);
    }
    const saying = speaker.say(slow(), quiet);
    await audio.advance(500);
    goOn();
    await audio.advance(300);
    expect(audio.sources[1]?.startS).toBeGreaterThanOrEqual(0.5);
    expect(await saying).toMatchObject({ complete: true });
  });

  test('tells the first sound on the page clock, latency and leading silence included', async () => {
    const { audio, speaker } = setUp();
    audio.currentTime = 2;
    audio.outputLatency = 0.03;
    const samples = new Float32Array(1600);
    samples.fill(0.5, 400);
    const onFirstSound = vi.fn();
    const piece: SpeechPiece = { kind: 'samples', text: 'Hi.', samples, sampleRateHz: 8000 };
    const saying = speaker.say(line(piece, piece), { ...quiet, onFirstSound });
    await audio.advance(600);
    await saying;
    expect(onFirstSound).toHaveBeenCalledOnce();
    const atMs = Number(onFirstSound.mock.calls[0]?.[0]);
    // Asked at 2000 or one step of the clock later; 10 ms of lead, 30 of latency, 50 of silence.
    expect(atMs).toBeGreaterThanOrEqual(2089);
    expect(atMs).toBeLessThan(2100);
  });

  test('an empty line is over at once', async () => {
    const { speaker } = setUp();
    expect(await speaker.say(line(), quiet)).toEqual({ heard: '', complete: true });
  });
});

describe('stopping', () => {
  const counted = () => tone('one two three four five six seven eight nine ten', 1000);

  test('by signal: resolves with what was heard, and sources end within 50 ms', async () => {
    const { audio, speaker } = setUp();
    const control = new AbortController();
    const saying = speaker.say(line(counted(), tone('never', 500)), { signal: control.signal });
    await audio.advance(420);
    const stoppedS = audio.currentTime;
    control.abort();
    const said = await saying;
    expect(said.complete).toBe(false);
    expect(said.heard).toBe('one two three four');
    for (const source of audio.sources) expect(source.endS).toBeLessThanOrEqual(stoppedS + 0.05);
  });

  test('by stop(): gives the same answer, at once', async () => {
    const { audio, speaker } = setUp();
    const saying = speaker.say(line(counted()), quiet);
    await audio.advance(420);
    const heard = speaker.stop();
    expect(heard).toBe('one two three four');
    expect(await saying).toEqual({ heard, complete: false });
    expect(speaker.stop()).toBe('');
  });

  test('what is still in the loudspeaker was not heard yet', async () => {
    const { audio, speaker } = setUp();
    audio.outputLatency = 0.2;
    void speaker.say(line(counted()), quiet);
    await audio.advance(420);
    expect(speaker.stop()).toBe('one two');
  });

  test('an engine that never answers cannot hold the line', async () => {
    const { audio, speaker } = setUp();
    const stuck: AsyncIterable<SpeechPiece> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => new Promise(() => {}),
      }),
    };
    const saying = speaker.say(stuck, quiet);
    await audio.advance(20);
    speaker.stop();
    expect(await saying).toEqual({ heard: '', complete: false });
  });

  test('a new line stops the old one, whose later pieces are never played', async () => {
    const { audio, speaker } = setUp();
    let goOn = () => {};
    const late = new Promise<void>((resolve) => (goOn = resolve));
    async function* old(): AsyncGenerator<SpeechPiece> {
      yield counted();
      await late;
      yield tone('stale', 100);
    }
    const first = speaker.say(old(), quiet);
    await audio.advance(120);
    const second = speaker.say(line(tone('New.', 100)), quiet);
    goOn();
    expect(await first).toMatchObject({ complete: false });
    await audio.advance(300);
    expect(await second).toEqual({ heard: 'New.', complete: true });
    expect(audio.sources).toHaveLength(2);
  });

  test('a signal that fired before says nothing', async () => {
    const { audio, speaker } = setUp();
    const said = await speaker.say(line(counted()), { signal: AbortSignal.abort() });
    expect(said).toEqual({ heard: '', complete: false });
    expect(audio.sources).toHaveLength(0);
  });
});

describe('holding', () => {
  test('pause keeps the place and resume goes on from there', async () => {
    const { audio, speaker } = setUp();
    const saying = speaker.say(line(tone('one two three four', 400), tone('five', 100)), quiet);
    await audio.advance(210);
    speaker.pause();
    await audio.advance(1000);
    speaker.resume();
    const [, , resumed, after] = audio.sources;
    expect(resumed?.offsetS).toBeCloseTo(0.2, 1);
    expect(after?.startS).toBeCloseTo(resumed?.endS ?? 0, 9);
    await audio.advance(500);
    expect(await saying).toEqual({ heard: 'one two three four five', complete: true });
  });

  test('a line begun while paused waits', async () => {
    const { audio, speaker } = setUp();
    speaker.pause();
    const saying = speaker.say(line(tone('Hi.', 100)), quiet);
    await audio.advance(300);
    expect(audio.sources).toHaveLength(0);
    speaker.resume();
    await audio.advance(300);
    expect(await saying).toMatchObject({ complete: true });
  });

  test('ducking lowers the sound and a new line is loud again', async () => {
    const { audio, speaker } = setUp();
    const duck = audio.gains[0]?.gain;
    speaker.duck();
    expect(duck?.value).toBeLessThan(0.5);
    speaker.unduck();
    expect(duck?.value).toBe(1);
    speaker.duck();
    await speaker.say(line(), quiet);
    expect(duck?.value).toBe(1);
  });
});

describe('platform voices', () => {
  test('wait for the sound before them, and report what was heard', async () => {
    const { audio, speaker } = setUp();
    const voice = new FakePlatform('Good morning to you.');
    const onFirstSound = vi.fn();
    const saying = speaker.say(line(tone('One.', 100), voice), { ...quiet, onFirstSound });
    await audio.advance(50);
    expect(voice.plays).toBe(0);
    await audio.advance(200);
    expect(voice.plays).toBe(1);
    voice.heard(12);
    expect(speaker.stop()).toBe('One. Good morning');
    expect(await saying).toEqual({ heard: 'One. Good morning', complete: false });
  });

  test('the first sound is when the platform says so', async () => {
    const { audio, speaker } = setUp();
    const voice = new FakePlatform('Hello.');
    const onFirstSound = vi.fn();
    const saying = speaker.say(line(voice), { ...quiet, onFirstSound });
    await audio.advance(100);
    expect(onFirstSound).not.toHaveBeenCalled();
    voice.heard(0);
    expect(onFirstSound).toHaveBeenCalledExactlyOnceWith(expect.closeTo(100, 0));
    voice.end();
    expect(await saying).toEqual({ heard: 'Hello.', complete: true });
  });

  test('after a pause their piece begins again', async () => {
    const { audio, speaker } = setUp();
    const voice = new FakePlatform('Hello there.');
    const saying = speaker.say(line(voice), quiet);
    await audio.advance(20);
    speaker.pause();
    await audio.advance(20);
    expect(voice.plays).toBe(1);
    speaker.resume();
    await audio.advance(20);
    expect(voice.plays).toBe(2);
    voice.end();
    expect(await saying).toMatchObject({ complete: true });
  });

  test('one that fails hands its text on; without another its error is told', async () => {
    const { audio, speaker } = setUp();
    const voice = new FakePlatform('Hello.');
    voice.instead = () => line(tone('Hello.', 100));
    const saying = speaker.say(line(voice, tone('Bye.', 100)), quiet);
    await audio.advance(20);
    voice.fail(new Error('stuck'));
    await audio.advance(400);
    expect(await saying).toEqual({ heard: 'Hello. Bye.', complete: true });

    const lonely = new FakePlatform('Hello.');
    const failing = speaker.say(line(lonely), quiet);
    const told = expect(failing).rejects.toThrow('stuck');
    await audio.advance(20);
    lonely.fail(new Error('stuck'));
    await told;
  });
});

describe('when something is wrong', () => {
  test('an engine that fails: what was made is said, then its error is told', async () => {
    const { audio, speaker } = setUp();
    async function* failing(): AsyncGenerator<SpeechPiece> {
      yield tone('One two.', 200);
      await Promise.resolve();
      throw new Error('no more');
    }
    const heard: string[] = [];
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const saying = speaker.say(failing(), { ...quiet, onHeard: (text) => heard.push(text) });
    const told = expect(saying).rejects.toThrow('no more');
    await audio.advance(150);
    vi.advanceTimersByTime(50);
    await audio.advance(200);
    await told;
    expect(heard).toEqual(['One two.']);
    vi.useRealTimers();
  });

  test('a context that needs a gesture says so instead of waiting for ever', async () => {
    const { audio, speaker } = setUp();
    audio.state = 'suspended';
    audio.onResume = () => new Promise(() => {});
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const saying = speaker.say(line(tone('Hi.', 100)), quiet);
    const told = expect(saying).rejects.toMatchObject({ code: 'audio-needs-gesture' });
    await vi.advanceTimersByTimeAsync(2000);
    await told;
    vi.useRealTimers();
  });

  test('a suspended context that may run is woken', async () => {
    const { audio, speaker } = setUp();
    audio.state = 'suspended';
    const saying = speaker.say(line(tone('Hi.', 100)), quiet);
    await audio.advance(300);
    expect(await saying).toMatchObject({ complete: true });
  });
});
