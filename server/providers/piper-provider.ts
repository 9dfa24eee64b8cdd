import type { Provider, UpstreamModel } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { parseAnswer, readWhole } from './read-whole.ts';
import { sendForSound } from './send-for-sound.ts';
import type { SpeakCall, SpeakEvents } from '../jobs/speak.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamHttp, type UpstreamRequest } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

const PROBE_MS = 5000;
/** When it cannot list its voices. */
const ONLY_VOICE = 'piper';

/**
 * How a Piper server takes texts: as JSON at `/synthesize` (since 1.4), as JSON at `/` (1.3), or
 * as they are at `/` (rhasspy/piper).
 */
type Manner = 'synthesize' | 'json' | 'text';

/** Piper's HTTP server. Its models are its voices; it answers with WAV. */
export class PiperProvider implements Provider {
  readonly #parts: ProviderParts;
  readonly #http: UpstreamHttp;
  #voices: ReadonlySet<string> = new Set();
  #manner: Manner | undefined;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#http = new UpstreamHttp(parts.settings, parts.secretHeaders);
  }

  async models(signal: StopSignal): Promise<readonly UpstreamModel[]> {
    let names: readonly string[];
    try {
      const request = { method: 'GET', path: '/voices' } as const;
      names = Object.keys(
        parseAnswer((await readWhole(this.#http, request, PROBE_MS, signal)).body),
      );
      if (this.#manner === undefined || this.#manner === 'text') this.#manner = 'synthesize';
    } catch (error) {
      if (!isAbsent(error)) throw error;
      this.#manner = 'text';
      names = [];
    }
    this.#voices = new Set(names);
    return (names.length > 0 ? names : [ONLY_VOICE]).map((id) => ({ id, jobs: ['speak'] }));
  }

  async speak(call: SpeakCall, events: SpeakEvents, signal: StopSignal): Promise<void> {
    if (this.#manner === undefined) await this.models(signal);
    try {
      await this.#ask(call, events, signal);
    } catch (error) {
      // Found out by asking: the address moved between two versions.
      if (this.#manner !== 'synthesize' || !isAbsent(error)) throw error;
      this.#manner = 'json';
      await this.#ask(call, events, signal);
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #ask(call: SpeakCall, events: SpeakEvents, signal: StopSignal): Promise<void> {
    const { timeouts } = this.#parts.settings;
    await sendForSound(this.#http, this.#request(call), 'wav', events, timeouts, signal);
  }

  #request({ model, voice, text, speed }: SpeakCall): UpstreamRequest {
    if (this.#manner === 'text') {
      return { method: 'POST', path: '/', headers: { 'content-type': 'text/plain' }, body: text };
    }
    const known = [voice, model].find((name) => this.#voices.has(name));
    return {
      method: 'POST',
      path: this.#manner === 'json' ? '/' : '/synthesize',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        text,
        ...(known === undefined ? {} : { voice: known }),
        // Its measure is length, the other way round; without one the voice's own holds.
        ...(speed === 1 ? {} : { length_scale: 1 / speed }),
      }),
    };
  }
}

function isAbsent(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false;
  return error.facts.status === 404 || error.facts.status === 405;
}
