import { once } from 'node:events';
import type { Ffmpeg } from './ffmpeg.ts';
import type { SoundContainer } from './sniff-sound.ts';
import { SPEECH_HZ } from './speech-samples.ts';
import type { StopSignal } from '../stop-signal.ts';

/** An hour of speech: more than anybody says at once, and little enough to keep. */
const MAX_SECONDS = 3600;
const MAX_BYTES = MAX_SECONDS * SPEECH_HZ * 2;

/** Which part of ffmpeg reads a container. Never guessed by it: playlists are formats, too. */
const demuxers: Readonly<Record<SoundContainer, string>> = {
  wav: 'wav',
  webm: 'matroska',
  ogg: 'ogg',
  mp3: 'mp3',
  mp4: 'mov',
  flac: 'flac',
  aac: 'aac',
};

/** Why a recording could not be decoded. */
export type DecodeFailure = 'unreadable' | 'too-long';

/**
 * Has ffmpeg turn a recording into 16-bit samples, one channel at 16 kHz. Nothing is written to
 * disk except by ffmpeg's own buffer for MP4, whose table of contents may stand at the end.
 */
export async function decodeRecording(
  ffmpeg: Ffmpeg,
  bytes: Buffer,
  container: SoundContainer,
  signal: StopSignal,
): Promise<Buffer | DecodeFailure> {
  const seeks = container === 'mp4';
  const child = ffmpeg.start(
    [
      ...['-f', demuxers[container], '-i', seeks ? 'cache:pipe:0' : 'pipe:0'],
      ...['-vn', '-sn', '-dn', '-ac', '1', '-ar', String(SPEECH_HZ), '-f', 's16le', 'pipe:1'],
    ],
    seeks ? 'cache,pipe' : 'pipe',
  );
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    const pieces: Buffer[] = [];
    let total = 0;
    child.stdout.on('data', (piece: Buffer) => {
      total += piece.length;
      if (total > MAX_BYTES) kill();
      else pieces.push(piece);
    });
    // It may stop reading early; that shows in its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(bytes);
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (total > MAX_BYTES) return 'too-long';
    return code === 0 && total > 0 ? Buffer.concat(pieces, total) : 'unreadable';
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}
