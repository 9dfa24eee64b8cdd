import { env, pipeline } from '@huggingface/transformers';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { primaryLanguage } from '../../../src/base/primary-language.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { guardTranscript, loudnessOf } from '../../../src/engines/in-browser/transcript-guards.ts';
import { createRecognizer, type Recognizer } from '../../../src/engines/transformers/recognizer.ts';
import { listenToAnswer, type ListenedAnswer } from '../../../src/lessons/listen-to-answer.ts';
import { catalog } from '../../../src/model-store/catalog.ts';

/** A model that listens, and what the catalog knows of it. */
export interface Ears {
  readonly recognizer: Recognizer;
  readonly entry: ModelEntry;
  /** How often the encoder has run so far. */
  readonly runs: () => number;
}

interface CountedSession {
  run(...given: unknown[]): Promise<unknown>;
}

/** The ears of a folder of weights, on one thread of the processor. */
export async function loadEars(weights: string, id: string): Promise<Ears> {
  env.allowRemoteModels = false;
  env.localModelPath = `${resolve(weights)}/`;
  const options = {
    dtype: 'q8',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1 },
  } as const;
  const entry = catalog.find((each) => each.id === id)!;
  const model = await pipeline('automatic-speech-recognition', id, options);
  const encoder = (model.model.sessions as Record<string, CountedSession>)['model']!;
  const run = encoder.run.bind(encoder);
  let runs = 0;
  encoder.run = (...given) => ((runs += 1), run(...given));
  return { recognizer: createRecognizer(model, entry), entry, runs: () => runs };
}

/** Samples of a WAV file of 16 kHz, mono, 16 bits. */
export function readRecording(file: string): Float32Array {
  const wav = readFileSync(file);
  const pcm = new Int16Array(wav.buffer.slice(wav.byteOffset + 44), 0, (wav.length - 44) >> 1);
  return Float32Array.from(pcm, (sample) => sample / 32_768);
}

/** What a lesson makes of a recording as the answer to one of its steps. */
export async function judgeRecording(
  { recognizer, entry }: Ears,
  lesson: Lesson,
  step: Step,
  file: string,
): Promise<ListenedAnswer> {
  const samples = readRecording(file);
  const language = primaryLanguage(lesson.language);
  const listener = listenToAnswer(lesson, step, 0);
  const heard = await recognizer.run(samples, language, new AbortController().signal);
  const fit = await recognizer.fit(listener.candidates(heard.text));
  const { limits, confidence: calibration } = entry.listening!;
  const transcript = guardTranscript(
    { text: heard.text, final: true },
    {
      loudness: loudnessOf(samples),
      durationMs: samples.length / 16,
      averageLogProbability: heard.averageLogProbability,
      calibration,
    },
  );
  return listener.judge({ ...transcript, ...(fit ? { fit: { ...fit, limits: limits! } } : {}) });
}
