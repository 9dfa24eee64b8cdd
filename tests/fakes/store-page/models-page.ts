import { mount } from 'svelte';
import * as v from 'valibot';
import { modelSchema, type ModelEntry } from '../../../src/contracts/catalog.ts';
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import { chooseVariant } from '../../../src/model-store/choose-variant.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { syntheticEntry } from '../synthetic-entry.ts';
import ModelsHarness from './ModelsHarness.svelte';

const documents = import.meta.glob<unknown>(
  ['../../../models/*.json', '!../../../models/tiers.json'],
  { eager: true, import: 'default' },
);
const catalog = [
  syntheticEntry,
  ...Object.values(documents).map((document) => v.parse(modelSchema, document)),
];
const origin = { kind: 'companion', name: 'companion', baseUrl: location.origin } as const;
const store = openBrowserModels({
  database: await openDatabase(),
  catalog,
  origins: () => [origin, { ...origin, kind: 'hub', name: 'hub' }],
  chunkBytes: 1024 * 1024,
});
const graphics = { webgpu: false, features: new Set<string>() };
const target = document.querySelector('#app') ?? document.body;
mount(ModelsHarness, {
  target,
  props: {
    store,
    advise: (entry: ModelEntry) => ({
      variant: chooseVariant(entry, graphics)?.name ?? null,
      recommended: entry.id === 'moonshine-tiny' || entry.id === 'synthetic',
    }),
  },
});
