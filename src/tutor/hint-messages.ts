import type { ChatMessage } from '../contracts/engine.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { instructionLanguage, promptOf } from '../lessons/step-facts.ts';
import { currentHints } from '../lessons/stepping.ts';
import { materialBlock } from './material.ts';
import { fill, nameOfLanguage, tutorWords } from './tutor-words.ts';

/**
 * Asks for a hint at the task the run stands at. The task, what the learner tried and the hints
 * given so far are in it; the accepted answers are not, so the model can at most guess them.
 */
export function hintMessages(lesson: Lesson, step: Step, run: LessonRun): ChatMessage[] {
  const language = instructionLanguage(lesson, step);
  const words = tutorWords(language);
  const told = fill(words.hint, { language: nameOfLanguage(language, language) });
  const options = step.kind === 'choose' ? step.options.map(({ text }) => text).join(' / ') : '';
  const task = materialBlock('task', [
    ['task', promptOf(lesson, step, run.turnIndex).text],
    ['options', options],
    ...currentHints(lesson, run).map((hint) => ['hint already given', hint] as const),
    ...run.judged.slice(-2).map(({ answer }) => ['not the answer', answer] as const),
  ]);
  return [
    { role: 'system', content: told },
    { role: 'user', content: task },
  ];
}

/**
 * Asks for one question that leads a learner to what an explanation left out. Only the labels of
 * the open points are in it, which the screen shows by then.
 */
export function teachBackMessages(
  lesson: Lesson,
  step: Extract<Step, { kind: 'teach-back' }>,
  explanation: string,
  open: readonly string[],
): ChatMessage[] {
  const language = instructionLanguage(lesson, step);
  const words = tutorWords(language);
  const told = fill(words.teachBack, { language: nameOfLanguage(language, language) });
  const task = materialBlock('task', [
    ['task', step.prompt],
    ['explanation so far', explanation],
    ...open.map((label) => ['left out', label] as const),
  ]);
  return [
    { role: 'system', content: told },
    { role: 'user', content: task },
  ];
}
