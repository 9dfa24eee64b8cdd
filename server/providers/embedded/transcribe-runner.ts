import { pipeline } from '@huggingface/transformers';
import { createRecognizer } from '../../../src/engines/transformers/recognizer.ts';
import type { TranscriptSegment } from '../../jobs/transcribe.ts';
import type { TranscribeWork, WorkResult, WorkerSetup } from './embedded-protocol.ts';
import { loadOptions, stoppable, throwIfStopped, type Runner, type StopFlag } from './runner.ts';
import { isSilent, splitAtQuiet } from './split-at-quiet.ts';

const RATE_HZ = 16_000;
/** Moonshine takes any length, and takes long over long ones. */
const WINDOW_SECONDS = 30;
/** Loads a model that hears. Long recordings are cut where they are quiet; each piece is a segment. */
export async function loadTranscribeRunner(setup: WorkerSetup): Promise<Runner> {
  const { model } = setup;
  const asr = await pipeline('automatic-speech-recognition', model.id, loadOptions(setup));
  const window = model.windowSeconds ?? WINDOW_SECONDS;
  const recognizer = createRecognizer(asr, { ...model, languages: [...model.languages] });
  const onlyLanguage = model.languages.length === 1 ? model.languages[0] : undefined;
  /** The recording that was heard last, whole: asked about again, it need not be heard again. */
  let last: { readonly bytes: Uint8Array; readonly language: string; result: WorkResult } | null =
    null;

  async function hear(samples: Float32Array, language: string, flag: StopFlag) {
    const segments: TranscriptSegment[] = [];
    const stretches = splitAtQuiet(samples, window * RATE_HZ);
    for (const { from, to } of stretches) {
      throwIfStopped(flag);
      const piece = samples.slice(from, to);
      // A model invents words where there are none.
      if (isSilent(piece)) continue;
      const heard = await stoppable(flag, (signal) => recognizer.run(piece, language, signal));
      const { text, averageLogProbability: average } = heard;
      if (!text || heard.runaway) continue;
      segments.push({
        text,
        startS: from / RATE_HZ,
        endS: to / RATE_HZ,
        ...(average === undefined ? {} : { averageLogprob: average }),
      });
    }
    return { segments, whole: stretches.length === 1 && segments.length === 1 };
  }

  async function run(work: TranscribeWork, flag: StopFlag): Promise<WorkResult> {
    // The library guesses no language; English-only models refuse to be told one.
    const language = onlyLanguage ?? work.language?.toLowerCase().split('-')[0] ?? 'en';
    const same = last?.language === language && Buffer.compare(last.bytes, work.samples) === 0;
    if (!last || !same) {
      last = null;
      const { segments, whole } = await hear(toFloats(work.samples), language, flag);
      const result = { job: 'transcribe', segments, language } as const;
      if (!whole) return result;
      last = { bytes: work.samples, language, result };
    }
    if (!work.candidates || last.result.job !== 'transcribe') return last.result;
    const fit = await recognizer.fit(work.candidates);
    return { ...last.result, ...(fit ? { fit } : {}) };
  }

  return { run: (work, _part, flag) => run(work as TranscribeWork, flag) };
}

function toFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = view.getInt16(index * 2, true) / 32_768;
  }
  return samples;
}
