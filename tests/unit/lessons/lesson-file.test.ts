import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { readLessonFile } from '../../../src/lessons/lesson-file.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { sampleLesson, sampleLessons } from './sample-files.ts';

async function refusal(...parts: BlobPart[]): Promise<string> {
  try {
    await readLessonFile(new Blob(parts));
  } catch (error) {
    if (error instanceof ParleyError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}
const bytes = (...values: (number | string)[]) =>
  Buffer.concat(
    values.map((value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from([value]))),
  );

const saved = (lesson: Lesson) => new Blob([JSON.stringify(lesson, null, 2), '\n']);

describe('lesson files', () => {
  it('are read as they were written', async () => {
    for (const lesson of sampleLessons.values()) {
      expect(await readLessonFile(saved(lesson))).toEqual(lesson);
    }
  });

  it('may begin with a byte order mark and end with spaces', async () => {
    const lesson = sampleLesson('en-la-panaderia');
    const file = new Blob(['\ufeff', saved(lesson), '\r\n  ']);
    expect(await readLessonFile(file)).toEqual(lesson);
  });

  it.each<[string, BlobPart[]]>([
    ['lesson-file-empty: This file is empty.', []],
    ['lesson-file-empty: This file is empty.', ['\ufeff \n']],
    ['lesson-file-other: This file is a web page, not a lesson.', ['<!DOCTYPE html><html></html>']],
    ['lesson-file-other: This file is a web page, not a lesson.', ['\n <html lang="en">']],
    [
      'lesson-file-other: This file is another kind of document, not a lesson.',
      ['<?xml version="1.0"?>'],
    ],
    ['lesson-file-other: This file is a picture, not a lesson.', [bytes(0x89, 'PNG\r\n')]],
    ['lesson-file-other: This file is a picture, not a lesson.', [bytes(0xff, 0xd8, 0xff, 0xe0)]],
    ['lesson-file-other: This file is a picture, not a lesson.', ['GIF89a']],
    ['lesson-file-other: This file is a picture, not a lesson.', ['RIFF0000WEBPVP8 ']],
    ['lesson-file-other: This file is a recording, not a lesson.', ['RIFF0000WAVEfmt ']],
    ['lesson-file-other: This file is a PDF document, not a lesson.', ['%PDF-1.7']],
    [
      'lesson-file-other: This file is an archive or an office document, not a lesson.',
      ['PK\u0003\u0004'],
    ],
    ['lesson-file-other: This file is a compressed file, not a lesson.', [bytes(0x1f, 0x8b, 8)]],
    ['lesson-file-other: This file holds no text that I can read.', [bytes(0x7b, 0xc3, 0x28)]],
    ['lesson-file-other: This file is not a lesson.', ['Dear all, here is my lesson.']],
    [
      'lesson-file-damaged: This file is damaged or not complete.',
      ['{"format": 1, "title": "Yest'],
    ],
    [
      'lesson-invalid: This lesson cannot be used: the lesson does not say that it is a Parley lesson.',
      ['{"name": "package", "version": "1.0.0"}'],
    ],
    [
      'lesson-invalid: This lesson cannot be used: the lesson does not say that it is a Parley lesson.',
      ['[1, 2]'],
    ],
    [
      'lesson-file-too-large: This file is larger than 1 MB, and no lesson is that large.',
      [' '.repeat(1_048_577)],
    ],
  ])('%s', async (message, parts) => {
    expect(await refusal(...parts)).toBe(message);
  });

  it('says so when the browser cannot read the file', async () => {
    const gone = new Blob(['{}']);
    gone.arrayBuffer = () => Promise.reject(new Error('gone'));
    await expect(readLessonFile(gone)).rejects.toMatchObject({ code: 'lesson-file-unreadable' });
  });
});
