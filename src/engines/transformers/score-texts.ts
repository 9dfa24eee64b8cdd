import { Tensor, type PreTrainedModel } from '@huggingface/transformers';

/** What a decoder thinks of a text, token by token. */
export interface TextScore {
  readonly logProbability: number;
  /** Per token of the text, without its end: log P(token) − log P(likeliest). */
  readonly deficits: readonly number[];
}

export interface ScoredDecoder {
  readonly model: PreTrainedModel;
  /** Tokens before any text: start, language, task. */
  readonly prefix: readonly number[];
  readonly endToken: number;
  /** The encoder's states of one sound, [1, frames, size]. */
  readonly sound: Tensor;
}

type Outputs = Readonly<Record<string, Tensor>>;

/** Chances of every token at one place of a decoder's output. */
interface Chances {
  /** log P(token), and how far that is behind the likeliest. */
  of(token: number): { readonly logProbability: number; readonly behind: number };
}

/** `place` counts through rows and positions of `logits` [rows, length, vocabulary]. */
function chancesAt(logits: Float32Array, vocabulary: number, place: number): Chances {
  const here = logits.subarray(place * vocabulary, (place + 1) * vocabulary);
  let highest = -Infinity;
  for (const value of here) if (value > highest) highest = value;
  let total = 0;
  for (const value of here) total += Math.exp(value - highest);
  const all = Math.log(total);
  return {
    of(token) {
      const behind = (here[token] ?? -Infinity) - highest;
      return { logProbability: behind - all, behind };
    },
  };
}

function readLogits(outputs: Outputs): { values: Float32Array; vocabulary: number } {
  const { logits } = outputs;
  const floats = logits!.type === 'float32' ? logits! : logits!.to('float32');
  return { values: floats.data as Float32Array, vocabulary: floats.dims.at(-1) ?? 0 };
}

const ask = async (model: PreTrainedModel, inputs: object) =>
  (await model.forward(inputs)) as Outputs;

const letGo = (tensors: Iterable<Tensor | undefined>) => {
  for (const tensor of tensors) tensor?.dispose?.();
};

/**
 * All texts in one pass (teacher forcing): every row is the prefix and a text, every place is asked
 * for the token that follows. Best for short sounds: each row reads the sound anew.
 */
export async function scoreAtOnce(
  { model, prefix, endToken, sound }: ScoredDecoder,
  texts: readonly (readonly number[])[],
): Promise<TextScore[]> {
  const length = prefix.length + Math.max(...texts.map((tokens) => tokens.length));
  const ids = new BigInt64Array(texts.length * length).fill(BigInt(endToken));
  texts.forEach((tokens, row) =>
    [...prefix, ...tokens].forEach((id, place) => (ids[row * length + place] = BigInt(id))),
  );
  const outputs = await ask(model, {
    encoder_outputs: repeated(sound, texts.length),
    decoder_input_ids: new Tensor('int64', ids, [texts.length, length]),
  });
  const { values, vocabulary } = readLogits(outputs);
  const scores = texts.map((tokens, row) => {
    const first = row * length + prefix.length - 1;
    const steps = [...tokens, endToken].map((token, place) =>
      chancesAt(values, vocabulary, first + place).of(token),
    );
    return {
      logProbability: steps.reduce((sum, step) => sum + step.logProbability, 0),
      deficits: steps.slice(0, -1).map(({ behind }) => behind),
    };
  });
  letGo(Object.values(outputs));
  return scores;
}

function repeated(sound: Tensor, times: number): Tensor {
  if (times === 1) return sound;
  const one = sound.data as Float32Array;
  const all = new Float32Array(one.length * times);
  for (let row = 0; row < times; row += 1) all.set(one, row * one.length);
  return new Tensor('float32', all, [times, ...sound.dims.slice(1)]);
}

/** So far behind the likeliest token no text is accepted any more, whatever follows. */
const HOPELESS = -10;

/**
 * The texts along the tree of their beginnings, a token at a time, on what the decoder remembers of
 * the sound. Best for long sounds, Whisper's half minute: the sound is read once, a beginning that
 * texts share is asked once, and what is hopeless is not asked to its end (its other tokens count as
 * little as the hopeless one).
 */
export async function scoreByToken(
  { model, prefix, endToken, sound }: ScoredDecoder,
  texts: readonly (readonly number[])[],
): Promise<TextScore[]> {
  const scores = texts.map(() => ({ logProbability: 0, deficits: [] as number[] }));
  const run = (tokens: readonly number[], past?: Outputs) =>
    ask(model, {
      encoder_outputs: sound,
      decoder_input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [
        1,
        tokens.length,
      ]),
      ...(past ? { past_key_values: past } : {}),
    });
  const start = await run(prefix);
  const ofSound = pastOf(start, 'encoder');

  async function follow(rows: readonly number[], depth: number, outputs: Outputs, at: number) {
    const { values, vocabulary } = readLogits(outputs);
    const chances = chancesAt(values, vocabulary, at);
    const next = new Map<number, number[]>();
    for (const row of rows) {
      const token = texts[row]![depth];
      if (token === undefined) scores[row]!.logProbability += chances.of(endToken).logProbability;
      else next.set(token, [...(next.get(token) ?? []), row]);
    }
    const past = pastOf(outputs, 'decoder');
    for (const [token, members] of next) {
      const { logProbability, behind } = chances.of(token);
      const hopeless = behind < HOPELESS;
      for (const row of members) {
        const left = hopeless ? texts[row]!.length - depth : 1;
        scores[row]!.logProbability += logProbability * (hopeless ? left + 1 : 1);
        scores[row]!.deficits.push(...Array<number>(left).fill(behind));
      }
      if (hopeless) continue;
      const further = await run([token], { ...past, ...ofSound });
      try {
        await follow(members, depth + 1, further, 0);
      } finally {
        letGo(Object.values(further));
      }
    }
  }

  try {
    await follow([...texts.keys()], 0, start, prefix.length - 1);
  } finally {
    letGo(Object.values(start));
  }
  return scores;
}

/** What the decoder remembers of the text or of the sound, named as it wants it back. */
function pastOf(outputs: Outputs, of: 'decoder' | 'encoder'): Outputs {
  const kept = Object.entries(outputs).filter(([name]) => name.includes(`.${of}.`));
  return Object.fromEntries(
    kept.map(([name, value]) => [name.replace('present', 'past_key_values'), value]),
  );
}
