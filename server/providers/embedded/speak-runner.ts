import { pipeline } from '@huggingface/transformers';
import { stretchTime } from '../../../src/contracts/stretch-time.ts';
import { pcm16 } from '../../sound/mono-samples.ts';
import type { SpeakWork, WorkPart, WorkResult, WorkerSetup } from './embedded-protocol.ts';
import { loadOptions, throwIfStopped, type Runner, type StopFlag } from './runner.ts';

/** Longer sentences are cut at a space: a voice needs memory by the square of the length. */
const MAX_CHARACTERS = 400;

type Speak = (
  text: string,
) => Promise<{ readonly audio: Float32Array; readonly sampling_rate: number }>;

/** Loads a voice. Speaks sentence by sentence, so that the first is heard soon. */
export async function loadSpeakRunner(setup: WorkerSetup): Promise<Runner> {
  const speak = (await pipeline(
    'text-to-speech',
    setup.model.id,
    loadOptions(setup),
  )) as unknown as Speak;

  async function run(
    work: SpeakWork,
    part: (part: WorkPart) => void,
    flag: StopFlag,
  ): Promise<WorkResult> {
    for (const sentence of sentencesOf(work.text)) {
      throwIfStopped(flag);
      const { audio, sampling_rate: sampleRateHz } = await speak(sentence);
      throwIfStopped(flag);
      // These voices know one pace. Beyond these limits the result is no speech any more.
      const samples = stretchTime(audio, sampleRateHz, Math.min(2, Math.max(0.5, work.speed)));
      part({ job: 'speak', samples: new Uint8Array(pcm16(samples)), sampleRateHz });
    }
    return { job: 'speak' };
  }

  return { run: (work, part, flag) => run(work as SpeakWork, part, flag) };
}

/** Sentences, none of them too long. */
function sentencesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(
    text,
  )) {
    let rest = segment.trim();
    while (rest.length > MAX_CHARACTERS) {
      const space = rest.lastIndexOf(' ', MAX_CHARACTERS);
      const at = space > 0 ? space : MAX_CHARACTERS;
      pieces.push(rest.slice(0, at).trim());
      rest = rest.slice(at).trim();
    }
    if (/[\p{L}\p{N}]/u.test(rest)) pieces.push(rest);
  }
  return pieces;
}
