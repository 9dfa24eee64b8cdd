import { expect, test } from '@playwright/test';
import { deflateRawSync } from 'node:zlib';
import { encodeLesson } from '../../src/lessons/link-codec.ts';
import { sampleLessons } from './support/sample-lessons.ts';

const lesson = sampleLessons().find(({ id }) => id === 'first-words')!;
const pack = (text: string) => `1${deflateRawSync(Buffer.from(text)).toString('base64url')}`;

test('a link opens its lesson, and the lesson opens again without the link', async ({ page }) => {
  const own = { ...lesson, id: 'from-a-friend', title: 'From a friend', author: 'Ms Okafor' };
  await page.goto(`/#/learn/${await encodeLesson(own)}`);
  await expect(page.getByRole('heading', { level: 1, name: 'From a friend' })).toBeVisible();
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('What is the capital of France?')).toBeVisible();
  await page.goto('/');
  await expect(page.getByText('From a friend')).toBeVisible();
});

test('a link that a mail filter rewrote opens its lesson, and the address is whole again', async ({
  page,
}) => {
  const payload = await encodeLesson(lesson);
  await page.goto(`/%23/learn/${payload}.`);
  await expect(page.getByRole('heading', { level: 1, name: lesson.title })).toBeVisible();
  await expect(page).toHaveURL(/\/#\/learn\/1/);
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('There is nothing');
});

test('a lesson says nothing but words: markup in it is shown, never run', async ({ page }) => {
  const hostile = {
    ...lesson,
    id: 'hostile',
    title: '<img src=x onerror="window.hit=1">',
    steps: [{ kind: 'say' as const, id: 'a', prompt: '<script>window.hit=1</script>' }],
  };
  await page.goto(`/#/learn/${await encodeLesson(hostile)}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x');
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(page.getByText('<script>window.hit=1</script>').first()).toBeVisible();
  expect(await page.evaluate(() => 'hit' in window)).toBe(false);
});

const refused: [name: string, payload: () => Promise<string> | string, says: RegExp][] = [
  ['cut', async () => (await encodeLesson(lesson)).slice(0, -200), /not complete|not as it was/],
  ['empty', () => '', /not complete|do not know/],
  ['of another version', async () => `9${(await encodeLesson(lesson)).slice(1)}`, /do not know/],
  ['with strange characters', () => '1%00<>"', /characters/],
  ['with a tail', async () => `${await encodeLesson(lesson)}AAAA`, /not as it was made|characters/],
  ['too long', () => `1${'A'.repeat(70_000)}`, /longer than any lesson link/],
  ['that unpacks to 40 MB', () => pack('0'.repeat(40_000_000)), /unpacks to far more/],
  ['with other JSON', () => pack('{"a":1}'), /cannot be used|format|not complete/],
  ['with deep nesting', () => pack('['.repeat(5000) + ']'.repeat(5000)), /./],
  ['with a prototype in it', () => pack('{"__proto__":{"x":1}}'), /./],
];
for (const [name, payload, says] of refused) {
  test(`a link ${name} gets a sentence, and the app goes on`, async ({ page }) => {
    const failures: Error[] = [];
    page.on('pageerror', (error) => failures.push(error));
    await page.goto('/');
    const link = await payload();
    await page.evaluate((hash) => (location.hash = hash), `#/learn/${link}`);
    await expect(page.getByRole('heading', { level: 1 })).not.toContainText('Learn by talking');
    await expect(page.getByRole('alert').or(page.locator('.notice'))).toContainText(says);
    await page
      .getByRole('link', { name: /lessons/i })
      .first()
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Learn by talking');
    expect(failures).toEqual([]);
  });
}
