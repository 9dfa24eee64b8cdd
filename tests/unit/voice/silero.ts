import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Ort from 'onnxruntime-web';
import { VadModel } from '../../../src/engines/in-browser/vad-model.ts';

const require = createRequire(import.meta.url);
// The native runtime that transformers.js brings for Node: the same model and numbers as in the
// browser, ten times as fast.
const ort = createRequire(require.resolve('@huggingface/transformers'))(
  'onnxruntime-node',
) as typeof Ort;

/** The real Silero v6 behind the maths of the worker, without the worker. */
export async function openSilero(): Promise<VadModel> {
  const file = join(dirname(require.resolve('@ricky0123/vad-web')), 'silero_vad_v6.onnx');
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  return new VadModel(session, ort.Tensor);
}
