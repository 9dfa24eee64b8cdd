import { isRecord } from './read-whole.ts';
import type { TranscribeAnswer, TranscriptSegment, TranscriptWord } from '../jobs/transcribe.ts';
import { UpstreamError } from './upstream-error.ts';

/** Nobody speaks for eleven days: such times are nanoseconds, as LocalAI gives them. */
const NANOSECONDS_FROM = 1e6;

/**
 * A transcript in the OpenAI dialect, `json` or `verbose_json`, reduced to the fields we know.
 * @throws UpstreamError `garbage` when there is no text in it.
 */
export function readTranscript(body: Record<string, unknown>): TranscribeAnswer {
  const { text, language, duration } = body;
  if (typeof text !== 'string') throw new UpstreamError('garbage');
  const entries = list(body['segments']);
  const segments = entries.flatMap(readSegment);
  // whisper.cpp tells words inside their segments.
  const told = Array.isArray(body['words'])
    ? list(body['words'])
    : entries.flatMap((entry) => list(entry['words']));
  const words = told.flatMap(readWord);
  return {
    text: oneLine(text),
    segments,
    ...(typeof language === 'string' && language !== '' ? { language } : {}),
    ...(isTime(duration) ? { durationS: seconds(duration) } : {}),
    ...(words.length > 0 ? { words } : {}),
  };
}

/** Lines of an upstream are segments, not paragraphs. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

function readSegment(entry: Record<string, unknown>): TranscriptSegment[] {
  const { text, start, end, avg_logprob: logprob, no_speech_prob: noSpeech } = entry;
  if (typeof text !== 'string' || !isTime(start) || !isTime(end)) return [];
  return [
    {
      text: oneLine(text),
      startS: seconds(start),
      endS: seconds(end),
      ...(isNumber(logprob) ? { averageLogprob: logprob } : {}),
      ...(isNumber(noSpeech) ? { noSpeechProbability: noSpeech } : {}),
    },
  ];
}

function readWord(entry: Record<string, unknown>): TranscriptWord[] {
  const { word, start, end } = entry;
  if (typeof word !== 'string' || !isTime(start) || !isTime(end)) return [];
  return [{ word: word.trim(), startS: seconds(start), endS: seconds(end) }];
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isTime(value: unknown): value is number {
  return isNumber(value) && value >= 0;
}

function seconds(value: number): number {
  return value >= NANOSECONDS_FROM ? value / 1e9 : value;
}
