import { OneAtATime } from '../../base/one-at-a-time.ts';
import type { ModelTarget, OnLoadProgress, Ready } from './model-slot.ts';
import type { SpeakPart, SpeakRequest, SpeakResult } from './speak-protocol.ts';
import { createPieceSpeaker } from './voices/piece-speaker.ts';
import type { VoiceModel } from './voices/voice-model.ts';
import type { WorkerHandler } from '../../base/worker/worker-serve.ts';

/** Answers the page, one request after another; `breath` lets an abort be heard between pieces. */
export function createSpeakHandler(
  ready: (target: ModelTarget, onProgress: OnLoadProgress) => Promise<Ready<VoiceModel>>,
  breath: () => Promise<void>,
): WorkerHandler<SpeakRequest, SpeakPart, SpeakResult> {
  const turns = new OneAtATime();
  const speakPieces = createPieceSpeaker(breath);
  return (request, part, signal) =>
    turns.run(async () => {
      const { model, loaded } = await ready(request, (progress) =>
        part({ kind: 'loading', ...progress }),
      );
      if (request.type === 'run') {
        await speakPieces(
          model,
          request,
          (sound) => part({ kind: 'sound', ...sound }, [sound.samples.buffer]),
          signal,
        );
      }
      return { loaded };
    }, signal);
}
