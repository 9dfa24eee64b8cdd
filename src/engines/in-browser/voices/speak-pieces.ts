import type { SpeakPart, SpeakRequest } from '../speak-protocol.ts';
import { SpeechFinisher } from './finish-speech.ts';
import { voiceUnfit } from './voice-errors.ts';
import type { VoiceModel } from './voice-model.ts';

/** One loudness for all that a voice says as long as it is in memory. */
const finishers = new WeakMap<VoiceModel, Map<string, SpeechFinisher>>();

function finisherOf(model: VoiceModel, voice: string): SpeechFinisher {
  const ofModel = finishers.get(model) ?? new Map<string, SpeechFinisher>();
  finishers.set(model, ofModel);
  const finisher = ofModel.get(voice) ?? new SpeechFinisher();
  ofModel.set(voice, finisher);
  return finisher;
}

/** Speaks piece after piece; `breath` lets an abort be heard between two of them. */
export async function speakPieces(
  model: VoiceModel,
  { entry, voice: id, rate, pieces }: Extract<SpeakRequest, { type: 'run' }>,
  part: (part: SpeakPart, transfer: Transferable[]) => void,
  breath: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const voice = entry.voices?.find((candidate) => candidate.id === id) ?? entry.voices?.[0];
  if (!voice) throw new Error(`${entry.id} has no voice.`);
  const finisher = finisherOf(model, voice.id);
  for (const [index, piece] of pieces.entries()) {
    await breath();
    signal.throwIfAborted();
    const startMs = performance.now();
    const { samples: raw, sampleRateHz } = await model.speak(piece, voice, rate);
    if (!raw.every(Number.isFinite)) throw voiceUnfit(entry.name, 'not a number');
    const samples = finisher.finish(raw, sampleRateHz);
    const runMs = performance.now() - startMs;
    part({ index, samples, sampleRateHz, runMs }, [samples.buffer]);
  }
}
