/**
 * Runs voice detection on a thread of its own, so that neither the page nor a transcriber at work
 * can make it late.
 */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { runtimeFiles } from '../../base/ort-runtime.ts';
import { FRAME_SAMPLES } from '../../contracts/voice-activity.ts';
import { VadModel } from './vad-model.ts';
import type { VadAnswer, VadRequest } from './vad-protocol.ts';
import { serveCalls } from '../../base/worker/worker-serve.ts';

let model: VadModel | null = null;

async function load(modelUrl: string): Promise<void> {
  env.wasm.wasmPaths = { ...runtimeFiles('wasm') };
  // A frame takes about a millisecond; handing it to threads would cost more.
  env.wasm.numThreads = 1;
  const response = await fetch(modelUrl);
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${modelUrl}`);
  const session = await InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
    executionProviders: ['wasm'],
  });
  const loaded = new VadModel(session, Tensor);
  await loaded.push(new Float32Array(FRAME_SAMPLES));
  loaded.reset();
  model = loaded;
}

async function answer(request: VadRequest): Promise<VadAnswer> {
  switch (request.type) {
    case 'load':
      await load(request.modelUrl);
      return 0;
    case 'frame':
      if (!model) throw new Error('a frame came before the model');
      return model.push(request.samples);
    case 'reset':
      model?.reset();
      return 0;
  }
}

// The model remembers the frame before, so requests are done one after the other.
let last: Promise<unknown> = Promise.resolve();

serveCalls<VadRequest, never, VadAnswer>(self, (request) => {
  const done = last.then(() => answer(request));
  last = done.catch(() => {});
  return done;
});
