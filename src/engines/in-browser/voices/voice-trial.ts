import { primaryLanguage } from '../../../base/primary-language.ts';
import type { ModelEntry } from '../../../contracts/catalog.ts';
import { SPEECH_RATE_HZ, type Transcriber } from '../../../contracts/engine.ts';
import type { KeptValues } from '../../../model-store/kept-values.ts';
import type { LoadedModel } from '../model-slot.ts';
import type { PieceSound } from '../speak-protocol.ts';
import { measureSpeech, unlikeSpeech } from './speech-likeness.ts';
import sentences from './trial-sentences.json' with { type: 'json' };
import { voiceTooSlow, voiceUnfit } from './voice-errors.ts';
import { wordErrorRate } from './word-errors.ts';

/** What is on trial. `language` (BCP 47) is that of the voice which was asked for. */
export interface TrialSubject {
  readonly entry: ModelEntry;
  readonly loaded: LoadedModel;
  readonly language: string;
}

/** Sound of a sentence and what it took. */
export type TrialSpeech = Pick<PieceSound, 'samples' | 'sampleRateHz' | 'runMs'>;

/** A voice is tried once per device before anybody hears it. */
export interface VoiceTrial {
  /**
   * Settles when the voice passed, here and now or on an earlier visit; `speak` makes it say a
   * known sentence. Rejects with `voice-unfit` or `voice-too-slow`.
   */
  check(subject: TrialSubject, speak: (sentence: string) => Promise<TrialSpeech>): Promise<void>;
}

export interface VoiceTrialParts {
  /** Where results are remembered; only as long as this object lives when absent. */
  readonly kept?: Pick<KeptValues, 'read' | 'write'>;
  /** Asked whether it understands the voice; null where nothing understands the language. */
  readonly transcriber?: (language: string) => Transcriber | null;
  /** Browser and graphics adapter: another of these, another trial. */
  readonly surroundings?: (device: LoadedModel['device']) => Promise<string>;
  readonly resample?: (samples: Float32Array, rateHz: number) => Promise<Float32Array>;
  /** Unix ms. */
  readonly now?: () => number;
}

/** Seconds of work per second of sound above which a conversation would have gaps. */
const SLOWEST = 0.8;
/** More than this many words wrong and a learner would not understand either. */
const MOST_WORD_ERRORS = 0.5;
/** Slowness may have been something else that ran; it is looked at again. */
const SLOW_FOR_MS = 24 * 3600 * 1000;

interface Verdict {
  readonly where: string;
  readonly result: 'fit' | 'unfit' | 'slow';
  readonly reason: string;
  readonly realTimeFactor: number;
  /** Something that understands speech listened to it. */
  readonly heard: boolean;
  readonly at: number;
}

const isVerdict = (value: unknown): value is Verdict =>
  typeof value === 'object' && value !== null && 'where' in value && 'result' in value;

/** Tries voices by measure, and by ear where something on this device understands speech. */
export function createVoiceTrial({
  kept,
  transcriber = () => null,
  surroundings = browserAndAdapter,
  resample = resampleByPlatform,
  now = () => Date.now(),
}: VoiceTrialParts = {}): VoiceTrial {
  const here = new Map<string, unknown>();
  const memory = kept ?? {
    read: (name: string) => Promise.resolve(here.get(name)),
    write: (name: string, value: unknown) => Promise.resolve(void here.set(name, value)),
  };

  /** Null where nothing could tell. */
  async function isUnderstood(speech: TrialSpeech, sentence: string, language: string) {
    const listener = transcriber(language);
    if (!listener) return null;
    const audio = await resample(speech.samples, speech.sampleRateHz);
    const whole = new AbortController().signal;
    let heard = '';
    try {
      for await (const each of listener.transcribe(frames(audio), { language }, whole))
        heard = each.text;
    } catch {
      // A transcriber that fails says nothing of the voice.
      return null;
    }
    return wordErrorRate(sentence, heard) <= MOST_WORD_ERRORS;
  }

  async function judge(
    { language }: TrialSubject,
    speak: (sentence: string) => Promise<TrialSpeech>,
  ): Promise<Omit<Verdict, 'where' | 'at'>> {
    const primary = primaryLanguage(language);
    const sentence = (sentences as Record<string, string>)[primary] ?? sentences.en;
    const speech = await speak(sentence);
    const { samples, sampleRateHz, runMs } = speech;
    const realTimeFactor = runMs / Math.max(1, (samples.length / sampleRateHz) * 1000);
    const unlike = unlikeSpeech(measureSpeech(samples, sampleRateHz), sentence.length);
    if (unlike) return { result: 'unfit', reason: unlike, realTimeFactor, heard: false };
    const understood = await isUnderstood(speech, sentence, language);
    const judged = { realTimeFactor, heard: understood !== null };
    if (understood === false) return { ...judged, result: 'unfit', reason: 'not understood' };
    if (realTimeFactor > SLOWEST) return { ...judged, result: 'slow', reason: 'slow' };
    return { ...judged, result: 'fit', reason: '' };
  }

  return {
    async check(subject, speak) {
      const { entry, loaded } = subject;
      const name = `voice-trial.${entry.id}`;
      const where = [loaded.variant, loaded.device, await surroundings(loaded.device)].join(' ');
      const known = await memory.read(name);
      const holds =
        isVerdict(known) &&
        known.where === where &&
        (known.result !== 'slow' || now() - known.at < SLOW_FOR_MS) &&
        // Measured well; now somebody can listen, too.
        (known.result !== 'fit' || known.heard || transcriber(subject.language) === null);
      const verdict: Verdict = holds
        ? known
        : { ...(await judge(subject, speak)), where, at: now() };
      // What cannot be remembered is tried again on the next visit.
      if (!holds) await memory.write(name, verdict).catch(() => {});
      if (verdict.result === 'unfit') throw voiceUnfit(entry.name, verdict.reason);
      if (verdict.result === 'slow') throw voiceTooSlow(entry.name);
    },
  };
}

async function* frames(samples: Float32Array): AsyncGenerator<Float32Array> {
  await Promise.resolve();
  yield samples;
}

async function browserAndAdapter(device: LoadedModel['device']): Promise<string> {
  const { userAgent, gpu } = navigator as Navigator & {
    gpu?: { requestAdapter(): Promise<{ info?: { vendor: string; architecture: string } } | null> };
  };
  if (device !== 'webgpu') return userAgent;
  const { info } = (await gpu?.requestAdapter().catch(() => null)) ?? {};
  return `${userAgent} ${info?.vendor ?? ''} ${info?.architecture ?? ''}`;
}

async function resampleByPlatform(samples: Float32Array, rateHz: number): Promise<Float32Array> {
  const length = Math.ceil((samples.length * SPEECH_RATE_HZ) / rateHz);
  const context = new OfflineAudioContext(1, length, SPEECH_RATE_HZ);
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: rateHz });
  buffer.copyToChannel(Float32Array.from(samples), 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0);
}
