import en from '../../src/messages/en.json' with { type: 'json' };
import { createTranslate } from '../../src/messages/translate.ts';

/** English, for tests that have no learner in front of them. */
export const translateEnglish = createTranslate('en', en);
