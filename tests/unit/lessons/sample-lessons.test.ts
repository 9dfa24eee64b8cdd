import { describe, expect, it } from 'vitest';
import { lessonIndexEntry, readLessonIndex } from '../../../src/lessons/lesson-index.ts';
import { publishedJson, sampleLesson, sampleLessons } from './sample-files.ts';
import vocabulary from './tiny-speech-vocabulary.json' with { type: 'json' };

const lessons = [...sampleLessons];

describe('the list of lessons', () => {
  const index = readLessonIndex(publishedJson('lessons/index.json'));

  it('says of every lesson what the lesson says', () => {
    const entries = lessons.map(([file, lesson]) => lessonIndexEntry(lesson, file));
    expect([...index].sort((a, b) => (a.file < b.file ? -1 : 1))).toEqual(entries);
  });

  it('begins with the lesson for newcomers', () => {
    expect(index[0]?.id).toBe('first-words');
  });

  it('is refused when it is something else', () => {
    for (const data of [null, {}, [{}], [{ ...index[0], file: '../secret.json' }]]) {
      expect(() => readLessonIndex(data)).toThrow(
        'The list of lessons on this server cannot be read.',
      );
    }
  });
});

describe.each(lessons)('%s', (file, lesson) => {
  it('is complete: name, licence, policy, level, length', () => {
    expect(file).toBe(`${lesson.id}.json`);
    expect(lesson).toMatchObject({ author: 'Parley', licence: 'CC-BY-4.0', policy: 'device-only' });
    expect(lesson.summary && lesson.level && lesson.topic && lesson.minutes).toBeTruthy();
    expect(lesson.steps.length).toBeGreaterThanOrEqual(8);
    expect(lesson.steps.length).toBeLessThanOrEqual(12);
  });

  it('helps: questions have hints, gaps are spoken as questions', () => {
    for (const step of lesson.steps) {
      if (step.kind === 'ask' || step.kind === 'repeat' || step.kind === 'teach-back') {
        expect(step.hints?.length, step.id).toBeGreaterThan(0);
      }
      // A voice cannot read a gap in the middle of a sentence.
      const turns = step.kind === 'dialogue' ? step.turns : [];
      const hints = turns.flatMap((turn) => ('learner' in turn ? (turn.hints ?? []) : []));
      for (const spoken of [step.spoken ?? step.prompt, ...(step.hints ?? []), ...hints]) {
        expect(/…,? [\p{L}…]|___/u.test(spoken), `${step.id}: ${spoken}`).toBe(false);
      }
    }
  });

  it('is calm: no exclamation marks in English or French', () => {
    if (lesson.language.startsWith('es')) return;
    expect(JSON.stringify(lesson)).not.toContain('!');
  });
});

it('every kind of step is used somewhere', () => {
  const kinds = new Set(lessons.flatMap(([, lesson]) => lesson.steps.map((step) => step.kind)));
  expect(kinds.size).toBe(7);
});

describe('First words', () => {
  it('asks only for words that the small speech model knows', () => {
    const known = new Set(vocabulary);
    const wanted = sampleLesson('first-words').steps.flatMap((step) => {
      if (step.kind === 'repeat') return [step.sentence];
      if (step.kind === 'choose') return step.options.map((option) => option.text);
      if (step.kind !== 'ask') return [];
      return [...step.accept, ...(step.wrong ?? []).map((one) => one.when)].filter(
        (answer) => typeof answer === 'string',
      );
    });
    const words =
      wanted
        .join(' ')
        .toLowerCase()
        .match(/\p{L}+/gu) ?? [];
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !known.has(word))).toEqual([]);
  });
});
