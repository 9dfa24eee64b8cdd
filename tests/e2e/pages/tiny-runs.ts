import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { ChatMessage } from '../../../src/contracts/engine.ts';
import type { EngineSetup, SpeedFigures } from '../../../src/contracts/route.ts';
import { createBrowserChat } from '../../../src/engines/in-browser/browser-chat.ts';
import { createBrowserEmbedder } from '../../../src/engines/in-browser/browser-embedder.ts';
import { createBrowserTranscriber } from '../../../src/engines/in-browser/browser-transcriber.ts';

const never = new AbortController().signal;
const SAMPLES = 3 * 16_000;

/** One tiny model, loaded, and what one run of it took. */
export interface TinyRun {
  readonly setup: EngineSetup;
  run(): Promise<SpeedFigures>;
  dispose(): Promise<void>;
}

async function threeSeconds(): Promise<Float32Array> {
  const wav = await (await fetch('/speech/pub_03.wav')).arrayBuffer();
  const spoken = Float32Array.from(new Int16Array(wav, 44), (sample) => sample / 32_768);
  const samples = new Float32Array(SAMPLES);
  samples.set(spoken.subarray(0, SAMPLES));
  return samples;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is wanted
async function* once(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield samples.slice();
}

/** About 300 tokens of conversation, which predictions take to lie in front of a turn. */
const BEFORE: readonly ChatMessage[] = [
  { role: 'system', content: 'You are a tutor. Answer in one sentence.' },
  ...[
    'What is the capital of France?',
    'How many sides does a triangle have?',
    'What is two plus two?',
    'What day comes after Saturday?',
    'What is the capital of Spain?',
    'How many days does a week have?',
  ].flatMap((question): ChatMessage[] => [
    { role: 'user', content: question },
    { role: 'assistant', content: 'Good question. Let us think about it together, step by step.' },
  ]),
];
/** About as many tokens as a turn is taken for in predictions. */
const QUESTIONS = [
  'I would like to know one thing about capitals: what is the capital of France, please?',
  'Please tell me one thing about the week: which day comes after Saturday, and before Monday?',
  'I have one question about the planets: which planet is the red one, and what is its name?',
];

type Open = (entry: ModelEntry, setup: EngineSetup) => Promise<TinyRun>;

const openers: Partial<Record<ModelEntry['job'], Open>> = {
  async transcribe(entry, setup) {
    const transcriber = createBrowserTranscriber({ entry });
    const samples = await threeSeconds();
    await transcriber.warmUp(() => {}, never);
    return {
      setup,
      dispose: () => transcriber.dispose(),
      async run() {
        const startMs = performance.now();
        const heard = transcriber.transcribe(once(samples), { language: 'en' }, never);
        for await (const { text } of heard) if (!text) throw new Error('nothing was heard');
        const firstMs = performance.now() - startMs;
        return { firstMs, realTimeFactor: firstMs / 3000 };
      },
    };
  },
  async chat(entry, setup) {
    const chat = createBrowserChat({ entry, device: setup.runtime });
    await chat.warmUp(() => {}, never);
    let turn = 0;
    return {
      setup,
      dispose: () => chat.dispose(),
      async run() {
        const content = QUESTIONS[(turn += 1) % QUESTIONS.length] ?? '';
        const reply = chat.chat([...BEFORE, { role: 'user', content }], { temperature: 0 }, never);
        for await (const part of reply) {
          if (part.kind === 'end') {
            const { firstTokenMs, tokensPerSecond } = part;
            return { firstMs: firstTokenMs, ...(tokensPerSecond ? { tokensPerSecond } : {}) };
          }
        }
        throw new Error('the reply has no end');
      },
    };
  },
  async embed(entry, setup) {
    const embedder = createBrowserEmbedder({ entry });
    await embedder.warmUp(() => {}, never);
    return {
      setup,
      dispose: () => embedder.dispose(),
      async run() {
        const startMs = performance.now();
        await embedder.embed(['Sunday is the day that comes after Saturday.'], never);
        return { firstMs: performance.now() - startMs };
      },
    };
  },
};

/** A tiny model out of the store, warm; null where nothing here runs its kind. */
export async function openTinyRun(entry: ModelEntry, setup: EngineSetup): Promise<TinyRun | null> {
  return (await openers[entry.job]?.(entry, setup)) ?? null;
}
