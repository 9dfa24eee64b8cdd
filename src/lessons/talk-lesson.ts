import { primaryLanguage } from '../base/primary-language.ts';
import type { Lesson, Policy } from '../contracts/lesson.ts';
import words from './talk-lesson.json' with { type: 'json' };

/** Only what was made here is the learner's own talk: no link or file can say that it is one. */
const own = new WeakSet<Lesson>();

/** Whether a free conversation can be begun in this language (BCP 47). */
export const canTalkIn = (language: string): boolean => primaryLanguage(language) in words;

/**
 * A free conversation as a lesson of one step, so that it is played like every other.
 * `language`: one that `canTalkIn`, `instructionLanguage`: the learner's own.
 */
export function talkLesson(language: string, instructionLanguage: string, policy: Policy): Lesson {
  const { title, prompt } = words[primaryLanguage(language) as keyof typeof words];
  const lesson: Lesson = {
    format: 1,
    id: `parley-talk-${primaryLanguage(language)}`,
    version: 1,
    title,
    language,
    instructionLanguage,
    policy,
    steps: [{ kind: 'talk', id: 'talk', prompt, promptLanguage: language, patience: 'normal' }],
  };
  own.add(lesson);
  return lesson;
}

/**
 * Whether a lesson is the free conversation, which has no end and no result, and which belongs to
 * the learner. A lesson from outside never is, whatever it calls itself.
 */
export const isTalk = (lesson: Lesson): boolean => own.has(lesson);
