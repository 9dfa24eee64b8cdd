import type { Exchange } from '../exchange.ts';
import { sendJson } from '../exchange.ts';
import type { TranscribeAnswer } from '../jobs/transcribe.ts';
import { wavSeconds } from '../sound/speech-samples.ts';
import type { ApiAddress } from './api-call.ts';
import type { ApiServices } from './api-services.ts';
import { readForm } from './read-form.ts';
import { srtTranscript, verboseTranscript, vttTranscript } from './transcript-formats.ts';
import {
  readTranscriptionRequest,
  type TranscriptionRequest,
} from '../requests/transcription-request.ts';
import { wholeAnswer } from './whole-answer.ts';

/** `POST /v1/audio/transcriptions`: a form with a recording; its words, with times where asked. */
export function transcriptions(services: ApiServices): ApiAddress {
  return {
    path: '/v1/audio/transcriptions',
    method: 'POST',
    job: 'transcribe',
    accepts: 'multipart/form-data',
    async handle(call) {
      const { exchange, record, signal } = call;
      const { recordingBytes } = services.settings().limits;
      const form = await readForm(exchange.request, recordingBytes, signal);
      record.bytesIn = form.bytes;
      const request = readTranscriptionRequest(form.fields);
      const { model, language, prompt, temperature, wordTimes, candidates } = request;
      const answer = await wholeAnswer(
        services,
        call,
        { job: 'transcribe', model },
        ({ provider, model }, signal) =>
          provider.transcribe?.(
            {
              model,
              recording: form.recording,
              wordTimes,
              ...(language === undefined ? {} : { language }),
              ...(prompt === undefined ? {} : { prompt }),
              ...(temperature === undefined ? {} : { temperature }),
              ...(candidates === undefined ? {} : { candidates }),
            },
            signal,
          ),
      );
      send(exchange, answer, request, wavSeconds(form.recording.bytes));
    },
  };
}

function send(
  exchange: Exchange,
  answer: TranscribeAnswer,
  { format, language, wordTimes, stream }: TranscriptionRequest,
  seconds: number | undefined,
): void {
  if (stream) return sendEvents(exchange, answer);
  switch (format) {
    case 'json':
      return sendJson(exchange, 200, { text: answer.text });
    case 'verbose_json':
      return sendJson(exchange, 200, verboseTranscript(answer, { language, seconds, wordTimes }));
    case 'text':
      return sendText(exchange, 'text/plain', `${answer.text}\n`);
    case 'srt':
      return sendText(exchange, 'application/x-subrip', srtTranscript(answer, seconds));
    case 'vtt':
      return sendText(exchange, 'text/vtt', vttTranscript(answer, seconds));
  }
}

function sendText({ response }: Exchange, type: string, text: string): void {
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** The dialect's events. The words come at once: none is told before all are certain. */
function sendEvents({ response }: Exchange, { text }: TranscribeAnswer): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
  response.write(event({ type: 'transcript.text.delta', delta: text }));
  response.end(`${event({ type: 'transcript.text.done', text })}data: [DONE]\n\n`);
}
