import { pipeline, type Tensor } from '@huggingface/transformers';
import type { EmbedWork, WorkResult, WorkerSetup } from './embedded-protocol.ts';
import { loadOptions, throwIfStopped, type Runner, type StopFlag } from './runner.ts';

/** So many texts at a time: between two of these, nobody waiting is looked for. */
const BATCH = 8;

interface Extract {
  (texts: string[], options: object): Promise<Tensor>;
  tokenizer(texts: string[], options: object): { readonly attention_mask: Tensor };
}

/** Loads a model that makes vectors of texts; they have length 1. */
export async function loadEmbedRunner(setup: WorkerSetup): Promise<Runner> {
  const { pooling } = setup.model;
  const extract = (await pipeline(
    'feature-extraction',
    setup.model.id,
    loadOptions(setup),
  )) as unknown as Extract;

  async function run({ texts }: EmbedWork, flag: StopFlag): Promise<WorkResult> {
    const vectors: Float32Array[] = [];
    let promptTokens = 0;
    for (let from = 0; from < texts.length; from += BATCH) {
      throwIfStopped(flag);
      const batch = texts.slice(from, from + BATCH);
      const { attention_mask: mask } = extract.tokenizer(batch, {
        padding: true,
        truncation: true,
      });
      for (const one of mask.data as BigInt64Array) promptTokens += Number(one);
      const tensor = await extract(batch, { pooling, normalize: true });
      const size = tensor.dims.at(-1) ?? 0;
      for (let index = 0; index < batch.length; index++) {
        vectors.push((tensor.data as Float32Array).slice(index * size, (index + 1) * size));
      }
    }
    throwIfStopped(flag);
    return { job: 'embed', vectors, promptTokens };
  }

  return { run: (work, _part, flag) => run(work as EmbedWork, flag) };
}
