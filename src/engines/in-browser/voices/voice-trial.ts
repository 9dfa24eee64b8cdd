import { ParleyError } from '../../../base/parley-error.ts';
import { primaryLanguage } from '../../../base/primary-language.ts';
import type { ModelEntry } from '../../../contracts/catalog.ts';
import { SPEECH_RATE_HZ, type Transcriber } from '../../../contracts/engine.ts';
import type { KeptValues } from '../../../model-store/kept/kept-values.ts';
import type { LoadedModel } from '../model-slot.ts';
import type { PieceSound } from '../speak-protocol.ts';
import { brokenSound } from './broken-sound.ts';
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
   * known sentence. Nobody waits for it twice: a voice that passed by measure is listened to later,
   * and what that finds holds from the next visit on. Rejects with `voice-unfit` or `voice-too-slow`.
   */
  check(subject: TrialSubject, speak: (sentence: string) => Promise<TrialSpeech>): Promise<void>;
  /** Whether a graphics chip of this browser was found to make noise of a voice, on any visit. */
  refusedOnChip(entry: ModelEntry): Promise<boolean>;
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
  /** Does what nobody waits for, in a while. */
  readonly later?: (work: () => void) => void;
}

/** Seconds of work per second of sound above which a conversation would have gaps. */
const SLOWEST = 0.8;
/** A runtime's code gets faster by use, and the machine may be busy: so often a voice may try. */
const TRIES = 3;
/** More than this many words wrong and a learner would not understand either. */
const MOST_WORD_ERRORS = 0.5;
/** By then whoever came to learn has begun. */
const LISTEN_AFTER_MS = 20_000;
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

/** On the chip a voice may fail that is fit on the processor: two verdicts. */
const nameOf = ({ id }: ModelEntry, device: LoadedModel['device']) =>
  `voice-trial.${id}${device === 'webgpu' ? '.webgpu' : ''}`;

/** What the worker found broken before anybody could measure it is a verdict, too. */
async function spoken(speech: Promise<TrialSpeech>): Promise<TrialSpeech | { broken: string }> {
  try {
    return await speech;
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'voice-unfit') throw error;
    return { broken: 'broken sound' };
  }
}
/** Seconds of work per second of sound. */
const factorOf = ({ samples, sampleRateHz, runMs }: TrialSpeech) =>
  runMs / Math.max(1, (samples.length / sampleRateHz) * 1000);

const isVerdict = (value: unknown): value is Verdict =>
  typeof value === 'object' && value !== null && 'where' in value && 'result' in value;

/** Tries voices by measure, and by ear where something on this device understands speech. */
export function createVoiceTrial({
  kept,
  transcriber = () => null,
  surroundings = browserAndAdapter,
  resample = resampleByPlatform,
  now = () => Date.now(),
  later = (work) => void setTimeout(work, LISTEN_AFTER_MS),
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
    const speech = await spoken(speak(sentence));
    if ('broken' in speech)
      return { result: 'unfit', reason: speech.broken, realTimeFactor: 0, heard: false };
    const { samples, sampleRateHz } = speech;
    let realTimeFactor = factorOf(speech);
    const unlike =
      brokenSound(samples) ?? unlikeSpeech(measureSpeech(samples, sampleRateHz), sentence.length);
    if (unlike) return { result: 'unfit', reason: unlike, realTimeFactor, heard: false };
    const understood = await isUnderstood(speech, sentence, language);
    for (let tries = 1; realTimeFactor > SLOWEST && tries < TRIES; tries += 1)
      realTimeFactor = Math.min(realTimeFactor, factorOf(await speak(sentence)));
    const judged = { realTimeFactor, heard: understood !== null };
    if (understood === false) return { ...judged, result: 'unfit', reason: 'not understood' };
    if (realTimeFactor > SLOWEST) return { ...judged, result: 'slow', reason: 'slow' };
    return { ...judged, result: 'fit', reason: '' };
  }

  return {
    async check(subject, speak) {
      const { entry, loaded } = subject;
      const name = nameOf(entry, loaded.device);
      const version = versionOf(entry, loaded);
      const around = await surroundings(loaded.device);
      const where = [loaded.variant, version, loaded.device, around].join(' ');
      const known = await memory.read(name);
      const holds =
        isVerdict(known) &&
        known.where === where &&
        (known.result !== 'slow' || now() - known.at < SLOW_FOR_MS);
      const tryNow = async (): Promise<Verdict> => {
        const tried = { ...(await judge(subject, speak)), where, at: now() };
        // What cannot be remembered is tried again on the next visit.
        await memory.write(name, tried).catch(() => {});
        return tried;
      };
      const verdict = holds ? known : await tryNow();
      if (holds && known.result === 'fit' && !known.heard)
        later(() => {
          // A voice that went away meanwhile is listened to another time.
          if (transcriber(subject.language)) tryNow().catch(() => {});
        });
      if (verdict.result === 'unfit') throw voiceUnfit(entry.name, verdict.reason);
      if (verdict.result === 'slow') throw voiceTooSlow(entry.name);
    },
    async refusedOnChip(entry) {
      const known = await memory.read(nameOf(entry, 'webgpu'));
      if (!isVerdict(known) || known.result !== 'unfit') return false;
      return known.where.endsWith(` webgpu ${await surroundings('webgpu')}`);
    },
  };
}

/** Which weights were tried: new ones may sound otherwise. */
function versionOf({ files }: ModelEntry, { variant }: LoadedModel): string {
  const weights = files.filter(
    ({ role, variants }) => role === 'weights' && (variants?.includes(variant) ?? true),
  );
  return weights.map(({ sha256 }) => sha256?.slice(0, 8) ?? 'unpinned').join('+');
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
