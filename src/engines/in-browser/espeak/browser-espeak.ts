import { linkedAbort } from '../../../base/linked-abort.ts';
import type {
  SampledSpeech,
  SynthesizeOptions,
  Synthesizer,
  Voice,
} from '../../../contracts/engine.ts';
import { splitSpeech } from '../../split-speech.ts';
import { createEspeakCall, type EspeakCall } from './espeak-call.ts';
import type { EspeakPart, EspeakResult } from './espeak-protocol.ts';
import { entriesFor } from './espeak-voices.ts';
import { streamParts } from '../stream-parts.ts';

const ID = 'browser-espeak';
/** A second timbre for every language: the same voice, higher. */
const VARIANTS = [
  { suffix: '', name: '' },
  { suffix: '+f3', name: ' 2' },
];
const MAX_CHARACTERS = 300;

/** The voice to use and the file it needs, or null when the language is not spoken. */
function chooseVoice({ language, voice }: SynthesizeOptions) {
  const entries = entriesFor(language);
  const asked = voice?.startsWith(`${ID}/`) ? voice.slice(ID.length + 1) : '';
  const [name, variant] = asked.split('+');
  const entry = entries.find((candidate) => candidate.voice === name) ?? entries[0];
  if (!entry) return null;
  return {
    file: entry.file,
    voice: entry.voice + (entry.voice === name && variant ? `+${variant}` : ''),
  };
}

/**
 * espeak-ng in a worker of its own: speaks some twenty languages offline, at once, with a voice
 * that everybody recognises. The worker starts when something is to be said.
 */
export function createBrowserEspeak(worker: EspeakCall = createEspeakCall()): Synthesizer {
  return {
    id: ID,
    async warmUp(onProgress, signal) {
      const request = { pieces: ['a'], file: 'base', voice: 'gmw/en', rate: 1 };
      await worker.call(request, {}, signal);
      onProgress({ loadedBytes: 0, totalBytes: 0 });
    },
    dispose() {
      worker.stop();
      return Promise.resolve();
    },
    voices(language): Promise<Voice[]> {
      return Promise.resolve(
        entriesFor(language).flatMap((entry) =>
          VARIANTS.map(({ suffix, name }) => ({
            id: `${ID}/${entry.voice}${suffix}`,
            name: `eSpeak ${entry.name}${name}`,
            language: entry.language,
          })),
        ),
      );
    },
    async *synthesize(text, options, signal): AsyncGenerator<SampledSpeech> {
      const chosen = chooseVoice(options);
      const pieces = splitSpeech(text, MAX_CHARACTERS);
      if (!chosen || pieces.length === 0) return;
      const request = { pieces, ...chosen, rate: Math.min(2, Math.max(0.5, options.rate)) };
      // Leaving the loop early must stop the worker too.
      const leaving = linkedAbort(signal);
      try {
        for await (const part of streamParts<EspeakPart, EspeakResult>((onPart) =>
          worker.call(request, { onPart }, leaving.signal),
        )) {
          signal.throwIfAborted();
          const { samples, sampleRateHz, words } = part;
          yield { kind: 'samples', text: pieces[part.index] ?? '', samples, sampleRateHz, words };
        }
      } finally {
        leaving.abort();
      }
    },
  };
}
