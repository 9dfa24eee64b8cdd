import { InferenceSession, Tensor } from 'onnxruntime-web';
import * as v from 'valibot';
import { piperConfigSchema, piperIds } from './piper-config.ts';
import { readWeights } from './read-weights.ts';
import type { LoadVoice } from './voice-model.ts';

/** Piper (VITS on phonemes): a plain graph beside a description of its alphabet. */
export const loadPiperVoice: LoadVoice = async (entry, _plan, weights, signal, onRead) => {
  const graph = entry.files.find(({ role }) => role === 'weights')?.path ?? '';
  const description = new TextDecoder().decode(
    await readWeights(weights, entry, `${graph}.json`, signal),
  );
  const config = v.parse(piperConfigSchema, JSON.parse(description));
  const session = await InferenceSession.create(
    new Uint8Array(await readWeights(weights, entry, graph, signal)),
    // Optimising takes longer than it brings: .7 s instead of 2.4 to open, and runs are as fast.
    { executionProviders: ['wasm'], graphOptimizationLevel: 'disabled' },
  );
  onRead?.(graph);
  const { noise_scale: noise, length_scale: length, noise_w: width } = config.inference;
  return {
    async speak({ text, phonemes = '' }, voice, rate) {
      const said = config.phoneme_type === 'text' ? text.toLowerCase() : phonemes;
      const ids = piperIds(said, config);
      const inputs: Record<string, Tensor> = {
        input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
        input_lengths: new Tensor('int64', BigInt64Array.of(BigInt(ids.length)), [1]),
        scales: new Tensor('float32', Float32Array.of(noise, length / rate, width), [3]),
      };
      if (config.num_speakers > 1) {
        inputs.sid = new Tensor('int64', BigInt64Array.of(BigInt(voice.speaker ?? 0)), [1]);
      }
      const results = await session.run(inputs);
      const sound = results[session.outputNames[0] ?? 'output'];
      if (!(sound?.data instanceof Float32Array)) throw new Error(`${entry.id} gave no sound.`);
      return { samples: sound.data, sampleRateHz: config.audio.sample_rate };
    },
    dispose: () => session.release(),
  };
};
