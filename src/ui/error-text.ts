import { ParleyError } from '../base/parley-error.ts';
import type { Translate } from '../messages/translate.ts';

/**
 * Sentence and remedy of an error in the learner's language: `errors.<code>.sentence` and
 * `.remedy` of the catalogs, else the error's own words. What is not a ParleyError gets a general
 * sentence: its message was written for programmers.
 */
export function errorText(t: Translate, error: unknown): { sentence: string; remedy: string } {
  if (isFileGone(error)) {
    return { sentence: t('parts.fileGone'), remedy: t('parts.fileGoneRemedy') };
  }
  if (!(error instanceof ParleyError)) {
    return { sentence: t('parts.unexpected'), remedy: t('parts.unexpectedRemedy') };
  }
  const say = (key: string, own: string) => {
    const said = t(key, error.params);
    return said === key ? own : said;
  };
  return {
    sentence: say(`errors.${error.code}.sentence`, error.message),
    remedy: say(`errors.${error.code}.remedy`, error.remedy),
  };
}

/** How browsers say that a part of the page did not come; they have no name for it. */
const NOT_FETCHED = /dynamically imported module|importing a module script|unable to preload/i;

const isFileGone = (error: unknown) => error instanceof Error && NOT_FETCHED.test(error.message);
