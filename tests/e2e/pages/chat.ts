import { env, pipeline, TextStreamer } from '@huggingface/transformers';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { percentile } from '../../../src/base/percentile.ts';
import type { ChatEnd, ChatMessage, ChatOptions } from '../../../src/contracts/engine.ts';
import {
  createBrowserChat,
  type BrowserChat,
} from '../../../src/engines/in-browser/browser-chat.ts';
import { createBrowserEmbedder } from '../../../src/engines/in-browser/browser-embedder.ts';
import type { LoadedModel } from '../../../src/engines/in-browser/model-slot.ts';
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const never = new AbortController().signal;
const find = (id: string) => catalog.find((entry) => entry.id === id)!;
const tutor = find('tiny-tutor');

interface Reply {
  readonly texts: readonly string[];
  readonly text: string;
  readonly end: ChatEnd;
}

/** What came of asking once: a reply, or the code of an error. */
interface Outcome extends Partial<Reply> {
  readonly loaded?: LoadedModel | null;
  /** How far the load was told to be, 0..1. */
  readonly progress?: readonly number[];
  readonly isolated?: boolean;
  readonly error?: string;
  readonly cause?: string;
}

const codeOf = (error: unknown) =>
  error instanceof ParleyError ? error.code : (error as Error).name;

async function ask(
  engine: BrowserChat,
  messages: readonly ChatMessage[],
  options: ChatOptions = { temperature: 0 },
  signal = never,
): Promise<Reply> {
  const texts: string[] = [];
  let end: ChatEnd | undefined;
  for await (const part of engine.chat(messages, options, signal)) {
    if (part.kind === 'text') texts.push(part.text);
    else end = part;
  }
  if (!end) throw new Error('no end');
  return { texts, text: texts.join(''), end };
}

const said = (content: string): ChatMessage => ({ role: 'user', content });
const median = (values: readonly number[]) => percentile(values, 0.5);

/** The library alone, on this page's own thread, with the same weights. */
async function bareTutor(threads: number) {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useBrowserCache = false;
  env.backends.onnx.wasm!.wasmPaths = '/ort/';
  env.backends.onnx.wasm!.numThreads = threads;
  return pipeline('text-generation', tutor.id, { device: 'wasm', dtype: 'q8' });
}

let staying: BrowserChat | null = null;

