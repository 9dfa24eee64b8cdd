import { expect, test } from 'vitest';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { ModelStatus } from '../../../src/model-store/model-status.ts';
import { keepEnginesOf } from '../../../src/wiring/keep-engines.ts';

const status = (id: string, state: ModelStatus['state']) =>
  ({ entry: catalog.find((entry) => entry.id === id), state }) as ModelStatus;

test('what runs a model is kept once, as soon as a model of that kind is there', () => {
  const kept: string[] = [];
  let changed: (status: ModelStatus) => void = () => {};
  keepEnginesOf(
    {
      statuses: () => [status('tiny-whisper', 'ready'), status('tiny-tutor', 'absent')],
      watch: (listener) => ((changed = listener), () => {}),
    },
    (engine) => kept.push(engine),
  );
  expect(kept).toEqual(['transformers']);
  changed(status('tiny-tutor', 'ready'));
  const webLlm = catalog.find(({ engine }) => engine === 'web-llm')!;
  changed(status(webLlm.id, 'paused'));
  expect(kept).toEqual(['transformers']);
  changed(status(webLlm.id, 'ready'));
  expect(kept).toEqual(['transformers', 'web-llm']);
});
