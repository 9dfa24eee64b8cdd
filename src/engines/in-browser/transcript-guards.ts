import type { Transcript } from '../../contracts/engine.ts';
import inventions from './known-inventions.json' with { type: 'json' };

/** Loudness of an utterance: the mean level of its loudest 30 ms, and its highest sample, 0..1. */
export interface Loudness {
  readonly loudest: number;
  readonly peak: number;
}

const WINDOW_SAMPLES = 480;
/** About -50 dBFS: below it lies a quiet room, above it the quietest voice a microphone passes on. */
const SILENT_LEVEL = 0.003;
const SILENT_PEAK = 0.01;
/** About -36 dBFS: a voice far from the microphone, or no voice. */
const QUIET_LEVEL = 0.016;
/** Whisper's own limit for "this decoding failed". */
const LOW_LOG_PROBABILITY = -1;
/** Nobody says more; a model that loops or invents does. */
const WORDS_PER_SECOND = 8;

/** `samples`: mono, -1..1. Both values are 0 for no samples. */
export function loudnessOf(samples: Float32Array): Loudness {
  let loudest = 0;
  let peak = 0;
  for (let from = 0; from < samples.length; from += WINDOW_SAMPLES) {
    const window = samples.subarray(from, from + WINDOW_SAMPLES);
    let energy = 0;
    for (const sample of window) {
      energy += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    loudest = Math.max(loudest, Math.sqrt(energy / window.length));
  }
  return { loudest, peak };
}

/** True when there is nothing to recognise; a model would invent words. */
export function isSilent({ loudest, peak }: Loudness): boolean {
  return loudest < SILENT_LEVEL || peak < SILENT_PEAK;
}

/** Lower case, apostrophes gone, everything that is no letter or digit a single space. */
function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const ALWAYS_INVENTED = new Set(inventions.always.map(normal));
const INVENTED_WHEN_QUIET = new Set(inventions.whenQuiet.map(normal));

/**
 * Where a group of 1..8 words begins to repeat to the end of the text, and how long it is: single
 * words six times, groups four times. Null when nothing loops.
 */
function loopOf(
  words: readonly string[],
): { readonly from: number; readonly length: number } | null {
  for (let length = 1; length <= 8; length += 1) {
    let from = words.length - length;
    while (from > 0 && words[from - 1] === words[from - 1 + length]) from -= 1;
    const times = (words.length - from) / length;
    if (times >= (length === 1 ? 6 : 4)) return { from, length };
  }
  return null;
}

/** One word that is a syllable over and over: "hahahahahaha…". */
const STUTTER = /(\p{L}{1,4}?)\1{9,}/u;

/** Whether each word begins no earlier than the one before and ends after it begins. */
function timesRise(words: NonNullable<Transcript['words']>): boolean {
  return words.every(
    ({ fromMs, toMs }, index) => toMs >= fromMs && fromMs >= (words[index - 1]?.fromMs ?? 0),
  );
}

/** What is known about an utterance beside its text. */
export interface Evidence {
  readonly loudness: Loudness;
  readonly durationMs: number;
  /** Mean natural logarithm of the chosen tokens' probabilities, where known. */
  readonly averageLogProbability?: number | undefined;
  /** It was written until the model was stopped. */
  readonly runaway?: boolean | undefined;
  /** How this model's mean becomes the chance that its words are right; a careful guess when absent. */
  readonly calibration?: { readonly offset: number; readonly slope: number } | undefined;
  /** Words likely to be said: what is expected is not taken for an invention. */
  readonly vocabulary?: readonly string[] | undefined;
}

/** Of a model that nobody measured on people: as Whisper Base, which is never quite sure. */
const CAREFUL = { offset: 0.64, slope: 1.27 };

function confidenceOf(average: number, calibration: Evidence['calibration'] = CAREFUL): number {
  return 1 / (1 + Math.exp(-(calibration.offset + calibration.slope * average)));
}

/**
 * A final transcript as far as it can be believed. Inventions are emptied, a loop is cut to its
 * first round, a text that is merely unlikely is kept; `doubt` says which. Word times that do not
 * rise are dropped.
 */
export function guardTranscript(transcript: Transcript, evidence: Evidence): Transcript {
  const { words, ...untimed } = transcript;
  const { loudness, averageLogProbability: average } = evidence;
  const plain: Transcript =
    average === undefined
      ? untimed
      : { ...untimed, confidence: confidenceOf(average, evidence.calibration) };
  const checked: Transcript = words && timesRise(words) ? { ...plain, words } : plain;
  const emptied = (doubt: Transcript['doubt']): Transcript => ({
    ...plain,
    text: '',
    ...(doubt ? { doubt } : {}),
  });
  if (isSilent(loudness)) return emptied('silence');
  const said = normal(transcript.text);
  const spoken = transcript.text.trim().split(/\s+/);
  if (said === '') return emptied(undefined);
  const expected = evidence.vocabulary?.some((phrase) => normal(phrase) === said) ?? false;
  if (expected) return checked;
  if (ALWAYS_INVENTED.has(said)) return emptied('invention');
  const unsure = average !== undefined && average < LOW_LOG_PROBABILITY;
  const quiet = loudness.loudest < QUIET_LEVEL;
  if ((quiet || unsure) && INVENTED_WHEN_QUIET.has(said)) return emptied('invention');
  const loop = loopOf(said.split(' '));
  if (loop) {
    const kept = spoken.slice(0, loop.from + loop.length).join(' ');
    return { ...plain, text: kept, doubt: 'repetition' };
  }
  if (STUTTER.test(said) || evidence.runaway) return emptied('repetition');
  if (spoken.length > 3 + (WORDS_PER_SECOND * evidence.durationMs) / 1000) {
    return emptied('invention');
  }
  return unsure ? { ...checked, doubt: 'low-confidence' } : checked;
}
