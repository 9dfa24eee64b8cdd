import { answerLanguage } from '../lessons/step-facts.ts';
import { currentStep, type TutorContext } from './lesson-tutor.ts';
import { rankByWords } from './passage-choice.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';

/**
 * What the tutor says to a question in a free talk without a language model: the passage of the
 * lesson that shares the rarest words with what was asked, or that none fits.
 */
export function replyLine(context: TutorContext, asked: string): SpokenLine {
  const step = currentStep(context);
  const language = answerLanguage(context.lesson, step);
  const passages = step.kind === 'talk' ? (step.passages ?? []) : [];
  const found = rankByWords(asked, passages, language)[0]?.passage;
  if (found) return { text: found, language };
  return { text: context.translate('tutor.noPassage'), language: context.locale };
}
