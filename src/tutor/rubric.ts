import * as v from 'valibot';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { ChatMessage } from '../contracts/engine.ts';
import type { Accept, Lesson, Step } from '../contracts/lesson.ts';
import { pointsMet } from '../lessons/points-met.ts';
import { answerLanguage, instructionLanguage, strictnessOf } from '../lessons/step-facts.ts';
import grading from './grading.json' with { type: 'json' };
import { materialBlock } from './material.ts';
import { fill, nameOfLanguage, tutorWords } from './tutor-words.ts';

/** One thing that an answer should say; a teach-back has several, an open question one. */
export interface RubricPoint {
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** Sentences that say it, to compare by meaning. */
  readonly examples: readonly string[];
  /** The rules found it in the answer. */
  readonly met: boolean;
}

export interface Rubric {
  readonly kind: 'ask' | 'teach-back';
  readonly points: readonly RubricPoint[];
}

const wordCount = (text: string) => text.trim().split(/\s+/).length;

function texts(accept: Accept): string[] {
  if (typeof accept === 'string') return [accept];
  return 'text' in accept ? [accept.text] : [];
}

/**
 * What a second look goes by, or null where there is none to take: the rules do not say wrong, the
 * teacher foresaw the mistake, a number or a "not" decides, or the question is about words and not
 * about meaning.
 */
export function rubricOf(
  lesson: Lesson,
  step: Step,
  answer: string,
  check: AnswerCheck,
): Rubric | null {
  if (check.verdict !== 'wrong' || check.feedback !== undefined) return null;
  if (grading.fixedReasons.includes(check.reason.key)) return null;
  if (wordCount(answer) < grading.fewestWords) return null;
  if (step.kind === 'teach-back') {
    const met = pointsMet(lesson, step, answer);
    const points = step.points.map(({ label, any }, index) => ({
      id: `p${index + 1}`,
      label,
      examples: [label, ...any],
      met: met[index] ?? false,
    }));
    return { kind: 'teach-back', points };
  }
  if (step.kind !== 'ask') return null;
  if (strictnessOf(lesson, step) === 'exact') return null;
  const examples = [
    ...(step.model === undefined ? [] : [step.model]),
    ...step.accept.flatMap(texts),
  ]
    // One word is right or wrong; by meaning "Lyon" is near "Paris".
    .filter((text) => wordCount(text) >= grading.fewestWords);
  if (examples.length === 0) return null;
  return { kind: 'ask', points: [{ id: 'p1', label: examples[0]!, examples, met: false }] };
}

/** What a model made of an answer. */
const gradeSchema = v.object({
  verdict: v.picklist(['right', 'close', 'wrong', 'unsure']),
  points: v.fallback(v.array(v.string()), []),
  sentence: v.fallback(v.string(), ''),
});
export type ModelGrade = v.InferOutput<typeof gradeSchema>;

/** JSON Schema of a grade, for engines that can be held to one. */
export const gradeJsonSchema = {
  type: 'object',
  properties: {
    verdict: { enum: ['right', 'close', 'wrong', 'unsure'] },
    points: { type: 'array', items: { type: 'string' }, maxItems: 12 },
    sentence: { type: 'string', maxLength: 200 },
  },
  required: ['verdict', 'points', 'sentence'],
  additionalProperties: false,
} as const;

/** Asks a model for a grade by the rubric. What it says is never said as it stands: see `givesAway`. */
export function gradeMessages(
  lesson: Lesson,
  step: Step,
  rubric: Rubric,
  answer: string,
): ChatMessage[] {
  const own = instructionLanguage(lesson, step);
  const words = tutorWords(own);
  const told = fill(words.grade, { language: nameOfLanguage(own, own) });
  const task = materialBlock('task', [
    ['task', step.prompt],
    ...rubric.points.map(({ id, examples }) => [id, examples.join(' / ')] as const),
  ]);
  const given = materialBlock('answer', [[answerLanguage(lesson, step), answer]]);
  return [
    { role: 'system', content: told },
    { role: 'user', content: `${task}\n${given}` },
  ];
}

/** The grade in a model's reply, or null when the reply is no grade. */
export function readGrade(reply: string): ModelGrade | null {
  const json = /\{[\s\S]*\}/.exec(reply)?.[0];
  if (json === undefined) return null;
  try {
    const read = v.safeParse(gradeSchema, JSON.parse(json));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
