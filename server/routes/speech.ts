import { UpstreamError } from '../providers/upstream-error.ts';
import { speechMediaType } from '../sound/speech-formats.ts';
import type { ApiAddress } from './api-call.ts';
import type { ApiServices } from './api-services.ts';
import { headerText } from './header-text.ts';
import { readJson } from './read-json.ts';
import { SpeechOutlet } from './speech-outlet.ts';
import { readSpeechRequest } from '../requests/speech-request.ts';

/** `POST /v1/audio/speech`: a text, said; sound is sent while it is made. */
export function speech(services: ApiServices): ApiAddress {
  return {
    path: '/v1/audio/speech',
    method: 'POST',
    job: 'speak',
    async handle(call) {
      const { exchange, record, policy, identity, upstream, signal } = call;
      const { response } = exchange;
      const body = await readJson(call, services.settings().limits.bodyBytes);
      const request = readSpeechRequest(body);
      const plan = services.router.plan({
        job: 'speak',
        model: request.model,
        policy,
        identity,
        upstream,
      });
      const ffmpeg = (await services.ffmpeg.available()) ? services.ffmpeg : undefined;
      // MP3 is the dialect's default; without ffmpeg only WAV is certain to be possible.
      const format = request.format ?? (ffmpeg ? 'mp3' : 'wav');
      record.streamed = true;
      record.phase = 'waiting';
      await services.router.run(
        plan,
        record,
        async (attempt) => {
          const { provider, settings, model } = attempt.target;
          if (!provider.speak) throw new UpstreamError('garbage');
          const outlet = new SpeechOutlet({
            response,
            format,
            ffmpeg,
            begin: () => {
              attempt.commit();
              record.phase = 'streaming';
              response.writeHead(200, {
                'content-type': speechMediaType(format),
                'cache-control': 'no-store',
                'x-accel-buffering': 'no',
                'x-parley-upstream': settings.name,
                'x-parley-model': headerText(model),
              });
            },
          });
          const { text, speed, voice } = request;
          try {
            await provider.speak(
              { model, text, speed, format, voice: settings.voices[voice] ?? voice },
              outlet,
              attempt.signal,
            );
            await outlet.finish();
          } finally {
            outlet.close();
          }
        },
        signal,
      );
      record.phase = 'done';
    },
  };
}
