/** What was measured of a stretch of sound; see `unlikeSpeech` for what each is good for. */
export interface SpeechMeasures {
  readonly durationMs: number;
  readonly peak: number;
  /** Share of samples at the very top of the wave. */
  readonly clippedShare: number;
  /** Between the loud tenth and the quiet tenth of 20 ms frames. */
  readonly rangeDb: number;
  /** Share of the loudness's changes that come 2 to 8 times a second, as syllables do. */
  readonly syllableShare: number;
  /** Share of loud frames with a pitch between 60 and 400 Hz. */
  readonly voicedShare: number;
  /** Mean over loud frames: how much of a sample follows from those before. 0 for white noise. */
  readonly predictionGainDb: number;
}

const FRAME_MS = 20;
const PITCH_FRAME_MS = 40;
const LOWEST_PITCH_HZ = 60;
const HIGHEST_PITCH_HZ = 400;
/** Likeness of two neighbouring periods from which a frame counts as voiced. */
const VOICED = 0.5;
const PREDICTION_ORDER = 10;

const decibels = (ratio: number) => 10 * Math.log10(Math.max(ratio, 1e-12));

function frameEnergies(samples: Float32Array, size: number): number[] {
  const energies: number[] = [];
  for (let at = 0; at + size <= samples.length; at += size) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += (samples[i] ?? 0) ** 2;
    energies.push(sum / size);
  }
  return energies;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Power of an envelope between two frequencies, by the definition of the Fourier transform. */
function bandPower(envelope: readonly number[], stepMs: number, fromHz: number, toHz: number) {
  const seconds = (envelope.length * stepMs) / 1000;
  let power = 0;
  for (let k = Math.ceil(fromHz * seconds); k <= toHz * seconds; k++) {
    let real = 0;
    let imaginary = 0;
    for (const [i, value] of envelope.entries()) {
      const angle = (2 * Math.PI * k * i) / envelope.length;
      real += value * Math.cos(angle);
      imaginary += value * Math.sin(angle);
    }
    power += real ** 2 + imaginary ** 2;
  }
  return power;
}

function syllableShare(energies: readonly number[]): number {
  const roots = energies.map(Math.sqrt);
  const mean = roots.reduce((sum, root) => sum + root, 0) / (roots.length || 1);
  const envelope = roots.map((root) => root - mean);
  const all = bandPower(envelope, FRAME_MS, 0.5, 24);
  return all === 0 ? 0 : bandPower(envelope, FRAME_MS, 2, 8) / all;
}

/** The best likeness of a frame with itself one pitch period later, 0..1. */
function periodicity(samples: Float32Array, at: number, size: number, rateHz: number): number {
  let best = 0;
  const longest = Math.floor(rateHz / LOWEST_PITCH_HZ);
  for (let lag = Math.ceil(rateHz / HIGHEST_PITCH_HZ); lag <= longest; lag++) {
    let product = 0;
    let first = 1e-12;
    let second = 1e-12;
    for (let i = at; i + lag < at + size; i++) {
      const x = samples[i] ?? 0;
      const y = samples[i + lag] ?? 0;
      product += x * y;
      first += x * x;
      second += y * y;
    }
    best = Math.max(best, product / Math.sqrt(first * second));
  }
  return best;
}

/** Energy against what is left of it when each sample is predicted from those before (Levinson). */
function predictionGainDb(samples: Float32Array, at: number, size: number): number {
  const correlation = Array.from({ length: PREDICTION_ORDER + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = at; i + lag < at + size; i++) sum += (samples[i] ?? 0) * (samples[i + lag] ?? 0);
    return sum;
  });
  const energy = (correlation[0] ?? 0) * 1.0001 + 1e-12;
  let rest = energy;
  let weights: number[] = [];
  for (let order = 1; order <= PREDICTION_ORDER; order++) {
    let reflection = correlation[order] ?? 0;
    for (const [i, weight] of weights.entries())
      reflection -= weight * (correlation[order - 1 - i] ?? 0);
    reflection /= rest;
    const before = weights;
    weights = before.map((weight, i) => weight - reflection * (before[before.length - 1 - i] ?? 0));
    weights.push(reflection);
    rest *= 1 - reflection ** 2;
  }
  return decibels(energy / Math.max(rest, 1e-12));
}

/** Measures mono sound. A few milliseconds of work per second of sound. */
export function measureSpeech(samples: Float32Array, sampleRateHz: number): SpeechMeasures {
  const size = Math.round((sampleRateHz * FRAME_MS) / 1000);
  const energies = frameEnergies(samples, size);
  const sorted = [...energies].sort((a, b) => a - b);
  const loud = percentile(sorted, 0.5);
  const pitchSize = Math.round((sampleRateHz * PITCH_FRAME_MS) / 1000);
  let frames = 0;
  let voiced = 0;
  let gains = 0;
  for (const [index, energy] of energies.entries()) {
    const at = index * size;
    if (energy < loud || energy === 0 || at + pitchSize > samples.length) continue;
    frames += 1;
    if (periodicity(samples, at, pitchSize, sampleRateHz) >= VOICED) voiced += 1;
    gains += predictionGainDb(samples, at, size);
  }
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  let top = 0;
  for (const sample of samples) if (Math.abs(sample) >= peak * 0.985) top += 1;
  return {
    durationMs: (samples.length / sampleRateHz) * 1000,
    peak,
    clippedShare: top / (samples.length || 1),
    rangeDb: decibels(percentile(sorted, 0.9) / Math.max(percentile(sorted, 0.1), 1e-12)),
    syllableShare: syllableShare(energies),
    voicedShare: voiced / (frames || 1),
    predictionGainDb: gains / (frames || 1),
  };
}

/**
 * Where speech ends and something else begins. Measured on whole sentences: the recordings under
 * tests/fixtures/speech and espeak-ng in four languages and four timbres (whispered among them),
 * against random weights, noise, hum and their like. In brackets: speech / the nearest of the rest.
 */
const BOUNDS = {
  /** 44..87 / random weights 128. */
  msPerCharacter: [30, 115],
  /** 30 and more / random weights 2, room noise 4, brown noise 6. */
  rangeDb: 12,
  /** 0.28 and more / hum 0.08; words of one syllable are below, so sentences are measured. */
  syllableShare: 0.2,
  /** 0.7 and more, whispered 0.01 / noise that swells like syllables 0. */
  voicedShare: 0.2,
  /** 11..21 / white noise 0.1, random weights 1.9, room noise 6; above: a pure tone, 34. */
  predictionGainDb: [7, 28],
  /** 0.002 / a wave cut flat at half its height 0.3. */
  clippedShare: 0.05,
} as const;

const within = (value: number, [least, most]: readonly [number, number]) =>
  value >= least && value <= most;

/** Why sound that should say so many characters is no speech, for developers; null when it may be. */
export function unlikeSpeech(measures: SpeechMeasures, characters: number): string | null {
  if (!(measures.peak > 0.01)) return 'silence';
  if (measures.clippedShare > BOUNDS.clippedShare) return 'clipped';
  if (!within(measures.durationMs / characters, BOUNDS.msPerCharacter)) return 'duration';
  if (measures.rangeDb < BOUNDS.rangeDb) return 'loudness that never changes';
  if (measures.syllableShare < BOUNDS.syllableShare) return 'no syllables';
  if (measures.voicedShare < BOUNDS.voicedShare) return 'no voice';
  if (!within(measures.predictionGainDb, BOUNDS.predictionGainDb)) return 'noise or tone';
  return null;
}
