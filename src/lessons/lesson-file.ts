import { ParleyError } from '../base/parley-error.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { readLesson } from './read-lesson.ts';

/** A lesson as a file: JSON in UTF-8, with or without a byte order mark. */

const MAX_FILE_BYTES = 1024 * 1024;
const OPEN_ANOTHER = 'Open a lesson file that was saved with Parley; its name ends in .json.';

const error = (code: string, sentence: string, cause?: unknown) =>
  new ParleyError(code, sentence, OPEN_ANOTHER, { cause });

/** What the bytes are instead of text, told from their beginning; null when they may be text. */
function otherKind(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (/^\x89PNG|^\xff\xd8\xff|^GIF8|^RIFF....WEBP|^....ftyp(avif|heic)|^BM/s.test(start))
    return 'a picture';
  if (start.startsWith('%PDF')) return 'a PDF document';
  if (start.startsWith('PK\x03\x04')) return 'an archive or an office document';
  if (start.startsWith('\x1f\x8b')) return 'a compressed file';
  if (/^ID3|^RIFF....WAVE|^OggS|^....ftyp/s.test(start)) return 'a recording';
  return null;
}

function parse(text: string): unknown {
  const start = text.trimStart().slice(0, 200).toLowerCase();
  if (start === '') throw error('lesson-file-empty', 'This file is empty.');
  if (start.startsWith('<')) {
    const kind = /<(!doctype html|html|head|body)/.test(start)
      ? 'a web page'
      : 'another kind of document';
    throw error('lesson-file-other', `This file is ${kind}, not a lesson.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!/^[{[]/.test(start)) throw error('lesson-file-other', 'This file is not a lesson.');
    throw error('lesson-file-damaged', 'This file is damaged or not complete.', cause);
  }
}

/**
 * The lesson in a file of at most 1 MiB. Throws ParleyError: `lesson-file-too-large`,
 * `lesson-file-empty`, `lesson-file-other` (a picture, a web page …), `lesson-file-damaged`,
 * `lesson-file-unreadable`, or what `readLesson` throws.
 */
export async function readLessonFile(file: Blob & { readonly name?: string }): Promise<Lesson> {
  if (file.size > MAX_FILE_BYTES) {
    throw error(
      'lesson-file-too-large',
      'This file is larger than 1 MB, and no lesson is that large.',
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw error('lesson-file-unreadable', 'The browser could not read this file.', cause);
  }
  const kind = otherKind(bytes);
  if (kind !== null) throw error('lesson-file-other', `This file is ${kind}, not a lesson.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw error('lesson-file-other', 'This file holds no text that I can read.', cause);
  }
  return readLesson(parse(text));
}
