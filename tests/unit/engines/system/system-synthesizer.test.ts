import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PlatformSpeech } from '../../../../src/contracts/engine.ts';
import { createSystemSynthesizer } from '../../../../src/engines/system/system-synthesizer.ts';

const never = new AbortController().signal;

function voice(name: string, lang: string, localService: boolean, isDefault = false) {
  return { name, lang, localService, default: isDefault, voiceURI: name } as SpeechSynthesisVoice;
}

class FakeSpeech extends EventTarget {
  voices: SpeechSynthesisVoice[] = [];
  paused = false;
  speaking = false;
  pending = false;
  readonly spoken: SpeechSynthesisUtterance[] = [];
  readonly calls: string[] = [];
  getVoices = () => this.voices;
  speak = (utterance: SpeechSynthesisUtterance) => void this.spoken.push(utterance);
  cancel = () => void this.calls.push('cancel');
  resume = () => void this.calls.push('resume');

  /** What the platform would call back with. */
  tell(name: 'onstart' | 'onend' | 'onerror' | 'onboundary', event: object = {}): void {
    const last = this.spoken.at(-1) as unknown as Record<string, ((event: object) => void) | null>;
    last[name]?.(event);
  }
}

function setUp(voices: SpeechSynthesisVoice[]) {
  const speech = new FakeSpeech();
  speech.voices = voices;
  const createUtterance = (text: string) => ({ text }) as SpeechSynthesisUtterance;
  return { speech, engine: createSystemSynthesizer({ speech, createUtterance }) };
}

async function piecesOf(engine: ReturnType<typeof createSystemSynthesizer>, text: string) {
  const found: PlatformSpeech[] = [];
  for await (const piece of engine.synthesize(text, { language: 'en', rate: 1 }, never)) {
    if (piece.kind === 'platform') found.push(piece);
  }
  return found;
}

async function first(engine: ReturnType<typeof createSystemSynthesizer>, text: string) {
  const [piece] = await piecesOf(engine, text);
  if (!piece) throw new Error('no piece');
  return piece;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('voices of the platform', () => {
  test('only those on the device, the same region and the default first', async () => {
    const { engine } = setUp([
      voice('Cloud', 'en-GB', false, true),
      voice('Samantha', 'en_US', true, true),
      voice('Daniel', 'en-GB', true),
      voice('Monica', 'es-ES', true),
    ]);
    const names = async (language: string) =>
      (await engine.voices(language)).map(({ name }) => name);
    expect(await names('en-GB')).toEqual(['Daniel', 'Samantha']);
    expect(await names('en')).toEqual(['Samantha', 'Daniel']);
    expect(await names('fr')).toEqual([]);
    expect((await engine.voices('en'))[0]?.language).toBe('en-US');
  });

  test('come late and are waited for', async () => {
    const { speech, engine } = setUp([]);
    const asked = engine.voices('en');
    speech.voices = [voice('Late', 'en-US', true)];
    speech.dispatchEvent(new Event('voiceschanged'));
    expect(await asked).toHaveLength(1);
  });

  test('that never come are waited for once', async () => {
    const { engine } = setUp([]);
    const asked = engine.voices('en');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await asked).toEqual([]);
    expect(await engine.voices('en')).toEqual([]);
    await expect(engine.warmUp(() => {}, never)).rejects.toMatchObject({ code: 'voice-missing' });
  });

  test('a browser without speech has none', async () => {
    expect(await createSystemSynthesizer(null).voices('en')).toEqual([]);
  });
});

describe('speaking', () => {
  const one = [voice('Samantha', 'en-US', true)];

  test('long text comes in pieces that Chrome does not cut off', async () => {
    const { engine } = setUp(one);
    const text = `${'A sentence that goes on and on, '.repeat(15)}and ends. Short one.`;
    const pieces = await piecesOf(engine, text);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.text.length).toBeLessThanOrEqual(200);
    expect(pieces.map((piece) => piece.text).join(' ')).toBe(text);
  });

  test('tells the first sound and every word, and settles at the end', async () => {
    const { speech, engine } = setUp(one);
    const piece = await first(engine, 'Hello there.');
    const heard: number[] = [];
    const playing = piece.play((characters) => heard.push(characters), never);
    speech.tell('onstart');
    speech.tell('onboundary', { name: 'word', charIndex: 0 });
    speech.tell('onboundary', { name: 'sentence', charIndex: 0 });
    speech.tell('onboundary', { name: 'word', charIndex: 6 });
    speech.tell('onend');
    await playing;
    expect(heard).toEqual([0, 5, 12]);
    expect(speech.spoken[0]).toMatchObject({ lang: 'en-US', rate: 1, voice: one[0] });
  });

  test('clears what an earlier page left, and wakes a paused engine', async () => {
    const { speech, engine } = setUp(one);
    speech.paused = true;
    speech.pending = true;
    const piece = await first(engine, 'Hi.');
    void piece.play(() => {}, never).catch(() => {});
    expect(speech.calls).toEqual(['cancel', 'resume']);
  });

  test('an abort cancels and rejects with its reason', async () => {
    const { speech, engine } = setUp(one);
    const piece = await first(engine, 'Hi.');
    const control = new AbortController();
    const playing = piece.play(() => {}, control.signal);
    speech.tell('onstart');
    const reason = new Error('enough');
    control.abort(reason);
    await expect(playing).rejects.toBe(reason);
    expect(speech.calls.at(-1)).toBe('cancel');
  });

  test.each([
    ['never starts', () => {}, 3000],
    ['starts and never ends', (speech: FakeSpeech) => speech.tell('onstart'), 60_000],
    [
      'reports an error',
      (speech: FakeSpeech) => speech.tell('onerror', { error: 'audio-busy' }),
      0,
    ],
  ])('an engine that %s is stuck', async (_, act, waitMs) => {
    const { speech, engine } = setUp(one);
    const piece = await first(engine, 'Hi.');
    const told = expect(piece.play(() => {}, never)).rejects.toMatchObject({ code: 'voice-stuck' });
    act(speech);
    await vi.advanceTimersByTimeAsync(waitMs);
    await told;
  });
});
