import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EmbeddedProvider } from '../../../server/providers/embedded/embedded-provider.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { loadTextEmbedder } from '../../../src/engines/transformers/text-embedder.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { noWeights } from '../../fakes/models-on-disk.ts';
import { fixtureModels, providerParts } from '../../fakes/provider-parts.ts';

const never = new AbortController().signal;
const shared = process.env['PARLEY_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared');
const texts = ['The cat sleeps.', 'Bees make honey.', 'a', 'What is the capital of France?'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-vectors-'));
  env.useCustomCache = true;
  env.customCache = {
    async match(key: string) {
      const path = key.replace(/^(https:\/\/[^/]+)?\/(models\/)?/, '').replace('/resolve/main', '');
      const file = join(folder, 'models', path);
      if (!existsSync(file)) return undefined;
      return file.endsWith('.onnx') ? file : new Response(await readFile(file));
    },
    put: () => Promise.resolve(),
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Vectors of a model by the driver of the browser's worker and by the companion. */
async function byBoth(entry: ModelEntry, weights: string) {
  await mkdir(join(folder, 'catalog'), { recursive: true });
  await writeFile(join(folder, 'catalog', `${entry.id}.json`), JSON.stringify(entry));
  await cp(weights, join(folder, 'models', entry.id), { recursive: true });
  const variant = entry.variants.find(({ devices }) => devices.includes('wasm'))!;
  const plan = { variant, device: 'cpu' } as const;
  const here = await loadTextEmbedder(entry, plan, noWeights, never);
  const there = new EmbeddedProvider(
    providerParts(
      { kind: 'embedded', privacy: 'device' },
      { modelsDirs: [join(folder, 'models')], catalogDir: join(folder, 'catalog') },
    ),
  );
  const inBrowser = await here.embed(texts, never);
  const { vectors: inCompanion } = await there.embed({ model: entry.id, input: texts }, never);
  await Promise.all([here.dispose(), there.close()]);
  return { inBrowser, inCompanion };
}

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, index) => sum + value * b[index]!, 0);

const tiny = catalog.find(({ id }) => id === 'tiny-embedder')!;

describe('the vectors of a model are those of the browser in the companion, too', () => {
  const plain = byTiny('tiny-plain', {});

  function byTiny(id: string, habits: Partial<ModelEntry>) {
    return () => byBoth({ ...tiny, ...habits, id }, join(fixtureModels, 'tiny-embedder'));
  }

  test.each([
    ['by mean', plain, false],
    ['with a prefix before every text', byTiny('tiny-prefix', { textPrefix: 'query: ' }), true],
    ['by the first token', byTiny('tiny-first', { pooling: 'cls' }), true],
  ])('%s', async (_how, vectors, differs) => {
    const { inBrowser, inCompanion } = await vectors();
    for (const [place, vector] of inBrowser.entries())
      expect(cosine(vector, inCompanion[place]!)).toBeGreaterThan(0.9999);
    if (!differs) return;
    const usual = (await plain()).inBrowser;
    expect(cosine(usual[0]!, inBrowser[0]!)).toBeLessThan(0.999);
  });

  const real = join(shared, 'real-models/all-minilm-l6-v2');
  test.skipIf(!existsSync(real))('on real weights', async () => {
    const entry = catalog.find(({ id }) => id === 'all-minilm-l6-v2')!;
    const { inBrowser, inCompanion } = await byBoth(entry, real);
    for (const [place, vector] of inBrowser.entries())
      expect(cosine(vector, inCompanion[place]!)).toBeGreaterThan(0.999);
  });
});
