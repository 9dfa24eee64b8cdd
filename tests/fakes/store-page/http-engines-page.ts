import { ParleyError } from '../../../src/base/parley-error.ts';
import { readWav } from '../../../src/base/wav.ts';
import { createHttpChat } from '../../../src/engines/over-http/http-chat.ts';
import { createHttpEmbedder } from '../../../src/engines/over-http/http-embedder.ts';
import { createHttpSynthesizer } from '../../../src/engines/over-http/http-synthesizer.ts';
import type { HttpTarget } from '../../../src/engines/over-http/http-target.ts';
import { createHttpTranscriber } from '../../../src/engines/over-http/http-transcriber.ts';

const never = new AbortController().signal;

const targetOf = (address: string, model: string): HttpTarget => ({
  id: `http/${model}`,
  address,
  model,
  policy: () => 'school-network',
  key: () => null,
  languages: ['en'],
  timeouts: { reachMs: 20_000, firstMs: 60_000 },
});

const page = {
  /** The reply, or the code of what went wrong; `stopAfter` pieces it is given up. */
  async chat(address: string, model: string, question: string, stopAfter = Infinity) {
    const control = new AbortController();
    const texts: string[] = [];
    try {
      const messages = [{ role: 'user', content: question }] as const;
      const options = { temperature: 0 };
      const chat = createHttpChat(targetOf(address, model));
      for await (const part of chat.chat(messages, options, control.signal)) {
        if (part.kind === 'text') texts.push(part.text);
        if (texts.length >= stopAfter) control.abort(new DOMException('enough', 'AbortError'));
      }
      return { text: texts.join(''), code: '' };
    } catch (error) {
      const code = error instanceof ParleyError ? error.code : (error as Error).name;
      return { text: texts.join(''), code };
    }
  },
  async hear(address: string, bytes: readonly number[]) {
    const sound = readWav(Uint8Array.from(bytes));
    const engine = createHttpTranscriber(targetOf(address, 'tiny-whisper'));
    async function* frames() {
      await Promise.resolve();
      if (sound) yield sound.samples;
    }
    for await (const each of engine.transcribe(frames(), { language: 'en' }, never)) {
      if (each.final) return each.text;
    }
    return '';
  },
  async speak(address: string, text: string) {
    const engine = createHttpSynthesizer(targetOf(address, 'tiny-vits-random'));
    const pieces: { text: string; seconds: number }[] = [];
    for await (const piece of engine.synthesize(text, { language: 'en', rate: 1 }, never)) {
      if (piece.kind !== 'samples') continue;
      pieces.push({ text: piece.text, seconds: piece.samples.length / piece.sampleRateHz });
    }
    return pieces;
  },
  async embed(address: string, texts: readonly string[]) {
    const vectors = await createHttpEmbedder(targetOf(address, 'tiny-embedder')).embed(
      texts,
      never,
    );
    return vectors.map(({ length }) => length);
  },
};

declare global {
  interface Window {
    httpEngines?: typeof page;
  }
}
window.httpEngines = page;
