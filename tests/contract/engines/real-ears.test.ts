import { beforeAll, describe, expect, it } from 'vitest';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { judgeRecording, loadEars, readRecording, type Ears } from './judged-recording.ts';

/** The ears that come with Parley, on the weights of the repository. */
let ears: Ears;

beforeAll(async () => {
  ears = await loadEars('models/bundled', 'moonshine-tiny');
}, 60_000);

const fileOf = (name: string) => `tests/fixtures/speech/fluent/${name}.wav`;

async function judged(name: string, accept: string, more: Partial<Lesson> = {}) {
  const step: Step = { kind: 'ask', id: 'a', prompt: 'Say it.', accept: [accept] };
  const lesson: Lesson = {
    format: 1,
    id: 'l',
    version: 1,
    title: 'L',
    language: 'en',
    steps: [step],
    ...more,
  };
  return judgeRecording(ears, lesson, step, fileOf(name));
}
const right = { kind: 'judged', check: { verdict: 'right' } };

describe('Moonshine Tiny, knowing what was asked', () => {
  it.each([
    ['lesson-in-the-kitchen-17', 'knife'],
    ['lesson-in-the-kitchen-22', 'boil'],
    ['lesson-yesterday-46', 'taught'],
    ['G-0-r', 'He goes to school every day'],
    ['G-16-r', 'He is a doctor'],
  ])('%s is heard as “%s”', async (name, accept) => {
    expect(await judged(name, accept)).toMatchObject(right);
  });

  it.each([
    ['lesson-in-the-kitchen-17', 'boil'],
    ['lesson-in-the-kitchen-22', 'knife'],
    ['G-16-r', 'He goes to school every day'],
  ])('%s is not “%s”', async (name, accept) => {
    const found = await judged(name, accept);
    expect(found).not.toMatchObject(right);
  });

  it.each([
    ['G-0-w', 'He goes to school every day'],
    ['G-16-w', 'He is a doctor'],
  ])('a slip in %s is not taken for “%s”', async (name, accept) => {
    for (const more of [{ topic: 'grammar' } as const, {}]) {
      const found = await judged(name, accept, more);
      expect(found.kind).toBe('judged');
      expect(found).not.toMatchObject(right);
    }
  });

  it('reads the sound once, for the transcript and the texts alike', async () => {
    const { recognizer, runs } = ears;
    const before = runs();
    await recognizer.run(readRecording(fileOf('G-0-r')), 'en', new AbortController().signal);
    await recognizer.fit(['He goes to school every day', 'He go to school']);
    expect(runs() - before).toBe(1);
  });

  it('gives figures that add up, the transcript first', async () => {
    const { recognizer } = ears;
    const { signal } = new AbortController();
    const heard = await recognizer.run(readRecording(fileOf('G-0-r')), 'en', signal);
    const fit = await recognizer.fit(['He goes to school every day', 'The 2 of us', '']);
    expect(fit?.heard.text).toBe(heard.text);
    expect(fit?.heard.words.map(({ text }) => text.replace(/\W/g, ''))).toEqual(
      heard.text.split(' ').map((word) => word.replace(/\W/g, '')),
    );
    for (const each of fit?.candidates ?? []) {
      expect(each.logProbability).toBeLessThan(0);
      for (const { deficit } of each.words) expect(deficit).toBeLessThanOrEqual(0);
    }
    expect(fit!.candidates[0]!.mean).toBeGreaterThan(-0.5);
    expect(fit!.candidates[1]!.mean).toBeLessThan(-2);
  });
});
