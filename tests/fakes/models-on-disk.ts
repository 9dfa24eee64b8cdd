import { env } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import type { WeightsSource } from '../../src/model-store/weights-source.ts';

/**
 * Lets the library read the fixtures: in Node it wants the path of a model and the content of
 * everything else, which only its cache can give.
 */
export function readModelsFromDisk(): void {
  env.useCustomCache = true;
  env.customCache = {
    match(key: string) {
      // Asked by path, and then once more by the address it would have on the hub.
      const path = key.replace(/^https:\/\/[^/]+\/(.*)\/resolve\/main\//, '/models/$1/');
      const file = `tests/fixtures${path}`;
      if (!existsSync(file)) return Promise.resolve(undefined);
      return Promise.resolve(file.endsWith('.onnx') ? file : new Response(readFileSync(file)));
    },
    put: () => Promise.resolve(),
  };
}

/** Never asked: the library finds every file before it would. */
export const noWeights: WeightsSource = {
  has: () => Promise.resolve(false),
  open: () => Promise.resolve(new Response(null, { status: 404 })),
};
