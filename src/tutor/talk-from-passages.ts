import { answerLanguage } from '../lessons/step-facts.ts';
import { currentStep, type TutorContext } from './lesson-tutor.ts';
import { rankByWords } from './passage-choice.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';

/** What the tutor says to a question in a free talk: a passage of the lesson, or that none fits. */
export function replyLine(context: TutorContext, asked: string): SpokenLine {
  const step = currentStep(context);
  const language = answerLanguage(context.lesson, step);
  const passages = step.kind === 'talk' ? (step.passages ?? []) : [];
  const found = answerFromPassages(asked, passages, language);
  if (found) return { text: found, language };
  return { text: context.translate('tutor.noPassage'), language: context.locale };
}

/**
 * Answers a question from the lesson's own passages, without a language model: the passage that
 * shares the rarest words with what was asked. Null when no passage shares a word that says
 * something.
 */
export function answerFromPassages(
  asked: string,
  passages: readonly string[],
  language: string,
): string | null {
  return rankByWords(asked, passages, language)[0]?.passage ?? null;
}
