import { describe, expect, it } from 'vitest';
import { readLesson } from '../../../src/lessons/read-lesson.ts';
import { canTalkIn, isTalk, talkLesson } from '../../../src/lessons/talk-lesson.ts';
import { sampleLessons } from './sample-files.ts';

describe('the free conversation', () => {
  it('is a valid lesson in every language of the samples', () => {
    const languages = new Set([...sampleLessons.values()].map(({ language }) => language));
    for (const language of languages) {
      expect(canTalkIn(language), language).toBe(true);
      const lesson = talkLesson(language, 'es', 'device-only');
      expect(readLesson(JSON.parse(JSON.stringify(lesson)))).toEqual(lesson);
      expect(isTalk(lesson)).toBe(true);
    }
    expect([...sampleLessons.values()].some(isTalk)).toBe(false);
  });

  it('is not offered where there are no words for it', () => {
    expect(canTalkIn('pl')).toBe(false);
  });
});
