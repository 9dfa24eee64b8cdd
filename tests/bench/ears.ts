import { env, pipeline } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CandidateFit, Transcript } from '../../src/contracts/engine.ts';
import { modelSchema, type ModelEntry } from '../../src/contracts/catalog.ts';
import * as v from 'valibot';
import type { Lesson, Step } from '../../src/contracts/lesson.ts';
import { guardTranscript, loudnessOf } from '../../src/engines/in-browser/transcript-guards.ts';
import { createRecognizer, type Recognizer } from '../../src/engines/transformers/recognizer.ts';
import { checkStep } from '../../src/lessons/check-step.ts';
import { listenToAnswer } from '../../src/lessons/listen-to-answer.ts';
import { readRecording, recordings, type EarsTrial } from './ears-trials.ts';

/** What came of one answer: `wrong` is any verdict that costs a try. */
type Outcome = 'right' | 'ask' | 'wrong';
type Counts = Record<Outcome, number>;

/** The weights lie in the repository or, too large for it, in the shared folder. */
const shared = resolve(process.env['PARLEY_SHARED'] ?? '../shared');
const places: Readonly<Record<string, string>> = {
  'moonshine-tiny': resolve('models/bundled'),
  'whisper-base': `${shared}/real-models`,
};

const lessonWith = (step: Step, topic?: 'grammar'): Lesson => ({
  format: 1,
  id: 'ears',
  version: 1,
  title: 'Ears',
  language: 'en',
  ...(topic ? { topic } : {}),
  steps: [step],
});

async function open(id: string): Promise<{ entry: ModelEntry; recognizer: Recognizer }> {
  const entry = v.parse(modelSchema, JSON.parse(readFileSync(`models/${id}.json`, 'utf8')));
  env.allowRemoteModels = false;
  env.localModelPath = `${places[id]}/`;
  // One thread: several would wait for each other where the machine is shared, and change no verdict.
  const session_options = { intraOpNumThreads: 1 };
  const asr = await pipeline('automatic-speech-recognition', id, {
    dtype: 'q8',
    device: 'cpu',
    session_options,
  });
  return { entry, recognizer: createRecognizer(asr, entry) };
}

/** Judges one recording at a step as it was before answers were known, and as it is now. */
async function judge(
  { entry, recognizer }: { entry: ModelEntry; recognizer: Recognizer },
  samples: Float32Array,
  trials: readonly EarsTrial[],
): Promise<{ before: Outcome; after: Outcome; transcript: Transcript }[]> {
  const heard = await recognizer.run(samples, 'en', new AbortController().signal);
  const results: { before: Outcome; after: Outcome; transcript: Transcript }[] = [];
  for (const { step, topic } of trials) {
    const lesson = lessonWith(step, topic);
    const listener = listenToAnswer(lesson, step, 0);
    const fit: Omit<CandidateFit, 'limits'> | null = await recognizer.fit(
      listener.candidates(heard.text),
    );
    const evidence = {
      loudness: loudnessOf(samples),
      durationMs: samples.length / 16,
      averageLogProbability: heard.averageLogProbability,
      runaway: heard.runaway,
    };
    const raw: Transcript = { text: heard.text, final: true, language: 'en' };
    const old = guardTranscript(raw, evidence);
    const now = guardTranscript(raw, { ...evidence, calibration: entry.listening?.confidence });
    const limits = entry.listening?.limits;
    const transcript = {
      ...now,
      ...(fit ? { fit: { ...fit, ...(limits ? { limits } : {}) } } : {}),
    };
    results.push({
      before: ofCheck(checkStep(lesson, step, old.text, how(old)).verdict),
      after: ofListening(listener.judge(transcript)),
      transcript,
    });
  }
  return results;
}

const how = ({ confidence }: Transcript) => ({
  spoken: true,
  turnIndex: 0,
  ...(confidence === undefined ? {} : { confidence }),
});
const ofCheck = (verdict: string): Outcome =>
  verdict === 'right' ? 'right' : verdict === 'unsure' ? 'ask' : 'wrong';
const ofListening = (heard: ReturnType<ReturnType<typeof listenToAnswer>['judge']>): Outcome =>
  heard.kind === 'ask-again' ? 'ask' : ofCheck(heard.check.verdict);

/**
 * Verdicts of the whole path over recordings of people and of fluent voices, per group: the right
 * answer, another digit, one word swapped, something else, grammar slips; before answers were known
 * to the ears, and after. The first half of the learners is the one thresholds were chosen on.
 */
export async function benchEars(): Promise<void> {
  if (!existsSync(`${shared}/speech/human.json`)) {
    console.log('ears: the recordings are not here; PARLEY_SHARED names the folder that has them.');
    return;
  }
  const out: unknown[] = [];
  const models = (process.env['EARS_MODELS'] ?? 'moonshine-tiny').split(',');
  /** Parts of the names of groups; all of them when absent. */
  const only = process.env['EARS_ONLY']?.split('|');
  for (const id of models) {
    const ears = await open(id);
    const table = new Map<string, { before: Counts; after: Counts }>();
    for (const recording of recordings(shared)) {
      const trials = recording.trials.filter(
        ({ group }) => !only || only.some((part) => group.includes(part)),
      );
      if (trials.length === 0) continue;
      const samples = readRecording(recording.file);
      const results = await judge(ears, samples, trials);
      results.forEach(({ before, after, transcript }, place) => {
        const trial = trials[place]!;
        const row = table.get(trial.group) ?? {
          before: { right: 0, ask: 0, wrong: 0 },
          after: { right: 0, ask: 0, wrong: 0 },
        };
        row.before[before] += 1;
        row.after[after] += 1;
        table.set(trial.group, row);
        out.push({
          file: recording.file,
          said: recording.said,
          ...trial,
          before,
          after,
          transcript,
        });
      });
    }
    console.log(
      `ears, ${id}: share of answers, before (transcript alone) and after (known answers)`,
    );
    console.log(`  ${'group'.padEnd(44)}    n   right    ask  wrong |  right    ask  wrong`);
    for (const [group, { before, after }] of table) {
      const n = before.right + before.ask + before.wrong;
      const share = (count: number) => `${((100 * count) / n).toFixed(1)} %`.padStart(7);
      const cells = [before, after].map((each) =>
        [each.right, each.ask, each.wrong].map(share).join(''),
      );
      console.log(`  ${group.padEnd(44)} ${String(n).padStart(4)} ${cells.join(' |')}`);
    }
  }
  const file = process.env['EARS_OUT'];
  if (file) (await import('node:fs')).writeFileSync(file, JSON.stringify(out));
}
