import { expect, type Page } from '@playwright/test';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { modelAnswer } from '../../../src/lessons/check-step.ts';

/** Everything a step asks for, as a learner would type it: nothing where nothing is asked. */
function answersTo(lesson: Lesson, step: Step): { text: string; tap: boolean }[] {
  switch (step.kind) {
    case 'say':
      return [];
    case 'choose':
      return [{ text: step.options.find(({ correct }) => correct)?.text ?? '', tap: true }];
    case 'dialogue':
      return step.turns.flatMap((turn, index) =>
        'learner' in turn ? [{ text: modelAnswer(lesson, step, index) ?? '', tap: false }] : [],
      );
    case 'teach-back':
      return [{ text: step.points.map(({ any }) => any[0]).join(', '), tap: false }];
    case 'talk':
      return [{ text: step.topics?.[0] ?? lesson.title, tap: false }];
    case 'ask':
    case 'repeat':
      return [{ text: modelAnswer(lesson, step) ?? '', tap: false }];
  }
}

/** Does a whole lesson by keyboard and taps, every answer right, from its first step to its result. */
export async function typeThrough(page: Page, lesson: Lesson): Promise<void> {
  for (const [index, step] of lesson.steps.entries()) {
    await expect(page).toHaveTitle(new RegExp(`${index + 1}\\b`));
    for (const { text, tap } of answersTo(lesson, step)) {
      if (tap) await page.getByRole('button', { name: text }).click();
      else {
        const field = page.locator('[data-answer]');
        await field.fill(text);
        await field.press('Enter');
      }
      if (step.kind !== 'talk') await expect(page.locator('[data-verdict="right"]')).toBeVisible();
      await goOn(page);
    }
    if (step.kind === 'say') await goOn(page);
  }
}

async function goOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Continue|Next|Go on)/ }).click();
}
