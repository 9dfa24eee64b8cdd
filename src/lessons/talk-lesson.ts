import { primaryLanguage } from '../base/primary-language.ts';
import type { Lesson, Policy } from '../contracts/lesson.ts';
import words from './talk-lesson.json' with { type: 'json' };

const ID = 'parley-talk-';

/** Whether a free conversation can be begun in this language (BCP 47). */
export const canTalkIn = (language: string): boolean => primaryLanguage(language) in words;

/**
 * A free conversation as a lesson of one step, so that it is played like every other.
 * `language`: one that `canTalkIn`, `instructionLanguage`: the learner's own.
 */
export function talkLesson(language: string, instructionLanguage: string, policy: Policy): Lesson {
  const { title, prompt } = words[primaryLanguage(language) as keyof typeof words];
  return {
    format: 1,
    id: `${ID}${primaryLanguage(language)}`,
    version: 1,
    title,
    language,
    instructionLanguage,
    policy,
    steps: [{ kind: 'talk', id: 'talk', prompt, promptLanguage: language, patience: 'normal' }],
  };
}

/** Whether a lesson is the free conversation, which has no end and no result. */
export const isTalk = (lesson: Lesson): boolean => lesson.id.startsWith(ID);
