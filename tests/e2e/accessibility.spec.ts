import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import en from '../../src/messages/en.json' with { type: 'json' };
import es from '../../src/messages/es.json' with { type: 'json' };
import type { Room } from '../../src/ui/room.ts';
import roomList from '../../src/ui/rooms.json' with { type: 'json' };
import { addressOf } from '../../src/ui/route.ts';
import { beginTalk, fetchModels, write } from './support/talk.ts';

/** Each screen in each state, and how a person gets there. */
const screens: Record<string, (page: Page) => Promise<void>> = {
  home: (page) => open(page, '/', 'Learn by talking'),
  'lesson not opened': (page) => open(page, '/#/learn/broken', ''),
  preview: (page) => open(page, '/#/lesson/first-words', 'First words'),
  'no such address': (page) => open(page, '/#/nowhere', 'There is nothing'),
  progress: (page) => open(page, '/#/progress', ''),
  'talk, no model': async (page) => {
    await open(page, '/#/talk', 'Talk');
    await expect(page.getByText('No language model is ready')).toBeVisible();
  },
  'talk, answered': async (page) => {
    await fetchModels(page, 'Tiny tutor');
    await beginTalk(page);
    await write(page, 'What is the capital of France?');
    await expect(page.getByText('The capital of France is Paris.')).toBeVisible({
      timeout: 30_000,
    });
  },
  settings: (page) => open(page, '/#/settings', ''),
  more: (page) => open(page, '/#/more', 'More'),
  models: (page) => open(page, '/#/models', 'Models'),
  routes: (page) => open(page, '/#/routes', 'Routes'),
  pairing: async (page) => {
    await open(page, '/#/routes', 'Routes');
    await page.getByRole('button', { name: 'Pair another' }).click();
    await page.getByLabel('Address').fill('no address at all');
    await page.getByRole('button', { name: 'Pair', exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  },
  licences: (page) => open(page, '/#/licences', ''),
  narration: (page) => start(page, 'first-words'),
  question: async (page) => {
    await start(page, 'first-words');
    await next(page);
    await expect(page.locator('[data-answer]')).toBeVisible();
  },
  'wrong, with a hint': async (page) => {
    await screens['question']?.(page);
    await page.getByRole('button', { name: 'Hint' }).click();
    await write(page, 'London');
    await expect(page.locator('[data-verdict="wrong"]')).toBeVisible();
  },
  right: async (page) => {
    await screens['question']?.(page);
    await write(page, 'Paris');
    await expect(page.locator('[data-verdict="right"]')).toBeVisible();
  },
  choice: async (page) => {
    await start(page, 'first-words');
    await next(page);
    for (let skipped = 0; skipped < 3; skipped++) {
      await page.getByRole('button', { name: 'Skip' }).click();
    }
    await expect(page.getByText('Which planet is red?')).toBeVisible();
  },
  'settings in a lesson': async (page) => {
    await start(page, 'first-words');
    await page.getByRole('button', { name: 'Voice, pace and patience' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  finished: async (page) => {
    await start(page, 'first-words');
    for (let step = 0; step < 9; step++) await page.getByRole('button', { name: 'Skip' }).click();
    await expect(page).toHaveTitle(/finished/);
  },
};

async function open(page: Page, address: string, heading: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(heading);
}

async function start(page: Page, id: string): Promise<void> {
  await page.goto(`/#/lesson/${id}`);
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(page).toHaveTitle(/step 1/);
}

const next = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };

// Four looks at a screen, some of them from the start of a lesson each.
test.describe.configure({ timeout: 150_000 });

/** What passes by itself: one must get there again for each look. */
const passing: readonly string[] = ['right'];

for (const [name, arrive] of Object.entries(screens)) {
  test(`${name}: axe finds nothing, on a phone or a desktop, light or dark`, async ({
    browser,
    baseURL,
  }) => {
    const fresh = async () =>
      (await browser.newContext({ baseURL, reducedMotion: 'reduce' })).newPage();
    let page: Page | undefined;
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, viewport] of Object.entries(sizes)) {
        const arrived = page && !passing.includes(name);
        if (!arrived) await page?.context().close();
        page = arrived ? page! : await fresh();
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        if (!arrived) await arrive(page);
        if (process.env['SHOTS']) {
          const file = `${name.replaceAll(/\W+/g, '-')}-${size}-${colorScheme}.png`;
          await page.screenshot({ path: `${process.env['SHOTS']}/${file}` });
        }
        await test.step(`${size}, ${colorScheme}`, () => look(page!));
      }
    }
    await page?.context().close();
  });
}

const rooms = roomList as Room[];

for (const [locale, words] of Object.entries({ en, es })) {
  test.describe(`rooms on a narrow phone (${locale})`, () => {
    test.use({ viewport: { width: 320, height: 700 }, locale, reducedMotion: 'reduce' });
    const name = (room: Room) => words.rooms[room.label.split('.')[1] as 'more'];

    test('the bar is one row, and every room is reached through it', async ({ page }) => {
      await page.goto('/#/settings');
      const bar = page.getByRole('navigation', { name: words.rooms.title });
      const more = bar.getByRole('link', { name: words.rooms.more });
      await expect(more).toBeVisible();
      for (const room of rooms) {
        let link = bar.getByRole('link', { name: name(room) });
        if (room.group === 'device') {
          await more.focus();
          await page.keyboard.press('Enter');
          await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.rooms.more);
          await expect(more).toHaveAttribute('aria-current', 'page');
          link = page.getByRole('main').getByRole('link', { name: name(room) });
          await expect(link).not.toContainText('rooms.about');
        }
        await link.focus();
        await page.keyboard.press('Enter');
        await expect(page).toHaveURL(new RegExp(`${addressOf({ name: room.name })}$`));
        await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
        // One entry of the bar is marked: the room's own, or More in its place.
        const marked = room.group === 'device' ? words.rooms.more : name(room);
        await expect(bar.locator('[aria-current]:visible')).toHaveText([marked]);
        await expectOneRow(page);
      }
      await page.goBack();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.rooms.more);
      await look(page);
    });
  });
}

