import { readWavHeader } from '../../server/sound/wav-header.ts';
import { readStandInForm, runStandIn, sendJson, type StandInServer } from './stand-in-server.ts';

export interface WhisperCppServer extends StandInServer {
  loading: boolean;
  /** Older servers have no `/health`. */
  hasHealth: boolean;
  /** How long a recording takes, ms. */
  workMs: number;
}

/** Behaves like the server of whisper.cpp without ffmpeg: 16 kHz WAV, one job at a time. */
export async function runWhisperCpp(): Promise<WhisperCppServer> {
  let busy: Promise<unknown> = Promise.resolve();
  const state = { loading: false, hasHealth: true, workMs: 5 };
  const server = await runStandIn(async (request, response) => {
    if (request.path === '/health' && state.hasHealth) {
      return state.loading
        ? sendJson(response, 503, { status: 'loading model' })
        : sendJson(response, 200, { status: 'ok' });
    }
    if (request.path !== '/inference' || request.method !== 'POST') {
      return sendJson(response, 404, { error: 'File Not Found' });
    }
    if (state.loading) return sendJson(response, 503, { error: 'Loading model' });
    // Its mutex.
    const before = busy;
    let done = () => {};
    busy = new Promise<void>((resolve) => (done = resolve));
    await before;
    try {
      const { file, fields } = await readStandInForm(request);
      if (!file) return sendJson(response, 400, { error: "no 'file' field in the request" });
      const format = readWavHeader(file);
      if (!format || format === 'more' || format.sampleRateHz !== 16_000) {
        return sendJson(response, 400, { error: 'failed to read audio data' });
      }
      await new Promise((resolve) => setTimeout(resolve, state.workMs));
      const seconds = (file.length - format.dataStart) / 32_000;
      const language = fields.get('language')?.[0];
      const words = [
        { word: ' The', start: 0, end: 0.4, probability: 0.9 },
        { word: ' sky', start: 0.4, end: 0.8, probability: 0.9 },
      ];
      const part = { temperature: 0, avg_logprob: -0.2, no_speech_prob: 0.01, tokens: [1] };
      sendJson(response, 200, {
        task: 'transcribe',
        language: language === 'auto' ? 'english' : language,
        duration: seconds,
        text: ' The sky\n is blue.\n',
        segments: [
          { id: 0, text: ' The sky', start: 0, end: 1, words, ...part },
          { id: 1, text: ' is blue.', start: 1, end: seconds, words: [], ...part },
        ],
      });
    } finally {
      done();
    }
  });
  return Object.assign(state, server);
}
