import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import { SoundReader } from './sound-reader.ts';
import type { SpeakEvents, SpeechFormat } from '../jobs/speak.ts';
import { TokenTimer } from './token-timer.ts';
import type { UpstreamHttp, UpstreamRequest } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

/** Sends a request whose answer is sound, and streams that into `events`. */
export async function sendForSound(
  http: UpstreamHttp,
  request: UpstreamRequest,
  asked: SpeechFormat,
  events: SpeakEvents,
  timeouts: UpstreamSettings['timeouts'],
  signal: StopSignal,
): Promise<void> {
  let timer: TokenTimer | undefined;
  const reader = new SoundReader(events, asked, () => timer);
  try {
    await http.send(request, reader, signal, (call) => {
      timer = new TokenTimer(timeouts, (error) => call.stop(error));
    });
  } finally {
    timer?.stop();
  }
}
