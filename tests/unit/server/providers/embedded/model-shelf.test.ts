import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readShelf } from '../../../../../server/providers/embedded/model-shelf.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'parley-shelf-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(files: Record<string, unknown>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(folder, path), text);
  }
}
const shelf = () =>
  readShelf([join(folder, 'weights'), join(folder, 'bundled')], join(folder, 'catalog'));

const entry = {
  id: 'whisper-x',
  job: 'transcribe',
  engine: 'transformers',
  family: 'whisper',
  name: 'Whisper X',
  files: [
    { path: 'config.json', role: 'config' },
    { path: 'onnx/encoder_model_q4.onnx', role: 'weights', sizeBytes: 4, variants: ['wasm'] },
    { path: 'onnx/encoder_model.onnx', role: 'weights', variants: ['webgpu'] },
    { path: 'extra.json', role: 'config', optional: true },
  ],
  variants: [
    { name: 'webgpu', dtype: 'fp32', devices: ['webgpu'] },
    { name: 'wasm', dtype: { encoder_model: 'q4' }, devices: ['wasm'] },
  ],
  languages: ['en', 'es'],
  windowSeconds: 30,
};

describe('readShelf', () => {
  it('takes a model from the folder that has the whole of it, and the first of two', async () => {
    await put({
      'catalog/whisper-x.json': entry,
      'weights/whisper-x/config.json': {},
      'bundled/whisper-x/config.json': {},
      'bundled/whisper-x/onnx/encoder_model_q4.onnx': 'abcd',
    });
    expect(await shelf()).toMatchObject([{ modelsDir: join(folder, 'bundled') }]);
    await put({ 'weights/whisper-x/onnx/encoder_model_q4.onnx': 'abcd' });
    expect(await shelf()).toMatchObject([{ modelsDir: join(folder, 'weights') }]);
  });

  it('is empty where there is no folder', async () => {
    expect(await shelf()).toEqual([]);
  });

  it('takes the word of the catalog, once its files are there in full', async () => {
    await put({ 'catalog/whisper-x.json': entry, 'weights/whisper-x/config.json': {} });
    expect(await shelf()).toEqual([]);
    await put({ 'weights/whisper-x/onnx/encoder_model_q4.onnx': 'abc' });
    expect(await shelf()).toEqual([]);
    await put({ 'weights/whisper-x/onnx/encoder_model_q4.onnx': 'abcd' });
    expect(await shelf()).toEqual([
      {
        id: 'whisper-x',
        modelsDir: join(folder, 'weights'),
        job: 'transcribe',
        family: 'whisper',
        dtype: { encoder_model: 'q4' },
        languages: ['en', 'es'],
        windowSeconds: 30,
        pooling: 'mean',
      },
    ]);
  });

  it('tells a model that the catalog does not know by its own files', async () => {
    await put({
      'weights/chat/config.json': {
        model_type: 'llama',
        architectures: ['LlamaForCausalLM'],
        max_position_embeddings: 4096,
      },
      'weights/chat/onnx/model_q4.onnx': '',
      'weights/chat/onnx/model.onnx': '',
      'weights/vectors/config.json': { model_type: 'bert', architectures: ['BertModel'] },
      'weights/vectors/onnx/model.onnx': '',
      'weights/vectors/1_Pooling/config.json': { pooling_mode_cls_token: true },
    });
    const models = await shelf();
    expect(models).toMatchObject([
      { id: 'chat', job: 'chat', family: 'llama', dtype: 'q4', contextTokens: 4096 },
      { id: 'vectors', job: 'embed', dtype: 'fp32', pooling: 'cls' },
    ]);
  });

  it('leaves out what it cannot run', async () => {
    await put({
      'weights/no-weights/config.json': { model_type: 'bert' },
      'weights/pictures/config.json': { model_type: 'clip', architectures: ['CLIPModel'] },
      'weights/pictures/onnx/model.onnx': '',
      'weights/broken/config.json': 'not JSON',
      'weights/.hidden/config.json': { model_type: 'bert' },
      'weights/.hidden/onnx/model.onnx': '',
      'catalog/vad.json': { ...entry, id: 'vad', job: 'vad' },
      'weights/vad/config.json': {},
    });
    expect(await shelf()).toEqual([]);
  });
});
