import { multipartBody } from './multipart-body.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { Provider, UpstreamModel } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { readTranscript } from './read-transcript.ts';
import { parseAnswer, readWhole } from './read-whole.ts';
import { speechWav } from './speech-recording.ts';
import type { TranscribeAnswer, TranscribeCall } from '../jobs/transcribe.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamHttp } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

const PROBE_MS = 5000;
/** It does one after another anyway; who comes later is better served elsewhere. */
const MOST_WAITING = 4;

/**
 * The server that comes with whisper.cpp. It holds one model, whatever it is asked for, does one
 * recording at a time, and reads 16 kHz WAV. Only its health and its inference address are called.
 */
export class WhisperCppProvider implements Provider {
  readonly #parts: ProviderParts;
  readonly #http: UpstreamHttp;
  readonly #queue = new OneAtATime(MOST_WAITING);

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#http = new UpstreamHttp(parts.settings, parts.secretHeaders);
  }

  async models(signal: StopSignal): Promise<readonly UpstreamModel[]> {
    try {
      await readWhole(this.#http, { method: 'GET', path: '/health' }, PROBE_MS, signal);
    } catch (error) {
      // Older ones have no such address; that they say so is health enough.
      const { failure, facts } =
        error instanceof UpstreamError ? error : { failure: '', facts: {} };
      if (failure !== 'status' || !('status' in facts) || facts.status !== 404) throw error;
    }
    return [{ id: 'whisper', jobs: ['transcribe'], loaded: true }];
  }

  async transcribe(call: TranscribeCall, signal: StopSignal): Promise<TranscribeAnswer> {
    const { ffmpeg, settings } = this.#parts;
    const recording = await speechWav(call.recording, ffmpeg, signal);
    const { contentType, body } = multipartBody(
      [
        ['response_format', 'verbose_json'],
        ['temperature', (call.temperature ?? 0).toString()],
        ['temperature_inc', '0.2'],
        ['language', call.language?.toLowerCase().split('-')[0] ?? 'auto'],
        ['prompt', call.prompt],
        // Telling the odds of every language costs a second pass.
        ['no_language_probabilities', 'true'],
      ],
      recording,
    );
    const request = {
      method: 'POST',
      path: settings.inferencePath,
      headers: { 'content-type': contentType },
      body,
    } as const;
    const answer = await this.#queue.run(
      () => readWhole(this.#http, request, settings.timeouts.answerMs, signal),
      signal,
    );
    return readTranscript(parseAnswer(answer.body));
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
