import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EmbeddedProvider } from '../../server/providers/embedded/embedded-provider.ts';
import { monoSamples, pcm16 } from '../../server/sound/mono-samples.ts';
import { Resampler } from '../../server/sound/resampler.ts';
import { wavHeader } from '../../server/sound/wav-header.ts';
import { CollectedChat, CollectedSpeech } from '../fakes/collected-events.ts';
import { fixtureSpeech, providerParts } from '../fakes/provider-parts.ts';

const LOAD_MS = 15_000;
const never = new AbortController().signal;

/**
 * The embedded provider with the tiny models: how fast each job is alone, and how long the event
 * loop of the companion is held up while all four jobs have more work than they can do.
 */
export async function benchEmbedded(print: (line: string) => void): Promise<void> {
  const provider = new EmbeddedProvider(providerParts({ kind: 'embedded', privacy: 'device' }));
  const jobs = await createJobs(provider);
  try {
    for (const { name, unit, run } of jobs) {
      await run();
      const startMs = performance.now();
      let done = 0;
      while (performance.now() - startMs < 3000) done += await run();
      const seconds = (performance.now() - startMs) / 1000;
      print(`${name} alone: ${(done / seconds).toFixed(1)} ${unit}`);
    }
    const idle = await loopDelay(3000, () => Promise.resolve());
    print(`event loop, nothing to do: ${idle}`);
    const busy = await loopDelay(LOAD_MS, async (untilMs) => {
      const always = jobs.flatMap(({ run }) => [run, run, run]);
      await Promise.all(
        always.map(async (run) => {
          while (performance.now() < untilMs) await run();
        }),
      );
    });
    print(`event loop, three callers for each of four models: ${busy}`);
  } finally {
    await provider.close();
  }
}

interface BenchJob {
  readonly name: string;
  readonly unit: string;
  /** Does it once; returns how much was done. */
  readonly run: () => Promise<number>;
}

async function createJobs(provider: EmbeddedProvider): Promise<BenchJob[]> {
  const wav = await readFile(join(fixtureSpeech, 'first-words/capital-paris.wav'));
  // As a browser records it, so that it has to be resampled here.
  const recording = { bytes: upsampled(wav), mediaType: 'audio/wav', fileName: 'recording.wav' };
  const messages = [{ role: 'user', content: 'What is the capital of France?' }];
  const text = 'The capital of France is Paris. The sky is blue.';
  const input = Array.from({ length: 16 }, (_, index) => `The number is ${index}.`);
  return [
    {
      name: 'chat',
      unit: 'tokens/s',
      async run() {
        const events = new CollectedChat();
        await provider.chat({ model: 'tiny-tutor', messages, parameters: {} }, events, never);
        return events.chunks.at(-1)?.usage?.completion_tokens ?? 0;
      },
    },
    {
      name: 'transcribe',
      unit: 'seconds of sound per second',
      async run() {
        const call = { model: 'tiny-whisper', recording, wordTimes: false };
        return (await provider.transcribe(call, never)).durationS ?? 0;
      },
    },
    {
      name: 'speak',
      unit: 'seconds of sound per second',
      async run() {
        const events = new CollectedSpeech();
        const call = {
          model: 'tiny-vits-random',
          text,
          voice: '',
          format: 'pcm',
          speed: 1,
        } as const;
        await provider.speak(call, events, never);
        return events.all.length / 32_000;
      },
    },
    {
      name: 'embed',
      unit: 'texts/s',
      async run() {
        return (await provider.embed({ model: 'tiny-embedder', input }, never)).vectors.length;
      },
    },
  ];
}

function upsampled(wav: Buffer): Buffer {
  const resampler = new Resampler(16_000, 48_000);
  const mono = { coding: 'integer', bits: 16, channels: 1 } as const;
  const samples = pcm16(resampler.push(monoSamples(wav.subarray(44), mono)));
  return Buffer.concat([wavHeader(48_000, samples.length), samples]);
}

/** How late timers were while something went on. */
async function loopDelay(
  lengthMs: number,
  work: (untilMs: number) => Promise<unknown>,
): Promise<string> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await Promise.all([
    work(performance.now() + lengthMs),
    new Promise((resolve) => setTimeout(resolve, lengthMs)),
  ]);
  histogram.disable();
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
  const [half, most, nearly] = [50, 99, 99.9].map((it) => ms(histogram.percentile(it)));
  return `p50 ${half} ms, p99 ${most} ms, p99.9 ${nearly} ms, max ${ms(histogram.max)} ms`;
}
