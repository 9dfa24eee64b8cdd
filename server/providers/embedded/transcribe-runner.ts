import { pipeline } from '@huggingface/transformers';
import type { TranscriptSegment } from '../transcribe.ts';
import type { TranscribeWork, WorkResult, WorkerSetup } from './embedded-protocol.ts';
import { FlagCriteria, loadOptions, throwIfStopped, type Runner, type StopFlag } from './runner.ts';
import { isSilent, splitAtQuiet } from './split-at-quiet.ts';

const RATE_HZ = 16_000;
/** Moonshine takes any length, and takes long over long ones. */
const WINDOW_SECONDS = 30;
/** Room for the fastest speaker in the language with the most tokens to a word. */
const TOKENS_PER_SECOND = { whisper: 20, moonshine: 6.5 };
const TOKENS_AT_LEAST = 8;
/** Whisper's decoder takes 448 positions; half of them may be the answer. */
const TOKENS_AT_MOST = 220;
/** Norwegian is Bokmål to a learner and `no` to Whisper. */
const whisperNames: Readonly<Record<string, string>> = { nb: 'no', jv: 'jw', iw: 'he', fil: 'tl' };

type Recognise = (samples: Float32Array, options: object) => Promise<{ readonly text: string }>;

/** Loads a model that hears. Long recordings are cut where they are quiet; each piece is a segment. */
export async function loadTranscribeRunner(setup: WorkerSetup): Promise<Runner> {
  const { model } = setup;
  const recognise = (await pipeline(
    'automatic-speech-recognition',
    model.id,
    loadOptions(setup),
  )) as unknown as Recognise;
  const whisper = model.family === 'whisper';
  const perSecond = TOKENS_PER_SECOND[whisper ? 'whisper' : 'moonshine'];
  const window = model.windowSeconds ?? WINDOW_SECONDS;
  const onlyLanguage = model.languages.length === 1 ? model.languages[0] : undefined;

  async function run(work: TranscribeWork, flag: StopFlag): Promise<WorkResult> {
    const samples = toFloats(work.samples);
    // The library guesses no language; English-only models refuse to be told one.
    const language = onlyLanguage ?? work.language?.toLowerCase().split('-')[0] ?? 'en';
    const told =
      whisper && onlyLanguage === undefined
        ? { language: whisperNames[language] ?? language, task: 'transcribe' }
        : {};
    const segments: TranscriptSegment[] = [];
    for (const { from, to } of splitAtQuiet(samples, window * RATE_HZ)) {
      throwIfStopped(flag);
      const piece = samples.slice(from, to);
      // A model invents words where there are none.
      if (isSilent(piece)) continue;
      const seconds = (to - from) / RATE_HZ;
      const tokens = Math.ceil(TOKENS_AT_LEAST + perSecond * seconds);
      const { text } = await recognise(piece, {
        ...told,
        max_new_tokens: Math.min(TOKENS_AT_MOST, tokens),
        stopping_criteria: new FlagCriteria(flag),
      });
      throwIfStopped(flag);
      const said = text.trim();
      if (said) segments.push({ text: said, startS: from / RATE_HZ, endS: to / RATE_HZ });
    }
    return { job: 'transcribe', segments, language };
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
