import { CompanionError } from '../companion-error.ts';
import { readDeepgramTranscript } from './deepgram-transcript.ts';
import type { Provider, UpstreamModel } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { isRecord, parseAnswer, readWhole } from './read-whole.ts';
import { sendForSound } from './send-for-sound.ts';
import type { SpeakCall, SpeakEvents, SpeechFormat } from '../jobs/speak.ts';
import type { TranscribeAnswer, TranscribeCall } from '../jobs/transcribe.ts';
import { UpstreamHttp } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

const PROBE_MS = 5000;
/** Asked for by name rather than taken from its defaults, which differ between its addresses. */
const encodings: Readonly<Record<SpeechFormat, string>> = {
  wav: 'encoding=linear16&container=wav&sample_rate=24000',
  pcm: 'encoding=linear16&container=none&sample_rate=24000',
  mp3: 'encoding=mp3',
  opus: 'encoding=opus&container=ogg',
  aac: 'encoding=aac',
  flac: 'encoding=flac&sample_rate=24000',
};

/** Deepgram: transcription and speech in a cloud. Its voices are models of their own. */
export class DeepgramProvider implements Provider {
  readonly #parts: ProviderParts;
  readonly #http: UpstreamHttp;
  #voices: ReadonlySet<string> = new Set();

  /** @throws CompanionError `deepgram-is-a-cloud` when its settings say that it is nearby. */
  constructor(parts: ProviderParts) {
    const { name, privacy, url = '' } = parts.settings;
    if (privacy !== 'cloud' && /(^|\.)deepgram\.com$/i.test(new URL(url).hostname)) {
      throw new CompanionError(
        'deepgram-is-a-cloud',
        `The upstream ${name} is Deepgram's cloud, but its privacy is set to ${privacy}.`,
        'Set its privacy to cloud in parley.config.yaml; lessons that stay nearby will not use it.',
      );
    }
    this.#parts = parts;
    this.#http = new UpstreamHttp(parts.settings, parts.secretHeaders);
  }

  async models(signal: StopSignal): Promise<readonly UpstreamModel[]> {
    const request = { method: 'GET', path: '/v1/models' } as const;
    const answer = parseAnswer((await readWhole(this.#http, request, PROBE_MS, signal)).body);
    const hearing = names(answer['stt']);
    const voices = names(answer['tts']);
    this.#voices = new Set(voices);
    return [
      ...hearing.map((id) => ({ id, jobs: ['transcribe'] as const })),
      ...voices.map((id) => ({ id, jobs: ['speak'] as const })),
    ];
  }

  async transcribe(call: TranscribeCall, signal: StopSignal): Promise<TranscribeAnswer> {
    const query = new URLSearchParams({
      model: call.model,
      smart_format: 'true',
      utterances: 'true',
      // What learners say is not for training anybody's models.
      mip_opt_out: 'true',
    });
    if (call.language) query.set('language', call.language);
    else query.set('detect_language', 'true');
    if (call.prompt && /^nova-3/.test(call.model))
      query.append('keyterm', call.prompt.slice(0, 500));
    const { body } = await readWhole(
      this.#http,
      {
        method: 'POST',
        path: `/v1/listen?${query.toString()}`,
        headers: { 'content-type': call.recording.mediaType },
        body: call.recording.bytes,
      },
      this.#parts.settings.timeouts.answerMs,
      signal,
    );
    return readDeepgramTranscript(parseAnswer(body), call.language);
  }

  async speak(call: SpeakCall, events: SpeakEvents, signal: StopSignal): Promise<void> {
    const { model, voice, text, format, speed } = call;
    // A voice of its own names the model; names that other clouds have do not.
    const chosen = this.#voices.has(voice) || voice.startsWith('aura') ? voice : model;
    const query = new URLSearchParams({ model: chosen, mip_opt_out: 'true' });
    // It knows 0.7 to 1.5.
    if (speed !== 1) query.set('speed', String(Math.min(1.5, Math.max(0.7, speed))));
    await sendForSound(
      this.#http,
      {
        method: 'POST',
        path: `/v1/speak?${query.toString()}&${encodings[format]}`,
        headers: { 'content-type': 'application/json', accept: 'audio/*' },
        body: JSON.stringify({ text }),
      },
      format,
      events,
      this.#parts.settings.timeouts,
      signal,
    );
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}

function names(list: unknown): string[] {
  const entries = Array.isArray(list) ? list.filter(isRecord) : [];
  const found = entries.flatMap(({ canonical_name: canonical, name, batch }) => {
    // Some only hear live; we send whole recordings.
    if (batch === false) return [];
    const id = typeof canonical === 'string' ? canonical : name;
    return typeof id === 'string' ? [id] : [];
  });
  return [...new Set(found)];
}
