import type { Lesson, StepKind } from '../../contracts/lesson.ts';

/** Steps of one kind that follow each other, as one line of the outline. */
export interface OutlineLine {
  /** Number of its first step, from 1. */
  readonly from: number;
  readonly kind: StepKind;
  readonly count: number;
  /** What the first of them is about. */
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
}

/** What a lesson holds, neighbours of one kind taken together. */
export function outlineOf(lesson: Lesson): OutlineLine[] {
  const lines: OutlineLine[] = [];
  for (const [index, step] of lesson.steps.entries()) {
    const last = lines.at(-1);
    if (last?.kind === step.kind) {
      lines[lines.length - 1] = { ...last, count: last.count + 1 };
      continue;
    }
    const sentence = step.kind === 'repeat';
    lines.push({
      from: index + 1,
      kind: step.kind,
      count: 1,
      text: sentence ? step.sentence : step.prompt,
      language: sentence
        ? (step.language ?? lesson.language)
        : (step.promptLanguage ?? lesson.instructionLanguage ?? step.language ?? lesson.language),
    });
  }
  return lines;
}