const page = {
  /** Fetches a model into the store, where the engines find it. */
  async get(id: string, variant: string) {
    const store = openBrowserModels({
      database: await openDatabase(),
      catalog,
      origins: () => [{ kind: 'companion', name: 'companion', baseUrl: location.origin }],
    });
    await store.get(id, variant, {}, never);
    await store.whenReady(id, never);
  },
  /** Loads the tutor and asks it one thing. */
  async once(
    device: 'webgpu' | 'wasm' | undefined,
    question: string,
    options: ChatOptions,
  ): Promise<Outcome> {
    const engine = createBrowserChat({ entry: tutor, ...(device ? { device } : {}) });
    const progress: number[] = [];
    try {
      await engine.warmUp(
        ({ loadedBytes, totalBytes }) => progress.push(loadedBytes / totalBytes),
        never,
      );
      const reply = await ask(engine, [said(question)], options);
      return { ...reply, loaded: engine.loaded, progress, isolated: crossOriginIsolated };
    } catch (error) {
      return { error: codeOf(error), cause: String((error as Error).cause) };
    } finally {
      await engine.dispose();
    }
  },
  /** One conversation with one engine, and each of its turns again with an engine that knows nothing. */
  async conversation(questions: readonly string[]) {
    const engine = createBrowserChat({ entry: tutor });
    const messages: ChatMessage[] = [];
    const turns: { with: Reply; without: Reply }[] = [];
    for (const question of questions) {
      messages.push(said(question));
      const fresh = createBrowserChat({ entry: tutor });
      turns.push({ with: await ask(engine, messages), without: await ask(fresh, messages) });
      await fresh.dispose();
      messages.push({ role: 'assistant', content: turns.at(-1)!.with.text });
    }
    await engine.dispose();
    return turns;
  },
  /** Reads a conversation ahead; the reply after that, and the same reply without. */
  async ahead(question: string) {
    const before = [said('Hello.'), { role: 'assistant', content: 'Hello.' } as const];
    const engine = createBrowserChat({ entry: tutor });
    const plain = await ask(engine, [...before, said(question)]);
    const other = createBrowserChat({ entry: tutor });
    await other.prefill(before, never);
    const ahead = await ask(other, [...before, said(question)]);
    await Promise.all([engine.dispose(), other.dispose()]);
    return { plain, ahead };
  },
  /** A conversation whose past was heard differently: with what was kept of it, and read anew. */
  async changed(device: 'webgpu' | 'wasm', question: string, maxTokens: number) {
    const begin = [said('What is two plus two?'), { role: 'assistant', content: 'Four.' } as const];
    const options = { temperature: 0, maxTokens };
    const engine = createBrowserChat({ entry: tutor, device });
    await ask(engine, [...begin, said('What is the capital of Spain?')], options);
    const messages = [...begin, said(question)];
    const kept = await ask(engine, messages, options);
    await engine.dispose();
    const other = createBrowserChat({ entry: tutor, device });
    const anew = await ask(other, messages, options);
    await other.dispose();
    return { kept, anew };
  },
  /** Gives a reply up at its first text; what came after that, and the next reply. */
  async interrupt(question: string, next: string) {
    const engine = createBrowserChat({ entry: tutor });
    const control = new AbortController();
    let texts = 0;
    let error = '';
    try {
      for await (const part of engine.chat([said(question)], { temperature: 0 }, control.signal)) {
        if (part.kind === 'text') texts += 1;
        control.abort();
      }
    } catch (thrown) {
      error = codeOf(thrown);
    }
    const startMs = performance.now();
    const { text } = await ask(engine, [said(next)]);
    const nextMs = performance.now() - startMs;
    await engine.dispose();
    return { texts, error, text, nextMs };
  },
  /** An engine that stays, for what happens to the browser between two calls. */
  async stay(device: 'webgpu' | 'wasm') {
    staying = createBrowserChat({ entry: tutor, device });
    await staying.warmUp(() => {}, never);
  },
  async askAgain(question: string, options: ChatOptions): Promise<Outcome> {
    try {
      return { ...(await ask(staying!, [said(question)], options)), loaded: staying!.loaded };
    } catch (error) {
      return { error: codeOf(error), loaded: staying!.loaded };
    }
  },
  /** The model leaves memory when nobody needs it, and comes back when somebody does. */
  async idle(question: string) {
    const engine = createBrowserChat({ entry: tutor, idleUnloadMs: 50 });
    const first = await ask(engine, [said(question)]);
    const during = engine.loaded !== null;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = engine.loaded !== null;
    const second = await ask(engine, [said(question)]);
    await engine.dispose();
    return { during, after, same: first.text === second.text };
  },
  /** For each question the place of the nearest of `facts`. */
  async nearest(facts: readonly string[], questions: readonly string[]) {
    const embedder = createBrowserEmbedder({ entry: find('tiny-embedder') });
    const vectors = await embedder.embed(facts, never);
    const asked = await embedder.embed(questions, never);
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const control = new AbortController();
    const many = embedder.embed(
      Array.from({ length: 400 }, (_, index) => `${facts[index % facts.length]} ${index}`),
      control.signal,
    );
    setTimeout(() => control.abort(), 5);
    const given = await many.then(() => 'done', codeOf);
    const { loaded } = embedder;
    await embedder.dispose();
    return {
      loaded,
      given,
      lengths: [...vectors, ...asked].map((vector) => Math.sqrt(dot(vector, vector))),
      places: asked.map((question) => {
        const scores = vectors.map((fact) => dot(question, fact));
        return scores.indexOf(Math.max(...scores));
      }),
    };
  },
  /** The app against the bare library in this page, both streaming, question by question in turn. */
  async compare(questions: readonly string[], rounds: number) {
    const engine = createBrowserChat({ entry: tutor });
    await engine.warmUp(() => {}, never);
    const threads = engine.loaded?.threads ?? 1;
    const bare = await bareTutor(threads);
    async function runBare(question: string) {
      const tokenMs: number[] = [];
      const startMs = performance.now();
      const streamer = new TextStreamer(bare.tokenizer, {
        skip_prompt: true,
        skip_special_tokens: true,
        callback_function: () => {},
        token_callback_function: () => tokenMs.push(performance.now()),
      });
      const out = await bare([said(question)], { max_new_tokens: 48, do_sample: false, streamer });
      const replyMs = performance.now() - startMs;
      const made = tokenMs.length - 1;
      const perSecond = (made * 1000) / (tokenMs.at(-1)! - tokenMs[0]!);
      const [{ generated_text: all }] = out as unknown as [{ generated_text: ChatMessage[] }];
      return { perSecond, replyMs, text: all.at(-1)?.content };
    }
    async function runApp(question: string) {
      const startMs = performance.now();
      const { end, text } = await ask(engine, [said(question)]);
      return { perSecond: end.tokensPerSecond ?? 0, replyMs: performance.now() - startMs, text };
    }
    interface Run {
      readonly perSecond: number;
      readonly replyMs: number;
      readonly text: string | undefined;
    }
    const pairs: { app: Run; bare: Run }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const question of questions) {
        // Who begins changes, so that what grows slower slows both.
        const first = round % 2 ? await runBare(question) : null;
        const app = await runApp(question);
        pairs.push({ app, bare: first ?? (await runBare(question)) });
      }
    }
    await bare.dispose();
    await engine.dispose();
    const best = (values: number[]) => Math.max(...values);
    return {
      threads,
      same: pairs.filter((pair) => pair.app.text === pair.bare.text).length,
      app: median(pairs.map((pair) => pair.app.perSecond)),
      bare: median(pairs.map((pair) => pair.bare.perSecond)),
      ratio: median(pairs.map((pair) => pair.app.perSecond / pair.bare.perSecond)),
      best: {
        app: best(pairs.map((pair) => pair.app.perSecond)),
        bare: best(pairs.map((pair) => pair.bare.perSecond)),
      },
      replyRatio: median(pairs.map((pair) => pair.bare.replyMs / pair.app.replyMs)),
    };
  },
  /** Times to first text in ms: nothing known, read ahead, and in the middle of a conversation. */
  async firstTexts(before: readonly ChatMessage[], question: string, rounds: number) {
    const times: { cold: number[]; ahead: number[]; kept: number[] } = {
      cold: [],
      ahead: [],
      kept: [],
    };
    const messages = [...before, said(question)];
    const engine = createBrowserChat({ entry: tutor });
    const forget = () => engine.prefill([said('Name a colour, please.')], never);
    await engine.warmUp(() => {}, never);
    for (let round = 0; round < rounds; round += 1) {
      await forget();
      const cold = await ask(engine, messages);
      times.cold.push(cold.end.firstTokenMs);
      const next = [
        ...messages,
        { role: 'assistant', content: cold.text } as const,
        said(question),
      ];
      times.kept.push((await ask(engine, next)).end.firstTokenMs);
      await forget();
      await engine.prefill(before, never);
      times.ahead.push((await ask(engine, messages)).end.firstTokenMs);
    }
    await engine.dispose();
    return { cold: median(times.cold), ahead: median(times.ahead), kept: median(times.kept) };
  },
};

declare global {
  interface Window {
    chats: typeof page;
  }
}
window.chats = page;
