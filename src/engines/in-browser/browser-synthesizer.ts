import { primaryLanguage } from '../../base/primary-language.ts';
import { linkedAbort } from '../../base/linked-abort.ts';
import { ParleyError } from '../../base/parley-error.ts';
import { untilAborted } from '../../base/until-aborted.ts';
import type { LoadProgress, SampledSpeech, Synthesizer } from '../../contracts/engine.ts';
import { splitSpeech } from '../split-speech.ts';
import { spokenText } from '../spoken-text/spoken-text.ts';
import { createBrowserPhonemizer, type Phonemizer } from './espeak/browser-phonemizer.ts';
import { startModelWorker } from './model-jobs.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';
import { createModelWorker } from './model-worker.ts';
import type {
  PieceSound,
  SpeakPart,
  SpeakRequest,
  SpeakResult,
  SpokenPiece,
} from './speak-protocol.ts';
import { streamParts } from './stream-parts.ts';
import type { CatalogVoice } from './voices/voice-model.ts';
import { createVoiceTrial, type VoiceTrial } from './voices/voice-trial.ts';
import type { WorkerLike } from '../../base/worker/worker-call.ts';

export interface BrowserSynthesizerOptions extends ModelTarget {
  /** After so long without a line the voice leaves memory; the next line loads it again. */
  readonly idleUnloadMs?: number;
  readonly startWorker?: () => WorkerLike;
  /** For the families that read sounds; one of its own when absent. */
  readonly phonemizer?: Phonemizer;
  /** Whether the voice is fit to be heard on this device; by default it is tried once per object. */
  readonly trial?: VoiceTrial;
}

/** A neural voice in a worker of this browser. */
export interface BrowserSynthesizer extends Synthesizer {
  /** What runs and how long it took to load; null while nothing is in memory. */
  readonly loaded: LoadedModel | null;
}

/**
 * An abort is heard between pieces, and the memory of a runtime grows with the longest one and never
 * shrinks: Piper holds 245 MB after 140 characters, 350 after 300.
 */
const MAX_CHARACTERS = 140;
/** A long first sentence is begun at its first clause, so that something is heard soon. */
const FIRST_CHARACTERS = 80;
/** Families that are given phonemes instead of letters. */
const BY_SOUND = ['kokoro', 'piper'];

/** Text as pieces for a voice: the first one short, none long. Joined by spaces they are the text. */
function piecesOf(text: string): string[] {
  const [first, ...rest] = splitSpeech(text, MAX_CHARACTERS);
  if (first === undefined) return [];
  const [opening = first] = splitSpeech(first, FIRST_CHARACTERS);
  const remainder = first.slice(opening.length).trim();
  return [opening, ...(remainder ? [remainder] : []), ...rest];
}

