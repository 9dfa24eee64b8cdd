import type { ChatMessage } from '../contracts/engine.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { answerLanguage } from '../lessons/step-facts.ts';
import { contextBudget, type ContextBudget } from './context-budget.ts';
import { systemPrompt, type SystemPrompt, type TalkStep } from './system-prompt.ts';
import { historyMessages, recentExchanges, type Exchange } from './talk-history.ts';
import { tutorWords } from './tutor-words.ts';

/** What a model is told in a free talk; made anew for another model, because windows differ. */
export interface TalkPlan {
  readonly budget: ContextBudget;
  readonly system: SystemPrompt;
  readonly language: string;
}

/** `contextTokens`: the window of the model that will answer. */
export function planTalk(lesson: Lesson, step: TalkStep, contextTokens: number): TalkPlan {
  const budget = contextBudget(contextTokens);
  const system = systemPrompt(lesson, step, budget);
  return { budget, system, language: answerLanguage(lesson, step) };
}

/**
 * The messages of a talk: who the tutor is, then as many exchanges as fit. The last exchange is the
 * question in hand while its reply is ''; without one this is what can be read ahead.
 */
export function talkMessages(plan: TalkPlan, exchanges: readonly Exchange[]): ChatMessage[] {
  const { budget, system, language } = plan;
  const words = tutorWords(language);
  const recent = recentExchanges(exchanges, budget.recent + budget.earlier);
  const history = historyMessages(recent, words, budget);
  return system.text === '' ? history : [{ role: 'system', content: system.text }, ...history];
}
