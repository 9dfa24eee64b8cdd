import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../../../src/contracts/answer-check.ts';
import type {
  Accept,
  KnownWrong,
  Lesson,
  Step,
  Strictness,
} from '../../../../src/contracts/lesson.ts';
import { checkStep } from '../../../../src/lessons/check-step.ts';
import { checkAnswer } from '../../../../src/lessons/check/check-answer.ts';

/** One judged answer. Fields of the file's head hold where a case does not say otherwise. */
interface Case {
  readonly answer: string;
  readonly accept?: Accept | readonly Accept[];
  readonly step?: Step;
  readonly turnIndex?: number;
  readonly wrong?: readonly KnownWrong[];
  readonly model?: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly feedback?: string;
  readonly matched?: string;
  readonly language?: string;
  readonly strictness?: Strictness;
  readonly spoken?: boolean;
  readonly confidence?: number;
  readonly note?: string;
}
interface CorpusFile {
  readonly about: string;
  readonly language: string;
  readonly strictness: Strictness;
  readonly spoken: boolean;
  readonly cases: readonly Case[];
}

const folder = join(import.meta.dirname, '../../../fixtures/answers');
const counts: string[] = [];
let total = 0;

function check(file: CorpusFile, one: Case) {
  const { language = file.language, strictness = file.strictness, spoken = file.spoken } = one;
  const how = { spoken, confidence: one.confidence };
  if (one.step) {
    const lesson: Lesson = {
      format: 1,
      id: 'corpus',
      version: 1,
      title: 'Corpus',
      language,
      strictness,
      steps: [one.step],
    };
    return checkStep(lesson, one.step, one.answer, { ...how, turnIndex: one.turnIndex });
  }
  const accept = [one.accept ?? []].flat() as readonly Accept[];
  const { wrong, model } = one;
  return checkAnswer(one.answer, { accept, wrong, model, language, strictness, ...how });
}

for (const name of readdirSync(folder).sort()) {
  const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CorpusFile;
  counts.push(`${name.replace('.json', '').padEnd(16)} ${String(file.cases.length).padStart(4)}`);
  total += file.cases.length;
  describe(name, () => {
    file.cases.forEach((one, i) => {
      const want = JSON.stringify(one.accept ?? one.step?.kind);
      it(`${i + 1}: “${one.answer}” for ${want} is ${one.verdict}`, () => {
        const found = check(file, one);
        expect({ verdict: found.verdict, reason: found.reason.key }).toEqual({
          verdict: one.verdict,
          reason: one.reason ?? found.reason.key,
        });
        if (one.feedback !== undefined) expect(found.feedback).toBe(one.feedback);
        if (one.matched !== undefined) expect(found.matched).toBe(one.matched);
        expect(found.score).toBeGreaterThanOrEqual(0);
        expect(found.score).toBeLessThanOrEqual(1);
      });
    });
  });
}

describe('the corpus', () => {
  it('holds at least 500 judged answers', () => {
    expect(total).toBeGreaterThanOrEqual(500);
  });
  afterAll(() => {
    process.stdout.write(`\nAnswers judged, by file:\n${counts.join('\n')}\ntotal ${total}\n`);
  });
});
