import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryLesson } from '../lessons/arbitrary-lesson.ts';
import { publishedJson, sampleLessons } from '../lessons/sample-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const validate = new Ajv2020({ allErrors: true }).compile(
  publishedJson('lesson.schema.json') as object,
);

describe('the published schema', () => {
  it('is the one of the contract, and the list of lessons is up to date', () => {
    const command = ['--import', 'tsx', 'scripts/lesson-schema.ts', '--check'];
    expect(() => execFileSync(process.execPath, command, { cwd: root })).not.toThrow();
  }, 60_000);

  it('accepts every sample lesson', () => {
    for (const [file, lesson] of sampleLessons) {
      expect(validate(lesson), `${file}: ${JSON.stringify(validate.errors?.slice(0, 3))}`).toBe(
        true,
      );
    }
  });

  it('accepts whatever the reader accepts', () => {
    fc.assert(
      fc.property(arbitraryLesson, (lesson) => {
        expect(validate(lesson), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what is not a lesson', () => {
    const [lesson] = sampleLessons.values();
    for (const data of [
      null,
      {},
      { ...lesson, format: 2 },
      { ...lesson, steps: [] },
      { ...lesson, script: 'alert(1)' },
      { ...lesson, title: '  ' },
      { ...lesson, steps: [{ kind: 'ask', id: 'a', prompt: 'No answer?' }] },
    ]) {
      expect(validate(data)).toBe(false);
    }
  });
});
