import { wavHeader } from '../../server/sound/wav-header.ts';
import { readStandInForm, runStandIn, sendJson, type StandInServer } from './stand-in-server.ts';

/** What its voice says: bare samples at 24 kHz. */
export const openAiSamples = Buffer.alloc(24_000);
for (let at = 0; at < openAiSamples.length; at += 2) openAiSamples.writeInt16LE(at % 5000, at);

const fronts: Readonly<Record<string, Buffer>> = {
  mp3: Buffer.from([0xff, 0xfb, 0x90, 0x64]),
  opus: Buffer.from('OggS'),
  flac: Buffer.from('fLaC'),
  aac: Buffer.from([0xff, 0xf1, 0x50, 0x80]),
};

/**
 * Behaves like Speaches and LocalAI. What a voice or a model is named decides what goes wrong:
 * `silent`, `cut`, `empty`, `apology`, `only-mp3`.
 */
export function runOpenAiAudio(): Promise<StandInServer> {
  return runStandIn(async (request, response) => {
    if (request.path === '/v1/models') {
      const ids = ['whisper-small', 'localai-whisper', 'kokoro', 'silent-whisper'];
      return sendJson(response, 200, { data: ids.map((id) => ({ id, object: 'model' })) });
    }
    if (request.path === '/v1/audio/transcriptions') {
      const { fields, file } = await readStandInForm(request);
      const model = fields.get('model')?.[0] ?? '';
      if (!file) return sendJson(response, 422, { detail: 'file is missing' });
      if (model.startsWith('silent')) return;
      if (fields.get('response_format')?.[0] === 'json') {
        return sendJson(response, 200, { text: 'The sky is blue.' });
      }
      // LocalAI counts in nanoseconds.
      const second = model.startsWith('localai') ? 1e9 : 1;
      return sendJson(response, 200, {
        task: 'transcribe',
        language: 'en',
        duration: 2.5,
        text: 'The sky is blue.',
        segments: [{ id: 0, start: 0, end: 2.5 * second, text: ' The sky is blue.' }],
        words: (fields.get('timestamp_granularities[]') ?? []).includes('word')
          ? [{ word: 'The', start: 0, end: 0.3 }]
          : undefined,
      });
    }
    if (request.path !== '/v1/audio/speech') return sendJson(response, 404, { error: 'no' });
    const asked = JSON.parse(request.body.toString('utf8')) as Record<string, string>;
    const format = asked['voice'] === 'only-mp3' ? 'mp3' : asked['response_format'];
    const { voice } = asked;
    if (voice === 'silent') return;
    if (voice === 'apology') {
      return sendJson(response, 200, { error: { message: 'out of memory' } });
    }
    if (voice === 'empty') {
      response.writeHead(200, { 'content-type': 'audio/wav' });
      return void response.end();
    }
    response.writeHead(200, {
      'content-type': format === 'mp3' ? 'audio/mpeg' : `audio/${format}`,
    });
    if (format === 'wav') response.write(wavHeader(24_000));
    const front = fronts[format ?? ''];
    if (front) response.write(front);
    const length = openAiSamples.length / Number(asked['speed'] ?? 1);
    for (let at = 0; at < length; at += 4000) {
      const from = at % openAiSamples.length;
      response.write(openAiSamples.subarray(from, from + Math.min(4000, length - at)));
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (voice === 'cut' && at >= 8000) return void response.destroy();
    }
    response.end();
  });
}
