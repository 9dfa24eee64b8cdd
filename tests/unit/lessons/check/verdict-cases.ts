import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerCheck, Verdict } from '../../../../src/contracts/answer-check.ts';
import type {
  Accept,
  KnownWrong,
  Lesson,
  Step,
  Strictness,
} from '../../../../src/contracts/lesson.ts';
import { checkStep } from '../../../../src/lessons/check-step.ts';
import { checkAnswer } from '../../../../src/lessons/check/check-answer.ts';
import { sampleLesson } from '../sample-files.ts';

/** What is asked: accepted answers, a step of its own, or a place of a sample lesson. */
interface Question {
  readonly kind: string;
  readonly language?: string;
  readonly accept?: readonly Accept[];
  readonly wrongs?: readonly KnownWrong[];
  readonly strictness?: Strictness;
  readonly step?: Step;
  /** `lesson/step` or `lesson/step/turn`. */
  readonly at?: string;
  /** Where only one way of answering makes sense; all three otherwise. */
  readonly by?: 'voice' | 'typed';
}

/** One answer with the verdicts that are acceptable. */
export interface VerdictCase extends Question {
  readonly said: string;
  readonly ok: readonly Verdict[];
}

/** What a list of a group stands for. */
const LISTS = {
  /** Nothing but right. */
  right: ['right'],
  /** Right with a remark. */
  nearly: ['right', 'close'],
  /** Right in substance; a question back is fair. */
  fair: ['right', 'close', 'unsure'],
  /** A mistake of form. */
  slip: ['close', 'wrong'],
  notRight: ['close', 'wrong', 'unsure'],
  wrong: ['wrong'],
  refused: ['wrong', 'unsure'],
  /** No answer yet: no try is lost. */
  nothing: ['unsure'],
} as const satisfies Readonly<Record<string, readonly Verdict[]>>;

type Lists = { readonly [Name in keyof typeof LISTS]?: readonly string[] };
interface HeldBackFile {
  readonly language: string;
  readonly groups: readonly (Question & Lists)[];
}

const folder = join(import.meta.dirname, '../../../fixtures/answer-verdicts');
const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** The answers that were found wrongly judged from outside. */
export function givenCases(): readonly VerdictCase[] {
  return (readJson('given') as { cases: readonly VerdictCase[] }).cases;
}

/** One file of groups, answer by answer. */
export function heldBackCases(name: string): readonly VerdictCase[] {
  const { language, groups } = readJson(name) as HeldBackFile;
  return groups.flatMap((group) =>
    Object.entries(LISTS).flatMap(([list, ok]) =>
      (group[list as keyof typeof LISTS] ?? []).map((said) => ({ language, ...group, said, ok })),
    ),
  );
}

/** The ways in which one answer can come. */
export const MANNERS = {
  surely: { spoken: true, confidence: 0.9 },
  spoken: { spoken: true },
  typed: { spoken: false },
} as const;
export type MannerName = keyof typeof MANNERS;

export function mannersOf({ by }: VerdictCase): readonly MannerName[] {
  if (by === 'typed') return ['typed'];
  return by === 'voice' ? ['surely', 'spoken'] : ['surely', 'spoken', 'typed'];
}

/** Judges a case as the player would. */
export function judgeCase(one: VerdictCase, manner: MannerName): AnswerCheck {
  const how = MANNERS[manner];
  const { language = 'en', strictness = 'normal' } = one;
  if (one.at !== undefined) {
    const [lessonId = '', stepId = '', turn] = one.at.split('/');
    const lesson = sampleLesson(lessonId);
    const step = lesson.steps.find(({ id }) => id === stepId);
    if (!step) throw new RangeError(`no step ${one.at}`);
    const at = turn === undefined ? {} : { turnIndex: Number(turn) };
    return checkStep(lesson, step, one.said, { ...how, ...at });
  }
  if (one.step) {
    const { step } = one;
    const head = { format: 1, id: 'case', version: 1, title: 'Case' } as const;
    const lesson: Lesson = { ...head, language, strictness, steps: [step] };
    return checkStep(lesson, step, one.said, how);
  }
  const accept = one.accept ?? [];
  return checkAnswer(one.said, { accept, wrong: one.wrongs, language, strictness, ...how });
}

/** How a set of cases was judged; shares of the answers concerned, 0..1. */
export interface Rates {
  readonly judged: number;
  readonly acceptable: number;
  /** Right answers (`right` may be given and `wrong` may not) that were judged wrong. */
  readonly rightJudgedWrong: number;
  /** Answers that may not be right and were judged so. */
  readonly notRightJudgedRight: number;
  readonly misses: readonly string[];
}

/** One answer as it was judged in one manner. */
export interface Outcome {
  readonly one: VerdictCase;
  readonly manner: MannerName;
  readonly check: AnswerCheck;
}

export const outcomesOf = (cases: readonly VerdictCase[]): readonly Outcome[] =>
  cases.flatMap((one) =>
    mannersOf(one).map((manner) => ({ one, manner, check: judgeCase(one, manner) })),
  );

export function ratesOf(outcomes: readonly Outcome[]): Rates {
  const share = (part: readonly Outcome[], of: readonly Outcome[]): number =>
    of.length === 0 ? 0 : part.length / of.length;
  const may = ({ one }: Outcome, verdict: Verdict): boolean => one.ok.includes(verdict);
  const right = outcomes.filter((one) => may(one, 'right') && !may(one, 'wrong'));
  const notRight = outcomes.filter((one) => !may(one, 'right'));
  const misses = outcomes.filter((one) => !may(one, one.check.verdict));
  return {
    judged: outcomes.length,
    acceptable: 1 - share(misses, outcomes),
    rightJudgedWrong: share(
      right.filter(({ check }) => check.verdict === 'wrong'),
      right,
    ),
    notRightJudgedRight: share(
      notRight.filter(({ check }) => check.verdict === 'right'),
      notRight,
    ),
    misses: misses.map(({ one, manner, check: { verdict, reason } }) => {
      const want = one.at ?? JSON.stringify(one.accept ?? one.step?.kind);
      const ok = one.ok.join('/');
      return `${one.kind} ${manner}: “${one.said}” for ${want} is ${verdict} (${reason.key}), not ${ok}`;
    }),
  };
}