/** Kokoro, Supertonic, MMS or Piper, by catalog entry; weights come out of the store. */
export function createBrowserSynthesizer({
  entry,
  device,
  idleUnloadMs,
  startWorker = () => startModelWorker('speak'),
  phonemizer = createBrowserPhonemizer(),
  trial = createVoiceTrial(),
}: BrowserSynthesizerOptions): BrowserSynthesizer {
  const id = `browser-speak/${entry.id}`;
  const worker = createModelWorker<SpeakRequest, SpeakPart, SpeakResult>({
    startWorker,
    idleUnloadMs,
  });
  let target: ModelTarget = device ? { entry, device } : { entry };
  let fit: Promise<void> | null = null;
  let placed: Promise<void> | null = null;

  /** Voices for a language: the same region first, else in the catalog's order. */
  function voicesFor(language: string) {
    const wanted = language.toLowerCase();
    return (entry.voices ?? [])
      .filter((voice) => primaryLanguage(voice.language) === primaryLanguage(wanted))
      .sort(
        (a, b) =>
          Number(b.language.toLowerCase() === wanted) - Number(a.language.toLowerCase() === wanted),
      );
  }

  /** A chip that was found to make noise of this voice is not asked again. */
  async function place(): Promise<void> {
    if (!device && (await trial.refusedOnChip(entry).catch(() => false))) moveToProcessor();
  }

  function moveToProcessor(): void {
    target = { entry, device: 'wasm' };
  }

  async function load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal) {
    await untilAborted((placed ??= place()), signal);
    const onPart = (part: SpeakPart) => {
      if (part.kind === 'loading') onProgress(part);
    };
    return (await worker.ask({ type: 'load', ...target }, onPart, signal)).loaded;
  }

  /** Makes sure that a voice which is in memory may be heard. */
  async function check(voice: CatalogVoice, loaded: LoadedModel, signal: AbortSignal) {
    fit ??= onTrial(voice, loaded).catch((error: unknown) => {
      // Only a verdict is remembered, not a worker that stopped meanwhile.
      if (!isVerdict(error)) fit = null;
      throw error;
    });
    await untilAborted(fit, signal);
  }

  /** On the chip first; where it makes noise there, on the processor, with the same weights. */
  async function onTrial(voice: CatalogVoice, loaded: LoadedModel): Promise<void> {
    const check = (where: LoadedModel) =>
      trial.check({ entry, loaded: where, language: voice.language }, (sentence) =>
        sayForTrial(sentence, voice),
      );
    try {
      await check(loaded);
    } catch (error) {
      if (!isUnfit(error) || !canMove(loaded)) throw error;
      moveToProcessor();
      // Whoever asked first may give up; the others wait for the same trial.
      await check(await load(() => {}, new AbortController().signal));
    }
  }

  function canMove(loaded: LoadedModel): boolean {
    const variant = entry.variants.find(({ name }) => name === loaded.variant);
    return !device && loaded.device === 'webgpu' && variant?.devices.includes('wasm') === true;
  }

  async function sayForTrial(sentence: string, voice: CatalogVoice): Promise<PieceSound> {
    // Whoever asked first may give up; the others wait for the same trial.
    const whole = new AbortController().signal;
    const pieces = await asSpoken([sentence], voice.language, whole);
    const request = { type: 'run', ...target, voice: voice.id, rate: 1, pieces } as const;
    for await (const part of parts(request, whole)) if (part.kind === 'sound') return part;
    throw new Error('The voice said nothing.');
  }

  const parts = (request: SpeakRequest, signal: AbortSignal) =>
    streamParts<SpeakPart, SpeakResult>((onPart) => worker.ask(request, onPart, signal));

  async function asSpoken(
    pieces: readonly string[],
    language: string,
    signal: AbortSignal,
  ): Promise<SpokenPiece[]> {
    const texts = pieces.map((piece) => spokenText(piece, language));
    if (!BY_SOUND.includes(entry.family)) return texts.map((text) => ({ text }));
    const phonemes = await phonemizer.phonemize(texts, language, signal);
    return texts.map((text, index) => ({ text, phonemes: phonemes[index] ?? '' }));
  }

  return {
    id,
    get loaded() {
      return worker.loaded;
    },
    async warmUp(onProgress, signal) {
      const loaded = await load(onProgress, signal);
      const [voice] = entry.voices ?? [];
      if (voice) await check(voice, loaded, signal);
    },
    dispose() {
      worker.dispose();
      phonemizer.stop();
      return Promise.resolve();
    },
    voices: (language) =>
      Promise.resolve(
        voicesFor(language).map((voice) => ({
          id: `${id}/${voice.id}`,
          name: `${entry.name} · ${voice.name}`,
          language: voice.language,
        })),
      ),
    async *synthesize(
      text,
      { language, rate, voice: asked },
      signal,
    ): AsyncGenerator<SampledSpeech> {
      const pieces = piecesOf(text).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
      const voices = voicesFor(language);
      const voice = voices.find((candidate) => asked === `${id}/${candidate.id}`) ?? voices[0];
      if (!voice || pieces.length === 0) return;
      // Leaving the loop early must stop the worker too.
      const leaving = linkedAbort(signal);
      try {
        // A voice that is known to be fit is loaded by the line itself.
        if (fit) await untilAborted(fit, leaving.signal);
        else await check(voice, await load(() => {}, leaving.signal), leaving.signal);
        const request = {
          type: 'run',
          ...target,
          voice: voice.id,
          rate: Math.min(2, Math.max(0.5, rate)),
          pieces: await asSpoken(pieces, voice.language, leaving.signal),
        } as const;
        for await (const part of parts(request, leaving.signal)) {
          signal.throwIfAborted();
          if (part.kind !== 'sound') continue;
          const { samples, sampleRateHz, index } = part;
          yield { kind: 'samples', text: pieces[index] ?? '', samples, sampleRateHz };
        }
      } finally {
        leaving.abort();
      }
    },
  };
}

const isUnfit = (error: unknown) => error instanceof ParleyError && error.code === 'voice-unfit';
const isVerdict = (error: unknown) =>
  error instanceof ParleyError && ['voice-unfit', 'voice-too-slow'].includes(error.code);
