import { ParleyError } from '../base/parley-error.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { decodeLesson, isCutShort } from './link-codec.ts';

/** What stands before the payload, however it was written on the way. */
const LEAD = /(?:#|%23)?(?:\/|%2f)learn(?:\/|%2f)/gi;
/** Signs that nobody sees, and soft ends of lines as mails write them. */
const UNSEEN = /\p{Cf}|\u034f|=\r?\n/gu;
/** Pieces that a program may have broken a link into. */
const MOST_PIECES = 400;

/** Signs that were written as `%2D`, whole or not; twice, because two programs may have done it. */
function unescaped(text: string): string {
  let plain = text;
  for (let times = 0; times < 2; times += 1) {
    plain = plain.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
      try {
        return decodeURIComponent(escaped);
      } catch {
        return escaped;
      }
    });
  }
  return plain;
}

/** What stands behind the last `/learn/` of a text, or the whole text; trimmed. */
function behindLead(text: string): string {
  const plain = unescaped(text).replace(UNSEEN, '');
  const last = [...plain.matchAll(LEAD)].at(-1);
  return (last ? plain.slice(last.index + last[0].length) : plain).trim();
}

/**
 * Payloads that this may hold, the likeliest first: as it was made, or as mail filters and messengers
 * leave it, with words around. The checksum tells which one is right.
 */
function payloadsIn(rest: string): readonly string[] {
  const found = new Set<string>();
  const add = (payload: string) => {
    const [own = ''] = /^[\w-]*/.exec(payload) ?? [];
    found.add(own);
    // Emphasis of a messenger: `_link_`.
    found.add(own.replace(/[_-]+$/, ''));
  };
  add(rest);
  // Broken into lines, with or without the words of a mail behind it, which may be quoted (">").
  const pieces = rest.split(/(?:\s|>)+/, MOST_PIECES);
  add(pieces.join(''));
  for (let count = pieces.length - 1; count > 1; count -= 1) {
    add(pieces.slice(0, count).join(''));
  }
  found.delete('');
  return [...found];
}

/** Codes that say nothing of what is wrong where the end is missing. */
const MAY_BE_CUT = ['link-incomplete', 'link-characters'];

/**
 * The lesson in a link as it arrived: the part after `#/learn/`, a whole address, or a text with one
 * in it. Throws ParleyError: `link-cut`, or what `decodeLesson` throws for the link as it stands.
 */
export async function readLink(text: string): Promise<Lesson> {
  const rest = behindLead(text);
  const payloads = payloadsIn(rest);
  for (const payload of payloads) {
    try {
      return await decodeLesson(payload);
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error;
      // What was unpacked and checked is what was sent: no other reading is tried.
      if (!error.code.startsWith('link-') || error.code === 'link-too-large') throw error;
    }
  }
  try {
    return await decodeLesson(rest);
  } catch (error) {
    const [likeliest = ''] = payloads;
    const [asItStands] = rest.split(/[\s<>()[\]"'.,;!?]/, 1);
    const mayBe = error instanceof ParleyError && MAY_BE_CUT.includes(error.code);
    if (!mayBe || asItStands !== likeliest || !(await isCutShort(likeliest))) throw error;
    throw new ParleyError(
      'link-cut',
      'This link is not complete: its end is missing.',
      'Copy it whole, to its last letter, or open the lesson as a file.',
      { cause: error },
    );
  }
}
