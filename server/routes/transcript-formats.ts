import type { TranscribeAnswer, TranscriptSegment } from '../jobs/transcribe.ts';

/** BCP 47 for a language that nobody told. */
const UNKNOWN_LANGUAGE = 'und';

/** The dialect's `verbose_json`, with every field that its schema wants. */
export function verboseTranscript(
  answer: TranscribeAnswer,
  {
    language,
    seconds,
    wordTimes,
  }: { language?: string | undefined; seconds?: number | undefined; wordTimes: boolean },
): Record<string, unknown> {
  const duration = answer.durationS ?? seconds ?? answer.segments.at(-1)?.endS ?? 0;
  return {
    task: 'transcribe',
    language: answer.language ?? language ?? UNKNOWN_LANGUAGE,
    duration,
    text: answer.text,
    segments: answer.segments.map((segment, id) => ({
      id,
      seek: 0,
      start: segment.startS,
      end: segment.endS,
      text: segment.text,
      tokens: [],
      temperature: 0,
      avg_logprob: segment.averageLogprob ?? 0,
      compression_ratio: 1,
      no_speech_prob: segment.noSpeechProbability ?? 0,
    })),
    ...(wordTimes
      ? {
          words: (answer.words ?? []).map(({ word, startS, endS }) => ({
            word,
            start: startS,
            end: endS,
          })),
        }
      : {}),
    ...(answer.fit ? { fit: answer.fit } : {}),
    usage: { type: 'duration', seconds: Math.ceil(duration) },
  };
}

/** Subtitles as SubRip. */
export function srtTranscript(answer: TranscribeAnswer, seconds?: number): string {
  return captions(answer, seconds)
    .map(
      ({ text, startS, endS }, index) =>
        `${index + 1}\n${stamp(startS, ',')} --> ${stamp(endS, ',')}\n${text}\n\n`,
    )
    .join('');
}

/** Subtitles as WebVTT. */
export function vttTranscript(answer: TranscribeAnswer, seconds?: number): string {
  const cues = captions(answer, seconds).map(
    ({ text, startS, endS }) =>
      // An arrow in a cue would begin another, and a tag would be one.
      `${stamp(startS, '.')} --> ${stamp(endS, '.')}\n${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('-->', '--&gt;')}\n\n`,
  );
  return `WEBVTT\n\n${cues.join('')}`;
}

/** Segments, or one of everything where an upstream tells no times. */
function captions(
  { segments, text, durationS }: TranscribeAnswer,
  seconds = 0,
): readonly TranscriptSegment[] {
  const known = segments.length > 0 || text === '';
  const all = known ? segments : [{ text, startS: 0, endS: durationS ?? seconds }];
  return all.map((it) => ({ ...it, text: it.text.replace(/\s+/g, ' ').trim() }));
}

/** `01:02:03,004` */
function stamp(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(two).join(':');
  return `${clock}${point}${String(ms % 1000).padStart(3, '0')}`;
}
