import { appPath } from '../../../base/app-base.ts';
import { ParleyError } from '../../../base/parley-error.ts';
import type { StartEspeak } from './espeak-module.ts';
import type { EspeakPart, EspeakRequest, EspeakResult } from './espeak-protocol.ts';
import { createEspeakSpeaker } from './espeak-speaker.ts';
import { serveCalls } from '../../../base/worker/worker-serve.ts';

// GPL-3.0 code runs here and nowhere else: it is a file of its own beside the app, loaded by
// address when this worker first speaks, and whoever serves the app may replace it.
const SCRIPT = appPath('/espeak/espeak-ng.js');

function unreachable(cause?: unknown): ParleyError {
  return new ParleyError(
    'voice-unreachable',
    'The built-in voice could not be loaded.',
    'Check the connection once; after that it works offline. The lesson can be read meanwhile.',
    cause === undefined ? {} : { cause },
  );
}

const speaker = createEspeakSpeaker({
  async script() {
    try {
      const loaded = (await import(/* @vite-ignore */ SCRIPT)) as { default: StartEspeak };
      return loaded.default;
    } catch (error) {
      throw unreachable(error);
    }
  },
  async data(file, signal) {
    const response = await fetch(appPath(`/espeak/${file}.bin`), { signal }).catch(
      (error: unknown) => {
        throw signal.aborted ? error : unreachable(error);
      },
    );
    const isPage = response.headers.get('content-type')?.startsWith('text/html');
    if (!response.ok || isPage) throw unreachable(new Error(`${file}: ${response.status}`));
    return new Uint8Array(await response.arrayBuffer());
  },
});

/** Lets waiting messages in: an abort can only be seen between two pieces. */
const breath = () => new Promise<void>((resolve) => setTimeout(resolve));

serveCalls<EspeakRequest, EspeakPart, EspeakResult>(self, async (request, part, signal) => {
  // One load serves all who wait for it, so no single caller may cancel it.
  await speaker.load(request.file, new AbortController().signal);
  if (request.phonemes) return request.pieces.map((text) => speaker.phonemize(text, request));
  for (const [index, text] of request.pieces.entries()) {
    if (index > 0) await breath();
    signal.throwIfAborted();
    const spoken = speaker.speak(text, request);
    part({ index, ...spoken }, [spoken.samples.buffer]);
  }
  return null;
});
