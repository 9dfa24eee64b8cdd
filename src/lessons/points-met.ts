import type { Lesson, Step } from '../contracts/lesson.ts';
import { checkStep } from './check-step.ts';

type TeachBack = Extract<Step, { kind: 'teach-back' }>;

/**
 * For each point of a teach-back, whether the explanation mentions it. Asked of the same check that
 * gave the verdict, one point at a time, so the ticks and the verdict never differ.
 */
export function pointsMet(lesson: Lesson, step: TeachBack, explanation: string): boolean[] {
  return step.points.map((point) => {
    const alone: TeachBack = { ...step, points: [point] };
    return checkStep(lesson, alone, explanation, { spoken: false }).verdict === 'right';
  });
}
