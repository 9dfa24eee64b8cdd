import { setImmediate } from 'node:timers/promises';
import { frameBytes, monoSamples } from './mono-samples.ts';
import { Resampler } from './resampler.ts';
import { readWavHeader } from './wav-header.ts';
import type { StopSignal } from '../stop-signal.ts';

/** The rate that every recogniser works at. */
export const SPEECH_HZ = 16_000;
/** Between two looks at what else is to be done: a few milliseconds of work. */
const BLOCK_FRAMES = 16_384;

/**
 * The samples of a WAV file, one channel at 16 kHz, block by block. Lets others work in between.
 * @returns false when it is not a WAV file that can be read.
 */
export async function readSpeech(
  wav: Buffer,
  onBlock: (samples: Float32Array) => void,
  signal: StopSignal,
): Promise<boolean> {
  const format = readWavHeader(wav);
  if (!format || format === 'more') return false;
  const size = frameBytes(format);
  const resampler = new Resampler(format.sampleRateHz, SPEECH_HZ);
  const end = Math.min(wav.length, format.dataStart + format.dataBytes);
  for (let at = format.dataStart; at + size <= end; at += BLOCK_FRAMES * size) {
    const frames = wav.subarray(at, Math.min(end, at + BLOCK_FRAMES * size));
    onBlock(resampler.push(monoSamples(frames, format)));
    await setImmediate();
    signal.throwIfAborted();
  }
  onBlock(resampler.end());
  return true;
}

/** How long a WAV file lasts, in seconds; undefined for anything else. */
export function wavSeconds(wav: Buffer): number | undefined {
  const format = readWavHeader(wav);
  if (!format || format === 'more') return undefined;
  const bytes = Math.min(wav.length - format.dataStart, format.dataBytes);
  return bytes / frameBytes(format) / format.sampleRateHz;
}
