import { setImmediate } from 'node:timers/promises';
import { pipeline } from '@huggingface/transformers';
import { countTokens, embedTexts } from '../../../src/engines/transformers/embed-texts.ts';
import type { EmbedWork, WorkResult, WorkerSetup } from './embedded-protocol.ts';
import { loadOptions, stoppable, type Runner, type StopFlag } from './runner.ts';

/** Lets a timer look whether somebody still wants the result. */
const breath = () => setImmediate();

/** Loads a model that makes vectors of texts, the same ones as in a browser; they have length 1. */
export async function loadEmbedRunner(setup: WorkerSetup): Promise<Runner> {
  const { model } = setup;
  const extract = await pipeline('feature-extraction', model.id, loadOptions(setup));

  async function run({ texts }: EmbedWork, flag: StopFlag): Promise<WorkResult> {
    const vectors = await stoppable(flag, (signal) =>
      embedTexts(extract, model, texts, breath, signal),
    );
    return { job: 'embed', vectors, promptTokens: countTokens(extract, model, texts) };
  }

  return { run: (work, _part, flag) => run(work as EmbedWork, flag) };
}
