import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { encodeLesson } from '../../../src/lessons/link-codec.ts';
import { readLink } from '../../../src/lessons/read-link.ts';
import { sampleLesson } from './sample-files.ts';

const lesson = sampleLesson('at-the-station');
const payload = await encodeLesson(lesson);
const link = `https://parley.example/#/learn/${payload}`;
const lines = (text: string, width: number, end: string) =>
  text.replace(new RegExp(`.{${width}}`, 'g'), `$&${end}`);

const ways: readonly [name: string, text: string][] = [
  ['as it was made', link],
  ['the payload alone', payload],
  ['# as %23', link.replace('#', '%23')],
  ['all of it escaped', encodeURIComponent(link)],
  ['escaped twice', encodeURIComponent(encodeURIComponent(link))],
  ['- as %2D', link.replaceAll('-', '%2D')],
  ['_ as %5F', link.replaceAll('_', '%5f')],
  ...[
    '.',
    ')',
    '>',
    ',',
    '!',
    '"',
    '*',
    '%E2%80%8B',
    '\u200b',
    '?fbclid=x',
    '&utm_source=mail',
    '/',
  ].map((behind): [string, string] => [`${behind} behind it`, link + behind]),
  ['%0A inside', lines(link, 76, '%0A')],
  ['%0D%0A inside', lines(link, 76, '%0D%0A')],
  ['broken into lines', lines(link, 76, '\n')],
  ['broken into indented lines', lines(link, 60, '\r\n   ')],
  ['broken as quoted-printable', lines(link, 73, '=\r\n')],
  ['in a quoted mail', lines(link, 70, '\n> ')],
  ['with spaces in it', lines(link, 100, ' ')],
  ['with zero-width signs in it', lines(link, 50, '\u200b')],
  ['with soft hyphens in it', lines(link, 50, '\u00ad')],
  ['in angle brackets', `<${link}>`],
  ['in Markdown', `[Our lesson](${link})`],
  ['in emphasis', `_${link}_`],
  ['in a mail', `Dear all,\n\nhere it is: ${link}\n\nBest regards\nMs Okafor`],
  ['broken, in a mail', `Here:\n${lines(link, 76, '\n')}\n\nBest regards\nMs Okafor\n`],
];

describe('a lesson link', () => {
  it.each(ways)('is read %s', async (_name, text) => {
    expect((await readLink(text)).id).toBe(lesson.id);
  });

  const codeOf = (text: string) =>
    readLink(text).then(
      () => 'read',
      (error: unknown) => (error instanceof ParleyError ? error.code : 'other'),
    );

  it('that was cut short is told so', async () => {
    for (const missing of [200, 40, 4]) {
      expect(await codeOf(link.slice(0, -missing)), `${missing}`).toBe('link-cut');
    }
    expect(await codeOf(link.slice(0, 500))).toBe('link-cut');
    expect(await codeOf(`Here: ${link.slice(0, 500)}\n\nBest regards`)).toBe('link-cut');
  });

  it('that was changed is refused, whatever is tried', async () => {
    const at = link.length - 900;
    const changed = link[at] === 'a' ? 'b' : 'a';
    expect(await codeOf(link.slice(0, at) + changed + link.slice(at + 1))).toMatch(/^link-/);
    expect(await codeOf(`${link}AAAA`)).toMatch(/^link-(trailing|characters)$/);
    expect(await codeOf('#/learn/1%00%3C%3E%22')).toBe('link-characters');
    expect(await codeOf(link.replace(/[A-Z]/, '+'))).toMatch(/^link-/);
    expect(await codeOf('')).toMatch(/^link-/);
    expect(await codeOf('Dear all, the lesson follows.')).toMatch(/^link-/);
  });
});
