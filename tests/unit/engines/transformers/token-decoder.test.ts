import {
  AutoModelForCausalLM,
  AutoTokenizer,
  type PreTrainedModel,
} from '@huggingface/transformers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createTokenDecoder,
  type TokenDecoder,
} from '../../../../src/engines/transformers/token-decoder.ts';
import { catalog } from '../../../../src/model-store/catalog.ts';
import { readLibraryFrom } from '../../../../src/engines/transformers/library-weights.ts';
import { noWeights, readModelsFromDisk } from '../../../fakes/models-on-disk.ts';

interface Session {
  run(feeds: { readonly input_ids: { readonly dims: readonly number[] } }): Promise<unknown>;
}

const never = new AbortController().signal;
let model: PreTrainedModel;
let encode: (text: string) => bigint[];
/** How many tokens each run of the model read. */
let runs: number[];
let decoder: TokenDecoder;

beforeAll(async () => {
  readModelsFromDisk();
  const entry = catalog.find(({ id }) => id === 'tiny-tutor')!;
  readLibraryFrom(noWeights, entry, never);
  model = await AutoModelForCausalLM.from_pretrained(entry.id, { device: 'cpu', dtype: 'q8' });
  const tokenizer = await AutoTokenizer.from_pretrained(entry.id);
  encode = (text) => tokenizer.encode(text, { add_special_tokens: false }).map(BigInt);
  const session = (model.sessions as { model: Session }).model;
  const run = session.run.bind(session);
  session.run = (feeds) => {
    runs.push(feeds.input_ids.dims[1] ?? 0);
    return run(feeds);
  };
});

beforeEach(() => {
  runs = [];
  const own = model.generation_config as { eos_token_id: number[] };
  decoder = createTokenDecoder(model, own, undefined);
});

const turn = (text: string) => `<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`;
const france = () => encode(turn('What is the capital of France?'));

async function reply(ids: readonly bigint[], maxTokens = 40) {
  const made: bigint[] = [];
  const result = await decoder.decode(
    ids,
    { maxTokens, temperature: 0, onToken: (id) => made.push(id) < 0 },
    never,
  );
  return { ...result, made };
}

test('a reply ends with its mark; the first token costs the prompt, each other one itself', async () => {
  const ids = france();
  const { made, ended, replyTokens, cachedTokens } = await reply(ids);
  expect(ended).toBe(true);
  expect(decoder.ends.map(BigInt)).toContain(made.at(-1));
  expect(replyTokens).toBe(made.length);
  expect(cachedTokens).toBe(0);
  expect(runs).toEqual([ids.length, ...made.slice(1).map(() => 1)]);
});

describe('what was read', () => {
  test('and goes on is not read again', async () => {
    const ids = france();
    const { made } = await reply(ids);
    runs = [];
    const more = [...ids, ...made, ...encode('\n' + turn('What is two plus two?'))];
    const next = await reply(more);
    // The last token of a reply was chosen and never read.
    expect(next.cachedTokens).toBe(ids.length + made.length - 1);
    expect(runs[0]).toBe(more.length - next.cachedTokens);
  });

  test('is cut where the conversation changed, and gives the words of a fresh start', async () => {
    const ids = france();
    await reply(ids);
    const heard = [...ids, ...encode('The capital of Spain is Madrid.<|im_end|>\n')];
    const changed = [...heard, ...encode(turn('What is the capital of France?'))];
    const { made, cachedTokens } = await reply(changed);
    expect(cachedTokens).toBeGreaterThanOrEqual(ids.length);
    expect(cachedTokens).toBeLessThan(heard.length);
    await decoder.forget();
    expect((await reply(changed)).made).toEqual(made);
  });

  test('is read no more when it begins otherwise', async () => {
    await reply(france());
    const other = encode(turn('Hello.'));
    expect((await reply(other)).cachedTokens).toBe(0);
  });

  test('stays while something else is asked once in between', async () => {
    const ids = france();
    const { made } = await reply(ids);
    const marking = encode(turn('Is "Lyon" right? Say yes or no.'));
    await reply(marking);
    const more = [...ids, ...made, ...encode('\n' + turn('What is two plus two?'))];
    const next = await reply(more);
    expect(next.cachedTokens).toBe(ids.length + made.length - 1);
    // And the other way round.
    expect((await reply(marking)).cachedTokens).toBe(marking.length - 1);
    await decoder.forget();
    expect((await reply(more)).made).toEqual(next.made);
  });

  test('of the one before the last is forgotten', async () => {
    const ids = france();
    await reply(ids);
    await reply(encode(turn('Hello.')));
    await reply(encode(turn('Goodbye.')));
    expect((await reply(ids)).cachedTokens).toBe(0);
  });

  test('ahead is known, and reading it twice reads nothing', async () => {
    const ids = france();
    await decoder.read(ids.slice(0, -3), never);
    runs = [];
    await decoder.read(ids.slice(0, -3), never);
    await decoder.read(ids.slice(0, -8), never);
    expect(runs).toEqual([]);
    expect((await reply(ids)).cachedTokens).toBe(ids.length - 3);
  });

  test('the same question again still reads one token', async () => {
    const ids = [...encode(turn('Hello.')), ...france()];
    const first = await reply(ids);
    const again = await reply(ids);
    expect(again.cachedTokens).toBe(ids.length - 1);
    expect(again.made).toEqual(first.made);
  });
});

describe('an abort', () => {
  test('while tokens are made stops before the next, and keeps what was read', async () => {
    const ids = france();
    const control = new AbortController();
    const made: bigint[] = [];
    const onToken = (id: bigint) => {
      made.push(id);
      if (made.length === 3) control.abort(new Error('enough'));
      return false;
    };
    const given = decoder.decode(ids, { maxTokens: 40, temperature: 0, onToken }, control.signal);
    await expect(given).rejects.toThrow('enough');
    expect(made).toHaveLength(3);
    expect(runs).toHaveLength(3);
    expect((await reply([...ids, ...made])).cachedTokens).toBe(ids.length + 2);
  });

  test('while a long prompt is read stops between two pieces', async () => {
    const long = encode(turn('What is the capital of France? '.repeat(40)));
    expect(long.length).toBeGreaterThan(256);
    const control = new AbortController();
    const session = (model.sessions as { model: Session }).model;
    const counted = session.run.bind(session);
    session.run = (feeds) => {
      control.abort(new Error('enough'));
      return counted(feeds);
    };
    await expect(decoder.read(long, control.signal)).rejects.toThrow('enough');
    session.run = counted;
    expect(runs).toEqual([128]);
    // What was read is kept.
    runs = [];
    await decoder.read(long, never);
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(long.length - 128);
  });
});
