import type { LessonResult } from '../../lessons/summarize.ts';
import type { Translate } from '../../messages/translate.ts';
import { capitalised, numberInWords } from '../format.ts';

/** The sum of a lesson in one sentence: "Eight of ten said well." */
export function resultSentence(
  t: Translate,
  locale: string,
  { asked, right }: Pick<LessonResult, 'asked' | 'right'>,
): string {
  if (asked === 0) return t('finished.heard');
  const words = { right: numberInWords(t, locale, right), asked: numberInWords(t, locale, asked) };
  const key =
    right === 0
      ? 'finished.none'
      : right < asked
        ? 'finished.some'
        : asked === 1
          ? 'finished.one'
          : 'finished.all';
  return capitalised(locale, t(key, words));
}
