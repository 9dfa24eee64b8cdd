import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkEntry, type CheckParts } from '../../../scripts/catalog/check-entry.ts';
import { checkTable } from '../../../scripts/catalog/check-table.ts';
import { createFolderOrigin } from '../../../scripts/catalog/folder-origin.ts';
import { unknownEngine } from '../../../scripts/catalog/known-engines.ts';
import { createLicenceCheck } from '../../../scripts/catalog/licence-check.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { makeOrigin } from '../../../src/model-store/sources/make-origin.ts';
import type { Origin } from '../../../src/model-store/sources/origin.ts';
import { runCompanion } from '../../contract/server/running-companion.ts';
import {
  sha256Of,
  startHubServer,
  syntheticBytes,
  type HubServer,
} from '../../fakes/hub-server.ts';
import { syntheticEntry } from '../../fakes/synthetic-entry.ts';

const never = new AbortController().signal;
const fetchNow = (url: string, init?: RequestInit) => fetch(url, init);
const text = (words: string) => new TextEncoder().encode(words);
const config = text('{"model_type":"llama"}');
const weights = syntheticBytes(40_000, 1);
const served = new Map([
  ['config.json', config],
  ['empty.txt', text('')],
  ['onnx/model.onnx', weights],
  ['onnx/model.onnx_data', syntheticBytes(20_000, 2)],
]);
const byId = (id: string) => catalog.find((entry) => entry.id === id)!;

