import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import { multipartBody } from './multipart-body.ts';
import { readTranscript } from './read-transcript.ts';
import { parseAnswer, readWhole } from './read-whole.ts';
import { sendForSound } from './send-for-sound.ts';
import type { SpeakCall, SpeakEvents } from '../jobs/speak.ts';
import type { TranscribeAnswer, TranscribeCall } from '../jobs/transcribe.ts';
import type { UpstreamHttp } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

/** The cloud's newer models know only plain text; every server's Whisper knows times. */
const PLAIN_ONLY = /^gpt-/i;

/** Transcription in the OpenAI dialect. `root` is what stands before `/audio`. */
export async function openAiTranscribe(
  http: UpstreamHttp,
  root: string,
  { model, recording, language, prompt, temperature, wordTimes }: TranscribeCall,
  { timeouts }: UpstreamSettings,
  signal: StopSignal,
): Promise<TranscribeAnswer> {
  const plain = PLAIN_ONLY.test(model);
  const { contentType, body } = multipartBody(
    [
      ['model', model],
      ['response_format', plain ? 'json' : 'verbose_json'],
      ['language', language?.toLowerCase().split('-')[0]],
      ['prompt', prompt],
      ['temperature', temperature?.toString()],
      ['timestamp_granularities[]', plain || !wordTimes ? undefined : 'segment'],
      ['timestamp_granularities[]', plain || !wordTimes ? undefined : 'word'],
    ],
    recording,
  );
  const answer = await readWhole(
    http,
    {
      method: 'POST',
      path: `${root}/audio/transcriptions`,
      headers: { 'content-type': contentType },
      body,
    },
    timeouts.answerMs,
    signal,
  );
  return readTranscript(parseAnswer(answer.body));
}

/** Speech in the OpenAI dialect. */
export async function openAiSpeak(
  http: UpstreamHttp,
  root: string,
  { model, text, voice, format, speed }: SpeakCall,
  events: SpeakEvents,
  { timeouts }: UpstreamSettings,
  signal: StopSignal,
): Promise<void> {
  await sendForSound(
    http,
    {
      method: 'POST',
      path: `${root}/audio/speech`,
      headers: { 'content-type': 'application/json', accept: 'audio/*' },
      body: JSON.stringify({ model, input: text, voice, response_format: format, speed }),
    },
    format,
    events,
    timeouts,
    signal,
  );
}