/** The visible links of the bar stand beside each other, in sight, and are large enough to hit. */
async function expectOneRow(page: Page): Promise<void> {
  const bar = await page.locator('.rooms').boundingBox();
  const links = await Promise.all(
    (await page.locator('.rooms a:visible').all()).map((link) => link.boundingBox()),
  );
  expect(links.length).toBeGreaterThan(1);
  expect(new Set(links.map((link) => link?.y)).size, 'rows of the bar').toBe(1);
  for (const link of links) {
    expect(link?.height).toBeGreaterThanOrEqual(24);
    expect(link?.width).toBeGreaterThanOrEqual(24);
    expect(bar?.height).toBeLessThan(2 * (link?.height ?? 0));
    expect((link?.x ?? 0) + (link?.width ?? 0)).toBeLessThanOrEqual(320);
  }
}

test('a wide page has all rooms in its column, and no More', async ({ page }) => {
  await page.goto('/');
  const column = page.getByRole('navigation', { name: en.rooms.title });
  await expect(column.getByRole('listitem')).toHaveText(
    rooms.map(({ label }) => en.rooms[label.split('.')[1] as 'more']),
  );
});

async function look(page: Page): Promise<void> {
  // Half way between two colours a control has the contrast of neither.
  await page.evaluate(() => {
    const ends = (animation: Animation) =>
      animation.effect?.getComputedTiming().endTime !== Infinity;
    const running = document.getAnimations().filter(ends);
    return Promise.allSettled(running.map(({ finished }) => finished)).then(() => {});
  });
  // A control half under a sticky bar trips target-size at that one scroll position.
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll<HTMLElement>('.rooms, .player > footer')) {
      bar.style.position = 'static';
    }
  });
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, 'the page scrolls sideways').toBeLessThanOrEqual(0);
}
