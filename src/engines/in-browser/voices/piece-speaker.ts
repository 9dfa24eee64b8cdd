import type { PieceSound, SpeakRequest } from '../speak-protocol.ts';
import { brokenSound } from './broken-sound.ts';
import { SpeechFinisher } from './finish-speech.ts';
import { voiceUnfit } from './voice-errors.ts';
import type { VoiceModel } from './voice-model.ts';

/** Speaks piece after piece and hands each on as it is made. */
export type SpeakPieces = (
  model: VoiceModel,
  request: Extract<SpeakRequest, { type: 'run' }>,
  onSound: (sound: PieceSound) => void,
  signal: AbortSignal,
) => Promise<void>;

/** `breath` lets an abort be heard between two pieces. */
export function createPieceSpeaker(breath: () => Promise<void>): SpeakPieces {
  // One loudness for all that a voice says.
  const finishers = new Map<string, SpeechFinisher>();
  return async (model, { entry, voice: id, rate, pieces }, onSound, signal) => {
    const voice = entry.voices?.find((candidate) => candidate.id === id) ?? entry.voices?.[0];
    if (!voice) throw new Error(`${entry.id} has no voice.`);
    const key = `${entry.id}/${voice.id}`;
    const finisher = finishers.get(key) ?? new SpeechFinisher();
    finishers.set(key, finisher);
    for (const [index, piece] of pieces.entries()) {
      await breath();
      signal.throwIfAborted();
      const startMs = performance.now();
      const { samples: raw, sampleRateHz } = await model.speak(piece, voice, rate);
      const broken = brokenSound(raw);
      if (broken) throw voiceUnfit(entry.name, broken);
      const samples = finisher.finish(raw, sampleRateHz);
      onSound({ index, samples, sampleRateHz, runMs: performance.now() - startMs });
    }
  };
}
