import { wavHeader } from '../../server/sound/wav-header.ts';
import { runStandIn, sendJson, type StandInServer } from './stand-in-server.ts';

export const DEEPGRAM_KEY = 'deepgram-key-of-the-test';

const fronts: Readonly<Record<string, Buffer>> = {
  mp3: Buffer.from([0xff, 0xf3, 0x84, 0xc4]),
  opus: Buffer.from('OggS'),
  flac: Buffer.from('fLaC'),
  aac: Buffer.from([0xff, 0xf1, 0x50, 0x80]),
};
const types: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  flac: 'audio/flac',
  aac: 'audio/aac',
};

/** Behaves like Deepgram's API, as far as it is used. */
export function runDeepgram(): Promise<StandInServer> {
  return runStandIn(({ path, method, query, headers, body }, response) => {
    if (headers.authorization !== `Token ${DEEPGRAM_KEY}`) {
      return sendJson(response, 401, { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.' });
    }
    if (path === '/v1/models') {
      return sendJson(response, 200, {
        stt: [
          { name: '2-general-nova', canonical_name: 'nova-2-general', batch: true },
          { name: 'general', canonical_name: 'nova-3', batch: true },
          { name: 'general', canonical_name: 'nova-3', batch: true },
          { name: 'flux', canonical_name: 'flux-general-en', batch: false },
        ],
        tts: [{ name: 'thalia', canonical_name: 'aura-2-thalia-en' }],
      });
    }
    if (path === '/v1/listen' && method === 'POST') {
      if (body.length === 0) return sendJson(response, 400, { err_msg: 'no audio' });
      const language = query.get('language');
      return sendJson(response, 200, {
        metadata: { duration: 2.5 },
        results: {
          channels: [
            {
              ...(language ? {} : { detected_language: 'en' }),
              alternatives: [
                {
                  transcript: 'The sky is blue.',
                  confidence: 0.98,
                  words: [
                    { word: 'the', punctuated_word: 'The', start: 0.1, end: 0.3 },
                    { word: 'sky', punctuated_word: 'sky', start: 0.3, end: 0.7 },
                  ],
                },
              ],
            },
          ],
          utterances: [{ transcript: 'The sky is blue.', start: 0.1, end: 2.2 }],
        },
      });
    }
    if (path === '/v1/speak' && method === 'POST') {
      const encoding = query.get('encoding') ?? 'mp3';
      const samples = Buffer.alloc(4800, 1);
      if (encoding !== 'linear16') {
        response.writeHead(200, { 'content-type': types[encoding] });
        return void response.end(Buffer.concat([fronts[encoding] ?? Buffer.alloc(0), samples]));
      }
      const wav = query.get('container') === 'wav';
      response.writeHead(200, { 'content-type': wav ? 'audio/wav' : 'audio/l16;rate=24000' });
      return void response.end(wav ? Buffer.concat([wavHeader(24_000), samples]) : samples);
    }
    sendJson(response, 404, { err_msg: 'not found' });
  });
}
