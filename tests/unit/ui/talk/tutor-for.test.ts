import { expect, test } from 'vitest';
import { catalog } from '../../../../src/model-store/catalog.ts';
import type { ModelAdvice } from '../../../../src/ui/models/model-groups.ts';
import { tutorFor } from '../../../../src/ui/talk/tutor-for.ts';

const here = (change: (id: string) => Partial<ModelAdvice>) => (language: string) =>
  tutorFor(catalog, ({ id }) => ({ variant: 'wasm', ...change(id) }), language)?.id;

test.each(['es', 'fr-FR', 'de'])('the lightest that knows %s and is large enough', (language) => {
  expect(here(() => ({}))(language)).toMatch(/^qwen3-0\.6b|^Qwen3-0\.6B/);
});

test('what teaches mistakes is not named, nor what cannot be had or does not fit', () => {
  const only = (...ids: string[]) => here((id) => (ids.includes(id) ? {} : { outOfReach: true }));
  expect(only('lfm2.5-350m', 'smollm2-135m')('es')).toBeUndefined();
  expect(only('lfm2.5-350m', 'lfm2.5-1.2b')('es')).toBe('lfm2.5-1.2b');
  expect(only('smollm2-1.7b')('es')).toBeUndefined();
  expect(only('tiny-tutor')('en')).toBeUndefined();
  const tooLarge = { needMb: 9000, haveMb: 4000 };
  expect(here(() => ({ tooLarge }))('es')).toBeUndefined();
  expect(here(() => ({ variant: null }))('es')).toBeUndefined();
});
