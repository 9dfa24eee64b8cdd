import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Lesson, Step, Strictness } from '../../../src/contracts/lesson.ts';
import { checkStep } from '../../../src/lessons/check-step.ts';
import { decodeLesson, encodeLesson } from '../../../src/lessons/link-codec.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/lessons.md'), 'utf8');

/** A lesson around one step. */
const around = (step: unknown) =>
  readLesson({ format: 1, id: 'page', version: 1, title: 'Page', language: 'en', steps: [step] });

interface Example {
  readonly name: string;
  readonly lesson: Lesson;
  /** The rows of the table `answer | verdict` that follows it. */
  readonly rows: readonly (readonly [answer: string, verdict: string])[];
}

const cellsOf = (row: string) =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of a table whose header has these cells, at the start of `text`; empty when none is. */
function tableAt(text: string, header: readonly string[]): string[][] {
  const lines = /^\s*((?:\|.*\n)+)/.exec(text)?.[1]?.trim().split('\n') ?? [];
  const [first, , ...rows] = lines.map(cellsOf);
  return header.every((cell, index) => first?.[index] === cell) ? rows : [];
}

const blocks = [...page.matchAll(/```json\n([\s\S]*?)```\n/g)];
const examples = blocks.map(({ 0: block, 1: text = '', index }): Example => {
  const data = JSON.parse(text) as { readonly kind?: string; readonly id?: string };
  return {
    name: `${data.kind ?? 'lesson'} ${data.id ?? ''}`,
    lesson: 'kind' in data ? around(data) : readLesson(data),
    rows: tableAt(page.slice(index + block.length), ['answer', 'verdict']).map(
      ([answer = '', verdict = '']) => [answer, verdict] as const,
    ),
  };
});

function verdictOf(lesson: Lesson, step: Step, answer: string): string {
  const { verdict, feedback } = checkStep(lesson, step, answer, { spoken: false });
  return feedback === undefined ? verdict : `${verdict}, with your sentence`;
}

test('there is an example of every kind of step and a whole lesson', () => {
  const kinds = new Set(examples.flatMap(({ lesson }) => lesson.steps.map(({ kind }) => kind)));
  expect(kinds.size).toBe(7);
  expect(examples.some(({ name }) => name.startsWith('lesson '))).toBe(true);
  expect(examples.filter(({ rows }) => rows.length > 0).length).toBeGreaterThan(4);
});

describe.each(examples)('docs/lessons.md, $name', ({ lesson, rows }) => {
  test('is a lesson that can be shared as a link', async () => {
    expect(await decodeLesson(await encodeLesson(lesson))).toEqual(lesson);
  });

  test.for(rows)('“%s” is %s', ([answer, verdict]) => {
    const [step] = lesson.steps;
    expect(step && verdictOf(lesson, step, answer)).toBe(verdict);
  });
});

const header = ['accepted', 'answer', 'lenient', 'normal', 'exact'];
const strictTable = tableAt(page.slice(page.indexOf('| accepted ')), header);

test('the table of strictness is there', () => expect(strictTable.length).toBeGreaterThan(5));

test.for(strictTable)('“%s”, answered “%s”: lenient %s, normal %s, exact %s', (row) => {
  const [accepted = '', answer = '', ...verdicts] = row;
  const said = (['lenient', 'normal', 'exact'] satisfies Strictness[]).map((strictness) => {
    const step = { kind: 'ask', id: 'asked', prompt: 'Well?', accept: [accepted], strictness };
    const lesson = around(step);
    return lesson.steps.map((one) => verdictOf(lesson, one, answer)).join();
  });
  expect(said).toEqual(verdicts);
});
