import { expect, test } from 'vitest';
import { runtimeFiles } from '../../../src/base/ort-runtime.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { ModelStatus } from '../../../src/model-store/model-status.ts';
import { keepEnginesOf } from '../../../src/wiring/keep-engines.ts';

const status = (id: string, state: ModelStatus['state']) =>
  ({ entry: catalog.find((entry) => entry.id === id), state }) as ModelStatus;

const setupOf = (entry: ModelStatus['entry']) => ({
  modelId: entry.id,
  variant: 'any',
  runtime: entry.id === 'whisper-tiny' ? ('webgpu' as const) : ('wasm' as const),
});

test('what runs a model is kept once, as soon as a model of that kind is there', () => {
  const kept: string[][] = [];
  let changed: (status: ModelStatus) => void = () => {};
  keepEnginesOf(
    {
      setupOf,
      store: {
        statuses: () => [status('tiny-whisper', 'ready'), status('tiny-tutor', 'absent')],
        watch: (listener) => ((changed = listener), () => {}),
      },
    },
    (urls) => kept.push([...urls]),
  );
  const plain = ['/ort/ort-wasm-simd-threaded.mjs', '/ort/ort-wasm-simd-threaded.wasm'];
  expect(kept).toEqual([plain]);
  changed(status('tiny-tutor', 'ready'));
  const webLlm = catalog.find(({ engine }) => engine === 'web-llm')!;
  changed(status(webLlm.id, 'paused'));
  expect(kept).toEqual([plain]);
  changed(status(webLlm.id, 'ready'));
  expect(kept).toEqual([plain, ['/web-llm/web-llm.mjs']]);
  // On a graphics chip it runs on another build.
  changed(status('whisper-tiny', 'ready'));
  expect(kept.at(-1)).toEqual(Object.values(runtimeFiles('webgpu')));
});
