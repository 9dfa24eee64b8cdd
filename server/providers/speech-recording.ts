import { decodeRecording } from '../sound/decode-recording.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';
import { pcm16 } from '../sound/mono-samples.ts';
import { sniffSound } from '../sound/sniff-sound.ts';
import { readSpeech, SPEECH_HZ } from '../sound/speech-samples.ts';
import { readWavHeader, wavHeader } from '../sound/wav-header.ts';
import type { Recording } from '../jobs/transcribe.ts';
import { UpstreamError } from './upstream-error.ts';
import type { StopSignal } from '../stop-signal.ts';

/**
 * A recording as 16-bit samples, one channel at 16 kHz: WAV is read here, everything else by
 * ffmpeg where there is one.
 * @throws UpstreamError of the refusal `sound-format` when it cannot be read.
 */
export async function speechPcm(
  recording: Recording,
  ffmpeg: Ffmpeg,
  signal: StopSignal,
): Promise<Buffer> {
  const container = sniffSound(recording.bytes);
  if (container === 'wav') {
    const ready = readySamples(recording.bytes);
    if (ready) return ready;
    const pieces: Buffer[] = [];
    const add = (samples: Float32Array) => void pieces.push(pcm16(samples));
    if (await readSpeech(recording.bytes, add, signal)) return Buffer.concat(pieces);
  }
  if (!container) {
    throw unreadable(
      'The recording is in no format known here; send WAV, WebM, Ogg, MP4, MP3 or FLAC.',
    );
  }
  if (!(await ffmpeg.available())) {
    throw unreadable(
      `This recording (${container}) needs ffmpeg, which is not installed beside the companion; send WAV instead.`,
    );
  }
  const decoded = await decodeRecording(ffmpeg, recording.bytes, container, signal);
  if (decoded === 'too-long') throw unreadable('The recording is longer than an hour.');
  if (decoded === 'unreadable') throw unreadable('The recording is damaged or empty.');
  return decoded;
}

/** The same as a WAV file, for servers that read nothing else. */
export async function speechWav(
  recording: Recording,
  ffmpeg: Ffmpeg,
  signal: StopSignal,
): Promise<Recording> {
  const samples = await speechPcm(recording, ffmpeg, signal);
  return {
    bytes: Buffer.concat([wavHeader(SPEECH_HZ, samples.length), samples]),
    mediaType: 'audio/wav',
    fileName: 'recording.wav',
  };
}

/** The samples themselves where they already are as wanted. */
function readySamples(wav: Buffer): Buffer | undefined {
  const format = readWavHeader(wav);
  if (!format || format === 'more') return undefined;
  const { coding, bits, channels, sampleRateHz, dataStart, dataBytes } = format;
  if (coding !== 'integer' || bits !== 16 || channels !== 1 || sampleRateHz !== SPEECH_HZ) {
    return undefined;
  }
  const length = Math.min(dataBytes, wav.length - dataStart);
  return wav.subarray(dataStart, dataStart + length - (length % 2));
}

function unreadable(sentence: string): UpstreamError {
  return new UpstreamError('status', {
    status: 415,
    refusal: 'sound-format',
    sentence,
    param: 'file',
  });
}
