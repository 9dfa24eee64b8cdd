import { describe, expect, it } from 'vitest';
import { EngineFiles, type EngineVersions } from '../../../src/offline/engine-files.ts';
import { MemoryCaches } from '../../fakes/memory-caches.ts';

const CACHE = 'parley-engines';

function setUp(versions: EngineVersions = { '/ort/': '1.31', '/vad/': '0.0.31' }) {
  const caches = new MemoryCaches();
  const asked: string[] = [];
  const answers = new Map<string, () => Promise<Response>>();
  const fetcher = (path: string) => {
    asked.push(path);
    return answers.get(path)?.() ?? Promise.resolve(new Response(`bytes of ${path}`));
  };
  const open = (these: EngineVersions) =>
    new EngineFiles(these, caches as unknown as CacheStorage, fetcher as typeof fetch);
  return { caches, asked, answers, open, files: open(versions) };
}

describe('EngineFiles', () => {
  it('knows its folders and nothing else', async () => {
    const { files, asked } = setUp();
    expect(files.has('/ort/a.wasm')).toBe(true);
    expect(files.has('/models/a/model.onnx')).toBe(false);
    expect(files.has('/assets/ort/a.js')).toBe(false);
    await expect(files.keep('/models/a/model.onnx')).rejects.toThrow(TypeError);
    expect(await files.kept('/models/a/model.onnx')).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('fetches once and answers from then on', async () => {
    const { files, asked } = setUp();
    await files.keep('/ort/a.wasm');
    await files.keep('/ort/a.wasm');
    expect(await (await files.kept('/ort/a.wasm'))?.text()).toBe('bytes of /ort/a.wasm');
    expect(asked).toEqual(['/ort/a.wasm']);
  });

  it('keeps a copy of what it hands on', async () => {
    const { files, asked } = setUp();
    const response = await files.fetch('/ort/a.wasm');
    expect(await response.text()).toBe('bytes of /ort/a.wasm');
    await files.settled();
    expect(await (await files.fetch('/ort/a.wasm')).text()).toBe('bytes of /ort/a.wasm');
    expect(asked).toEqual(['/ort/a.wasm']);
  });

  it('fetches once for two that ask at the same time', async () => {
    const { files, asked } = setUp();
    const [, response, other] = await Promise.all([
      files.keep('/ort/a.wasm'),
      files.fetch('/ort/a.wasm'),
      files.fetch('/ort/a.wasm'),
    ]);
    expect(await response.text()).toBe('bytes of /ort/a.wasm');
    expect(await other.text()).toBe('bytes of /ort/a.wasm');
    expect(asked).toEqual(['/ort/a.wasm']);
  });

  it('hands on an error and keeps nothing of it', async () => {
    const { files, caches, answers } = setUp();
    answers.set('/ort/a.wasm', () => Promise.resolve(new Response('no', { status: 404 })));
    expect((await files.fetch('/ort/a.wasm')).status).toBe(404);
    await files.settled();
    await expect(files.keep('/ort/a.wasm')).rejects.toThrow('404');
    expect(caches.addresses(CACHE)).toEqual([]);
    answers.delete('/ort/a.wasm');
    await files.keep('/ort/a.wasm');
    expect(caches.addresses(CACHE)).toEqual(['/ort/a.wasm?v=1.31']);
  });

  it('fails to keep, and can try again, without a network', async () => {
    const { files, answers } = setUp();
    answers.set('/ort/a.wasm', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(files.fetch('/ort/a.wasm')).rejects.toThrow('Failed to fetch');
    await expect(files.keep('/ort/a.wasm')).rejects.toThrow('Failed to fetch');
    answers.delete('/ort/a.wasm');
    await files.keep('/ort/a.wasm');
  });

  it('still hands on a file for which there is no room', async () => {
    const { files, caches } = setUp();
    caches.full = true;
    expect(await (await files.fetch('/ort/a.wasm')).text()).toBe('bytes of /ort/a.wasm');
    await files.settled();
    await expect(files.keep('/ort/a.wasm')).rejects.toThrow('full');
  });

  it('forgets only the versions that an update left behind', async () => {
    const { files, open, caches, asked } = setUp();
    await files.keep('/ort/a.wasm');
    await files.keep('/vad/model.onnx');
    const updated = open({ '/ort/': '1.32', '/vad/': '0.0.31' });
    await updated.tidy();
    expect(caches.addresses(CACHE)).toEqual(['/vad/model.onnx?v=0.0.31']);
    await updated.keep('/ort/a.wasm');
    await updated.keep('/vad/model.onnx');
    expect(asked).toEqual(['/ort/a.wasm', '/vad/model.onnx', '/ort/a.wasm']);
  });
});
