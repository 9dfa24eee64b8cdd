import { expect, type Page } from '@playwright/test';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { modelAnswer } from '../../../src/lessons/check-step.ts';

interface Answer {
  readonly text: string;
  /** Given by a tap on a choice. */
  readonly tap?: boolean;
}

/** Everything a step asks for, as a learner would give it: nothing where nothing is asked. */
function answersTo(lesson: Lesson, step: Step): Answer[] {
  switch (step.kind) {
    case 'say':
      return [];
    case 'choose':
      return [{ text: step.options.find(({ correct }) => correct)?.text ?? '', tap: true }];
    case 'dialogue':
      return step.turns.flatMap((turn, index) =>
        'learner' in turn ? [{ text: modelAnswer(lesson, step, index) ?? '' }] : [],
      );
    case 'teach-back':
      return [{ text: step.points.map(({ any }) => any[0]).join(', ') }];
    case 'talk':
      return [{ text: step.topics?.[0] ?? lesson.title }];
    case 'ask':
    case 'repeat':
      return [{ text: modelAnswer(lesson, step) ?? '' }];
  }
}

const goOn = (page: Page) => page.getByRole('button', { name: /^(Continue|That is enough)/ });

/** Does a whole lesson by keyboard and taps, every answer right, from its first step to its result. */
export async function typeThrough(page: Page, lesson: Lesson): Promise<void> {
  for (const [index, step] of lesson.steps.entries()) {
    await expect(page).toHaveTitle(new RegExp(`step ${index + 1}\\b`));
    const answers = answersTo(lesson, step);
    if (step.kind === 'say') await goOn(page).click();
    for (const { text, tap } of answers) {
      await give(page, text, tap ?? false);
      if (step.kind !== 'talk') {
        await expect(page.locator('[data-verdict="right"]'), text).toBeVisible();
      }
      await goOn(page).click();
    }
    // The tutor may have the last word of a role play.
    const last = step.kind === 'dialogue' ? step.turns.at(-1) : undefined;
    if (last && 'tutor' in last) await goOn(page).click({ timeout: 20_000 });
  }
}

async function give(page: Page, text: string, tap: boolean): Promise<void> {
  if (tap) {
    await page.locator('.options').getByRole('button', { name: text }).click();
    return;
  }
  const field = page.locator('[data-answer]');
  // The tutor's own lines of a role play come first; they may be cut short.
  await field.waitFor({ timeout: 20_000 });
  await field.fill(text);
  await field.press('Enter');
}
