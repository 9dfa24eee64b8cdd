import type { ModelEntry } from '../../src/contracts/catalog.ts';

/** A catalog entry without sizes or hashes, as most are. */
export const syntheticEntry: ModelEntry = {
  id: 'synthetic',
  job: 'chat',
  family: 'llama',
  engine: 'transformers',
  name: 'Synthetic',
  source: { repository: 'tests/synthetic', revision: 'main' },
  files: [
    { path: 'config.json', role: 'config' },
    { path: 'empty.txt', role: 'config' },
    { path: 'absent.json', role: 'config', optional: true },
    { path: 'onnx/model.onnx*', role: 'weights' },
  ],
  variants: [{ name: 'q8', dtype: 'q8', devices: ['wasm'] }],
  languages: [],
  tier: 'tiny',
  licence: { name: 'Apache-2.0' },
};
