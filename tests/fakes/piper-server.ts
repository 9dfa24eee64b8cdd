import { wavHeader } from '../../server/sound/wav-header.ts';
import { runStandIn, sendJson, type StandInServer } from './stand-in-server.ts';

/** What this voice says, at 22.05 kHz: a ramp, so that every sample can be told apart. */
export const piperSamples = Buffer.alloc(22_050 * 2);
for (let index = 0; index < 22_050; index++) {
  piperSamples.writeInt16LE(Math.round(8000 * Math.sin(index / 20)), index * 2);
}

/**
 * Behaves like Piper's HTTP server: of 1.4 (`/synthesize`), of 1.3 (JSON at `/`), or of
 * rhasspy/piper (bare text at `/`, no list of voices). Flask calls sound `text/html`, as there.
 */
export function runPiper(age: '1.4' | '1.3' | 'rhasspy'): Promise<StandInServer> {
  return runStandIn(({ path, method, body }, response) => {
    if (path === '/voices' && age !== 'rhasspy') {
      return sendJson(response, 200, { 'en_US-lessac-medium': {}, 'de_DE-thorsten-high': {} });
    }
    const spoken =
      method === 'POST' && path === (age === '1.4' ? '/synthesize' : '/') ? body : undefined;
    if (!spoken) {
      response.writeHead(path === '/' ? 405 : 404, { 'content-type': 'text/html' });
      response.end('<h1>Not Found</h1>');
      return;
    }
    const text =
      age === 'rhasspy'
        ? spoken.toString('utf8')
        : (JSON.parse(spoken.toString('utf8')) as { text: string }).text;
    if (text.trim() === '') throw new Error('No text provided');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(Buffer.concat([wavHeader(22_050, piperSamples.length), piperSamples]));
  });
}
