import { primaryLanguage } from '../base/primary-language.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import { answerLanguage, instructionLanguage } from '../lessons/step-facts.ts';
import { fitting, type ContextBudget } from './context-budget.ts';
import { materialBlock } from './material.ts';
import { fill, nameOfLanguage, tutorWords } from './tutor-words.ts';

export type TalkStep = Extract<Step, { kind: 'talk' }>;

/** Who the tutor is and what the lesson holds, for a free talk. */
export interface SystemPrompt {
  /** '' for a model with room for the bare conversation only. */
  readonly text: string;
  /** Every passage is in it: none has to be looked for. */
  readonly holdsPassages: boolean;
}

/**
 * The system prompt of a talk. It says the same in every turn, so that a model reads it once. The
 * answers of other steps are not in it.
 */
export function systemPrompt(lesson: Lesson, step: TalkStep, budget: ContextBudget): SystemPrompt {
  if (budget.outline === 0) return { text: '', holdsPassages: false };
  const { topics = [], passages = [] } = step;
  const language = answerLanguage(lesson, step);
  const own = instructionLanguage(lesson, step);
  const words = tutorWords(language);
  const level = lesson.level?.[0] as keyof typeof words.levels | undefined;
  const rules = [
    words.who,
    words.speak,
    ...(primaryLanguage(own) === primaryLanguage(language) ? [] : [words.lost]),
    ...(level ? [words.levels[level]] : []),
    words.ask,
    words.mend,
    words.honest,
    topics.length > 0 ? words.topics : words.free,
    ...(passages.length > 0 ? [words.passages] : []),
    words.material,
  ];
  const told = fill(rules.join(' '), {
    language: nameOfLanguage(language, language),
    instruction: nameOfLanguage(own, language),
  });
  const holdsPassages =
    passages.length > 0 && fitting(passages, budget.material).length === passages.length;
  const material = materialBlock('lesson', [
    ['title', lesson.title],
    ['topics', topics.join(', ')],
    ['begun with', step.spoken ?? step.prompt],
    ...(holdsPassages ? passages.map((passage) => ['passage', passage] as const) : []),
  ]);
  return { text: `${told}\n\n${material}`, holdsPassages };
}