let hub: HubServer;
let folder: string;
beforeEach(async () => {
  hub = await startHubServer([{ id: 'synthetic', repository: 'tests/synthetic', files: served }]);
  folder = await mkdtemp(join(tmpdir(), 'parley-check-'));
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const originAt = (kind: 'hub' | 'companion', baseUrl: string): Origin =>
  makeOrigin({ kind, name: kind, baseUrl }, fetchNow, Date.now);

function check(entry: ModelEntry, parts: Partial<CheckParts> = {}) {
  const origin = parts.origin ?? originAt('hub', hub.url);
  const licence = createLicenceCheck(fetchNow);
  return checkEntry(entry, { everything: true, asked: false, licence, ...parts, origin }, never);
}
const said = async (entry: ModelEntry, parts: Partial<CheckParts> = {}) =>
  (await check(entry, parts)).faults.map(({ what, about }) => `${what} ${about}`);

/** The entry with one of its lines pinned, rightly or not. */
function pinned(path: string, pin: { sizeBytes?: number; sha256?: string }): ModelEntry {
  const files = syntheticEntry.files.map((file) => {
    const same = file.path === path || (file.path.includes('*') && path === 'onnx/model.onnx');
    return same ? { ...file, path, ...pin } : file;
  });
  return { ...syntheticEntry, files };
}

describe('a hub', () => {
  test('that has all of it leaves nothing to say', async () => {
    const report = await check(syntheticEntry);
    expect(report).toMatchObject({ whole: ['q8'], faults: [], notes: [], pinned: 0, lines: 4 });
  });

  test('right pins hold, for large files and for small ones', async () => {
    for (const [path, bytes] of served) {
      if (path.endsWith('_data')) continue;
      const pin = { sizeBytes: bytes.length, sha256: sha256Of(bytes) };
      expect(await said(pinned(path, pin))).toEqual([]);
    }
  });

  test.each([
    ['another length', 'onnx/model.onnx', { sizeBytes: 39_999 }, 'size onnx/model.onnx'],
    ['another hash', 'onnx/model.onnx', { sha256: 'a'.repeat(64) }, 'sha256 onnx/model.onnx'],
    [
      'another hash of a small file',
      'config.json',
      { sha256: 'a'.repeat(64) },
      'sha256 config.json',
    ],
  ])('%s than pinned is named, and the variant is not whole', async (_, path, pin, fault) => {
    const report = await check(pinned(path, pin));
    expect(report.faults.map(({ what, about }) => `${what} ${about}`)).toEqual([
      fault,
      'variant q8',
    ]);
    expect(report.whole).toEqual([]);
  });

  test('a file that it lacks is named by its path, once, with every variant that needs it', async () => {
    const entry: ModelEntry = {
      ...syntheticEntry,
      files: [
        ...syntheticEntry.files.filter(({ role }) => role !== 'weights'),
        { path: 'onnx/model_quantized.onnx*', role: 'weights', variants: ['q8', 'chip'] },
        { path: 'onnx/model.onnx*', role: 'weights', variants: ['plain'] },
      ],
      variants: [
        { name: 'q8', dtype: 'q8', devices: ['wasm'] },
        { name: 'chip', dtype: 'q8', devices: ['webgpu'] },
        { name: 'plain', dtype: 'fp32', devices: ['wasm'] },
      ],
    };
    const report = await check(entry);
    expect(report.faults.map(({ what, about }) => `${what} ${about}`)).toEqual([
      'absent onnx/model_quantized.onnx*',
      'variant q8',
      'variant chip',
    ]);
    expect(report.whole).toEqual(['plain']);
  });

  test('a repository that is not there is said so, and nothing else is', async () => {
    const source = { repository: 'tests/gone', revision: 'main' };
    expect(await said({ ...syntheticEntry, source })).toEqual(['source tests/gone']);
  });

  test('one that does not answer at all is no finding of the entry', async () => {
    await hub.close();
    await expect(check(syntheticEntry)).rejects.toThrow();
  });

  test('what comes with Parley is not looked for there', async () => {
    const variants = [{ name: 'q8', dtype: 'q8', devices: ['wasm' as const], bundled: true }];
    const files = syntheticEntry.files.map((file) => ({ ...file, variants: ['q8'] }));
    expect(await said({ ...syntheticEntry, files, variants })).toEqual([]);
  });
});

describe('engines and classes', () => {
  test.each([
    ['a model type that the library has no class for', '{"model_type":"nobody"}'],
    ['a configuration without a type', '{}'],
    ['one that is no JSON', 'Sign in to the network'],
  ])('%s is named', async (_, written) => {
    const config = text(written);
    const files = new Map([...served, ['config.json', config]]);
    const other = await startHubServer([{ id: 'synthetic', repository: 'tests/synthetic', files }]);
    try {
      const origin = originAt('hub', other.url);
      expect(await said(syntheticEntry, { origin })).toEqual(['engine transformers']);
    } finally {
      await other.close();
    }
  });

  test.each([
    ['lfm2.5-350m', 'lfm2'],
    ['qwen3-0.6b', 'qwen3'],
    ['moonshine-tiny', 'moonshine'],
    ['whisper-base', 'whisper'],
    ['kokoro-82m', 'style_text_to_speech_2'],
    ['supertonic-2', 'supertonic'],
    ['mms-tts-spa', 'vits'],
    ['multilingual-e5-small', 'bert'],
  ])('%s is loaded by the class for %s', (id, type) => {
    expect(unknownEngine(byId(id), type)).toBeNull();
    expect(unknownEngine(byId(id), 'pocket_tts')).toContain('pocket_tts');
  });

  test('every compiled model is one that this web-llm knows, with its own library', () => {
    const compiled = catalog.filter(({ engine }) => engine === 'web-llm');
    expect(compiled.map(({ id }) => id)).toContain('Qwen3.5-0.8B-q4f16_1-MLC');
    for (const entry of compiled) expect(unknownEngine(entry, null), entry.id).toBeNull();
    const [one] = compiled;
    expect(unknownEngine({ ...one!, id: 'LFM2-350M-q4f16_1-MLC' }, null)).toContain('no prebuilt');
  });

  test('graphs that no engine of ours runs are named', () => {
    expect(unknownEngine(byId('piper-en-joe'), null)).toBeNull();
    expect(unknownEngine({ ...byId('piper-en-joe'), family: 'pocket' }, null)).toContain('pocket');
  });
});

test('a licence that is gone is a fault; one that nobody can look at is none', async () => {
  const withLicence = (url: string) => ({ ...syntheticEntry, licence: { name: 'MIT', url } });
  expect(await said(withLicence(`${hub.url}/no/LICENSE`))).toEqual([
    `licence ${hub.url}/no/LICENSE`,
  ]);
  expect(await said(withLicence(`${hub.url}/models/`))).toEqual([]);
  expect(await said(withLicence('http://127.0.0.1:9/LICENSE'))).toEqual([]);
});

test('a host of licences that did not answer is asked once', async () => {
  let asked = 0;
  const look = createLicenceCheck(() => {
    asked += 1;
    return Promise.reject(new TypeError('no way'));
  });
  expect(await look('https://one.example/a', never)).toBe('unreachable');
  expect(await look('https://one.example/b', never)).toBe('unreachable');
  expect(asked).toBe(1);
});

describe('a folder', () => {
  const at = (where: string) => ({ origin: createFolderOrigin(where), everything: false });

  test('what comes with Parley is whole and as pinned', async () => {
    for (const id of ['moonshine-tiny', 'piper-en-joe'])
      expect(await check(byId(id), at('models/bundled'))).toMatchObject({
        whole: ['bundled'],
        faults: [],
      });
  });

  test('so are the models of the tests', async () => {
    const fixtures = catalog.filter(({ fixture }) => fixture);
    expect(fixtures.length).toBeGreaterThan(4);
    for (const entry of fixtures) {
      const report = await check(entry, at('tests/fixtures/models'));
      expect(report.faults, entry.id).toEqual([]);
      expect(report.whole.length).toBe(entry.variants.length);
    }
  });

  test('one byte changed, one file lost, one cut short: each is named', async () => {
    const entry = byId('tiny-piper');
    const path = (name: string) => join(folder, 'tiny-piper', name);
    const weightsFile = entry.files.find(({ role }) => role === 'weights')!.path;
    const other = entry.files.find(({ role }) => role !== 'weights')!.path;
    const again = () => cp('tests/fixtures/models/tiny-piper', path(''), { recursive: true });

    await again();
    const bytes = await readFile(path(weightsFile));
    bytes[1000] = bytes[1000]! ^ 1;
    await writeFile(path(weightsFile), bytes);
    expect(await said(entry, at(folder))).toEqual([`sha256 ${weightsFile}`, 'variant wasm']);

    await writeFile(path(weightsFile), bytes.subarray(1));
    expect(await said(entry, at(folder))).toEqual([`size ${weightsFile}`, 'variant wasm']);

    await again();
    await rm(path(other));
    expect(await said(entry, at(folder))).toEqual([`absent ${other}`, 'variant wasm']);
  });

  test('the other variants of a model may be elsewhere; the model may, too, unless it was asked for', async () => {
    const { notes, faults } = await check(byId('moonshine-tiny'), at('models/bundled'));
    expect(faults).toEqual([]);
    expect(notes.map(({ about }) => about)).toContain('onnx/encoder_model.onnx');
    const absent = byId('whisper-base');
    expect(await said(absent, at('models/bundled'))).toEqual([]);
    expect(await said(absent, { ...at('models/bundled'), asked: true })).toEqual([
      'source whisper-base',
    ]);
  });
});

test('a running companion is held to the pins by what it serves', async () => {
  const files: Record<string, Buffer> = {};
  for (const { path } of byId('tiny-whisper').files) {
    const file = `tests/fixtures/models/tiny-whisper/${path}`;
    files[`weights/tiny-whisper/${path}`] = await readFile(file);
  }
  const path = byId('tiny-piper').files.find(({ role }) => role === 'weights')!.path;
  files[`weights/tiny-piper/${path}`] = Buffer.from('not a voice');
  const companion = await runCompanion(files);
  try {
    const origin = originAt('companion', `http://127.0.0.1:${companion.port}`);
    const parts = { origin, everything: false };
    expect(await check(byId('tiny-whisper'), parts)).toMatchObject({ whole: ['wasm'], faults: [] });
    expect(await said(byId('tiny-piper'), parts)).toEqual(
      expect.arrayContaining([`size ${path}`, 'variant wasm']),
    );
    const { notes } = await check(byId('tiny-tutor'), parts);
    expect(notes).toMatchObject([{ what: 'source', sentence: 'is not here' }]);
  } finally {
    await companion.stop();
  }
});

test('the table has a line for each entry, its faults below it, and the absent ones as a number', async () => {
  const reports = [
    await check(syntheticEntry),
    await check(pinned('onnx/model.onnx', { sizeBytes: 1 })),
    await check(byId('whisper-base'), {
      origin: createFolderOrigin(folder),
      everything: false,
    }),
  ];
  expect(checkTable(reports).split('\n')).toEqual([
    'model      whole  pinned',
    'synthetic  q8     no      ok',
    'synthetic  –      no      2 faults',
    '    onnx/model.onnx has 40000 bytes; 1 are pinned',
    '    “q8” (wasm) cannot be had whole',
    '1 more are not here.',
  ]);
});

describe('the command', () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        [
          '--import',
          'tsx',
          'scripts/models-check.ts',
          '--models',
          join(folder, 'catalog'),
          ...args,
        ],
        (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });
  const put = async (path: string, bytes: Uint8Array | string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };

  test(
    'ends with 0, 1 or 2, and writes JSON where it is asked to',
    { timeout: 60_000 },
    async () => {
      await put('catalog/synthetic.json', JSON.stringify(syntheticEntry));
      for (const [path, bytes] of served) await put(`weights/synthetic/${path}`, bytes);
      const good = await run('--hub', hub.url, '--json');
      expect([good.code, good.err]).toEqual([0, '']);
      expect(JSON.parse(good.out)).toMatchObject({
        source: hub.url,
        wrong: 0,
        models: [{ id: 'synthetic', whole: ['q8'], faults: [] }],
      });

      const here = await run('--folder', join(folder, 'weights'));
      expect([here.code, here.err]).toEqual([0, '']);
      expect(here.out).toContain('synthetic  q8');

      await rm(join(folder, 'weights/synthetic/config.json'));
      const wrong = await run('--folder', join(folder, 'weights'), 'synthetic');
      expect(wrong.code).toBe(1);
      expect(wrong.out).toContain('config.json is not there');

      expect(await run('--hub', hub.url, 'nobody')).toMatchObject({ code: 2 });
      expect(await run('--hub', hub.url, '--folder', folder)).toMatchObject({ code: 2 });
      const silent = await run('--hub', 'http://127.0.0.1:9');
      expect(silent).toMatchObject({ code: 2, out: '' });
      expect(silent.err).toContain('Nothing could be checked');
      const typo = await run('--hubb', hub.url);
      expect(typo).toMatchObject({ code: 2, out: '' });
      expect(typo.err.trim().split('\n')).toHaveLength(1);
      expect(await run('--folder', join(folder, 'nowhere'))).toMatchObject({ code: 2, out: '' });
    },
  );
});
