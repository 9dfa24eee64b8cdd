import { env, pipeline } from '@huggingface/transformers';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { percentile } from '../../../src/base/percentile.ts';
import type { SampledSpeech, Transcript } from '../../../src/contracts/engine.ts';
import { createBrowserEspeak } from '../../../src/engines/in-browser/espeak/browser-espeak.ts';
import { createBrowserTranscriber } from '../../../src/engines/in-browser/browser-transcriber.ts';
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { Speaker } from '../../../src/voice/speaker/speaker.ts';

const never = new AbortController().signal;
const tiny = catalog.find(({ id }) => id === 'tiny-whisper')!;
const transcriber = createBrowserTranscriber({ entry: tiny });
const espeak = createBrowserEspeak();

async function samplesOf(file: string): Promise<Float32Array<ArrayBuffer>> {
  const wav = await (await fetch(`/speech/${file}`)).arrayBuffer();
  const pcm = new Int16Array(wav, 44);
  return Float32Array.from(pcm, (sample) => sample / 32_768);
}

/** 32 ms frames, as the microphone gives them. */
function* frames(samples: Float32Array): Generator<Float32Array> {
  for (let at = 0; at < samples.length; at += 512) yield samples.slice(at, at + 512);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is wanted
async function* spoken(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield* frames(samples);
}

async function heard(samples: Float32Array, signal = never): Promise<Transcript> {
  let last: Transcript | undefined;
  for await (const each of transcriber.transcribe(spoken(samples), { language: 'en' }, signal)) {
    last = each;
  }
  if (!last) throw new Error('no transcript');
  return last;
}

async function collected(speech: AsyncIterable<unknown>): Promise<SampledSpeech[]> {
  const pieces: SampledSpeech[] = [];
  for await (const piece of speech) pieces.push(piece as SampledSpeech);
  return pieces;
}

const median = (values: readonly number[]) => percentile(values, 0.5);
const codeOf = (error: unknown) =>
  error instanceof ParleyError ? error.code : (error as Error).name;

const page = {
  /** Fetches tiny-whisper into the store, then loads it out of it. */
  async load() {
    try {
      const store = openBrowserModels({
        database: await openDatabase(),
        catalog,
        origins: () => [{ kind: 'companion', name: 'companion', baseUrl: location.origin }],
      });
      await store.get(tiny.id, 'wasm', {}, never);
      await store.whenReady(tiny.id, never);
      await transcriber.warmUp(() => {}, never);
      return { loaded: transcriber.loaded, isolated: crossOriginIsolated };
    } catch (error) {
      return { error: codeOf(error), cause: String((error as Error).cause) };
    }
  },
  transcribe: async (file: string) => heard(await samplesOf(file)),
  transcribeSilence: () => heard(new Float32Array(32_000)),
  /** Two recordings with a second between them: longer than the model's window. */
  async transcribeLong(first: string, second: string) {
    const parts = [await samplesOf(first), new Float32Array(32_000), await samplesOf(second)];
    const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return { ...(await heard(whole)), seconds: whole.length / 16_000 };
  },
  /** Gives one run up at once and asks for another: how long until that one is answered. */
  async cancel(file: string) {
    const samples = await samplesOf(file);
    const control = new AbortController();
    const given = heard(samples, control.signal).catch(codeOf);
    await new Promise((resolve) => setTimeout(resolve, 5));
    control.abort();
    const startMs = performance.now();
    const first = await given;
    const gaveUpMs = performance.now() - startMs;
    const { text } = await heard(samples);
    return { first, gaveUpMs, text, nextMs: performance.now() - startMs };
  },
  /** The worker against the bare library on this page's own thread, same audio, same weights. */
  async compare(files: string[], rounds: number) {
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.useBrowserCache = false;
    env.backends.onnx.wasm!.wasmPaths = '/ort/';
    env.backends.onnx.wasm!.numThreads = transcriber.loaded?.threads ?? 1;
    const bare = await pipeline('automatic-speech-recognition', 'tiny-whisper', {
      device: 'wasm',
      dtype: 'q8',
    });
    const audio = await Promise.all(files.map(samplesOf));
    const seconds = audio.reduce((sum, samples) => sum + samples.length / 16_000, 0);
    const times: { worker: number[]; bare: number[] } = { worker: [], bare: [] };
    await bare(audio[0]!);
    for (let round = 0; round < rounds; round += 1) {
      let startMs = performance.now();
      for (const samples of audio) await heard(samples);
      times.worker.push(performance.now() - startMs);
      startMs = performance.now();
      for (const samples of audio) await bare(samples);
      times.bare.push(performance.now() - startMs);
    }
    await bare.dispose();
    const workerMs = median(times.worker);
    const bareMs = median(times.bare);
    return {
      realTimeFactor: workerMs / 1000 / seconds,
      bareRealTimeFactor: bareMs / 1000 / seconds,
      // Round by round, so that a machine that slows down slows both.
      ratio: median(times.worker.map((workerMs, round) => workerMs / (times.bare[round] ?? 1))),
    };
  },
  async speak(text: string, language: string, rate = 1) {
    const startMs = performance.now();
    const stream = espeak.synthesize(text, { language, rate }, never)[Symbol.asyncIterator]();
    const first = await stream.next();
    const firstMs = performance.now() - startMs;
    const rest = await collected({ [Symbol.asyncIterator]: () => stream });
    const pieces = [...(first.done ? [] : [first.value as SampledSpeech]), ...rest];
    return {
      firstMs,
      texts: pieces.map((piece) => piece.text),
      seconds: pieces.map(({ samples, sampleRateHz }) => samples.length / sampleRateHz),
      peaks: pieces.map(({ samples }) => samples.reduce((max, s) => Math.max(max, Math.abs(s)), 0)),
      words: pieces.map(({ text: piece, words = [] }) =>
        words.map(({ character }) => piece.slice(character).split(/\W/)[0] ?? ''),
      ),
    };
  },
  /** Says `text` aloud, listens to the speaker's output, and stops at the word `stopAt` if given. */
  async play(text: string, stopAt?: string) {
    const audio = new AudioContext();
    const speaker = new Speaker(audio);
    const tap = audio.createAnalyser();
    speaker.output.connect(tap);
    const window = new Float32Array(tap.fftSize);
    const peakNow = () => {
      tap.getFloatTimeDomainData(window);
      return window.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
    };
    let peak = 0;
    let level = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, peakNow());
      level = Math.max(level, speaker.level());
    }, 10);
    const captions: string[] = [];
    let firstSoundMs = 0;
    const startMs = performance.now();
    const saying = speaker.say(espeak.synthesize(text, { language: 'en', rate: 1 }, never), {
      onHeard: (soFar) => captions.push(soFar),
      onFirstSound: (atMs) => (firstSoundMs = atMs - startMs),
      signal: never,
    });
    let silentMs = 0;
    if (stopAt !== undefined) {
      while (!captions.at(-1)?.includes(stopAt)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const stoppedMs = performance.now();
      speaker.stop();
      // The tap holds 2048 samples; only when all of them are silent has the sound ended.
      while (peakNow() > 0.001) await new Promise((resolve) => setTimeout(resolve, 1));
      silentMs = performance.now() - stoppedMs - (tap.fftSize / audio.sampleRate) * 1000;
    }
    const said = await saying;
    clearInterval(watch);
    await audio.close();
    return { ...said, peak, level, captions, firstSoundMs, silentMs };
  },
};

declare global {
  interface Window {
    engines: typeof page;
  }
}
window.engines = page;
