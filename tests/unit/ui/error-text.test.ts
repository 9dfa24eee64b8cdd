import { expect, test } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { createTranslate } from '../../../src/messages/translate.ts';
import { errorText } from '../../../src/ui/error-text.ts';

const t = createTranslate('es', {
  errors: { full: { sentence: 'Quedan {left} MB.', remedy: 'Borra algo.' } },
});

test('an error is said in the language of the learner', () => {
  const error = new ParleyError('full', '2 MB are left.', 'Delete something.', {
    params: { left: 2 },
  });
  expect(errorText(t, error)).toEqual({ sentence: 'Quedan 2 MB.', remedy: 'Borra algo.' });
});

test('one that no catalog knows keeps its own words', () => {
  const error = new ParleyError('unheard-of', 'It is gone.', 'Ask again.');
  expect(errorText(t, error)).toEqual({ sentence: 'It is gone.', remedy: 'Ask again.' });
});

test('what was written for programmers is never shown', () => {
  const text = errorText(t, new TypeError('x is not a function'));
  expect(text.sentence).not.toContain('function');
  expect(text.remedy).not.toBe('');
});
