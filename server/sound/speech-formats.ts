import type { Duplex } from 'node:stream';
import type { SpeechFormat, SpeechSound } from '../jobs/speak.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { ffmpegTransform } from './ffmpeg-transform.ts';
import { PcmToWav, ToPcm } from './pcm-transforms.ts';

/** The dialect's rate of bare samples. */
const PCM_HZ = 24_000;

const mediaTypes: Readonly<Record<SpeechFormat, string>> = {
  wav: 'audio/wav',
  pcm: `audio/pcm;rate=${PCM_HZ};channels=1`,
  mp3: 'audio/mpeg',
  opus: 'audio/ogg;codecs=opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
};

/** What ffmpeg calls what comes in; bare samples need their rate, too. */
const readers: Readonly<Record<Exclude<SpeechFormat, 'pcm'>, string>> = {
  wav: 'wav',
  mp3: 'mp3',
  opus: 'ogg',
  aac: 'aac',
  flac: 'flac',
};

const writers: Readonly<Record<SpeechFormat, readonly string[]>> = {
  wav: ['-c:a', 'pcm_s16le', '-f', 'wav'],
  pcm: ['-ar', String(PCM_HZ), '-f', 's16le'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '64k', '-write_xing', '0', '-f', 'mp3'],
  opus: [
    '-c:a',
    'libopus',
    '-b:a',
    '32k',
    '-application',
    'voip',
    '-page_duration',
    '20000',
    '-f',
    'ogg',
  ],
  aac: ['-c:a', 'aac', '-b:a', '64k', '-f', 'adts'],
  flac: ['-c:a', 'flac', '-f', 'flac'],
};

/** Header text for a kind of sound. */
export function speechMediaType(format: SpeechFormat): string {
  return mediaTypes[format];
}

/**
 * A way from one kind of sound to another: none where they are the same, undefined where there is
 * none without ffmpeg.
 */
export function speechConverter(
  from: SpeechSound,
  to: SpeechFormat,
  ffmpeg: Ffmpeg | undefined,
): Duplex | 'none' | undefined {
  if (from.format === to && (from.format !== 'pcm' || from.sampleRateHz === PCM_HZ)) return 'none';
  if (to === 'pcm' && from.format === 'pcm') return new ToPcm(PCM_HZ, from.sampleRateHz);
  if (to === 'pcm' && from.format === 'wav') return new ToPcm(PCM_HZ, undefined);
  if (to === 'wav' && from.format === 'pcm') return new PcmToWav(from.sampleRateHz);
  if (!ffmpeg) return undefined;
  const input =
    from.format === 'pcm'
      ? ['-f', 's16le', '-ar', String(from.sampleRateHz), '-ac', '1']
      : ['-f', readers[from.format]];
  return ffmpegTransform(ffmpeg, input, writers[to]);
}
