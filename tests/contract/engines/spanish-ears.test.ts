import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { judgeRecording, loadEars } from './judged-recording.ts';

const shared = resolve(process.env['PARLEY_SHARED'] ?? '../shared');
const weights = `${shared}/real-models`;
const bakery = JSON.parse(readFileSync('public/lessons/en-la-panaderia.json', 'utf8')) as Lesson;
const asked = bakery.steps.filter(({ kind }) => kind !== 'say').slice(0, 6);

it.skipIf(!existsSync(`${weights}/whisper-base`))(
  'Whisper Base hears the answers to the bakery, and calls none of them wrong',
  { timeout: 300_000 },
  async () => {
    const ears = await loadEars(weights, 'whisper-base');
    const verdicts: string[] = [];
    for (const [at, step] of asked.entries()) {
      const found = await judgeRecording(
        ears,
        bakery,
        step,
        `${shared}/speech/fluent/es-${at}.wav`,
      );
      verdicts.push(found.kind === 'judged' ? found.check.verdict : found.kind);
    }
    console.log(`Spanish, Whisper Base: ${verdicts.join(', ')}`);
    expect(verdicts).not.toContain('wrong');
    expect(verdicts.filter((verdict) => verdict === 'right').length).toBeGreaterThanOrEqual(5);
  },
);
