import type { LessonResult } from '../../lessons/summarize.ts';
import type { Translate } from '../../messages/translate.ts';
import { capitalised, numberInWords } from '../format.ts';

/** The sum of a lesson in one sentence: "Eight of ten said well.", or "right" where one wrote. */
export function resultSentence(
  t: Translate,
  locale: string,
  { asked, right, aloud = true }: Pick<LessonResult, 'asked' | 'right' | 'aloud'>,
): string {
  if (asked === 0) return t('finished.heard');
  const words = { right: numberInWords(t, locale, right), asked: numberInWords(t, locale, asked) };
  if (right === 0) return capitalised(locale, t('finished.none', words));
  const sum = right < asked ? 'some' : asked === 1 ? 'one' : 'all';
  return capitalised(locale, t(`finished.${aloud ? sum : `written.${sum}`}`, words));
}
