import { isRecord } from './read-whole.ts';
import type { TranscribeAnswer, TranscriptSegment, TranscriptWord } from '../jobs/transcribe.ts';
import { UpstreamError } from './upstream-error.ts';

/**
 * Deepgram's answer, reduced to what we know.
 * @throws UpstreamError `garbage` when no transcript is in it.
 */
export function readDeepgramTranscript(
  body: Record<string, unknown>,
  asked: string | undefined,
): TranscribeAnswer {
  const results = isRecord(body['results']) ? body['results'] : {};
  const channel = first(results['channels']);
  const best = first(channel?.['alternatives']);
  const transcript = best?.['transcript'];
  if (typeof transcript !== 'string') throw new UpstreamError('garbage');
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  const duration = metadata['duration'];
  const detected = channel?.['detected_language'];
  const language = typeof detected === 'string' ? detected : asked;
  const words = entries(best?.['words']).flatMap(readWord);
  return {
    text: transcript.trim(),
    segments: entries(results['utterances']).flatMap(readUtterance),
    ...(language === undefined ? {} : { language }),
    ...(typeof duration === 'number' ? { durationS: duration } : {}),
    ...(words.length > 0 ? { words } : {}),
  };
}

function readUtterance(entry: Record<string, unknown>): TranscriptSegment[] {
  const { transcript, start, end } = entry;
  if (typeof transcript !== 'string' || typeof start !== 'number' || typeof end !== 'number') {
    return [];
  }
  return [{ text: transcript.trim(), startS: start, endS: end }];
}

function readWord(entry: Record<string, unknown>): TranscriptWord[] {
  const { word, punctuated_word: written, start, end } = entry;
  const text = typeof written === 'string' ? written : word;
  if (typeof text !== 'string' || typeof start !== 'number' || typeof end !== 'number') return [];
  return [{ word: text, startS: start, endS: end }];
}

function entries(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function first(value: unknown): Record<string, unknown> | undefined {
  return entries(value)[0];
}
