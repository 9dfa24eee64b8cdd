import { env, pipeline, Tensor } from '@huggingface/transformers';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { scoreAtOnce, scoreByToken } from '../../../src/engines/transformers/score-texts.ts';
import { readRecording } from './judged-recording.ts';

it('token by token texts score as they do at once, on real ears; the hopeless stay so', async () => {
  env.allowRemoteModels = false;
  env.localModelPath = `${resolve('models/bundled')}/`;
  const options = {
    dtype: 'q8',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1 },
  } as const;
  const { model, processor, tokenizer } = await pipeline(
    'automatic-speech-recognition',
    'moonshine-tiny',
    options,
  );
  const { input_values } = (await processor(
    readRecording('tests/fixtures/speech/fluent/G-0-r.wav'),
  )) as { input_values: Tensor };
  const sessions = model.sessions as Record<string, { run(feeds: object): Promise<object> }>;
  const { last_hidden_state } = (await sessions['model']!.run({
    input_values: (input_values as unknown as { ort_tensor: object }).ort_tensor,
  })) as { last_hidden_state: never };
  const decoder = { model, prefix: [1], endToken: 2, sound: new Tensor(last_hidden_state) };
  const texts = [
    'He goes to school every day.',
    'He goes to school every week.',
    'He goes to schools',
    '',
    'Paris is the capital of France.',
  ].map((text) => tokenizer.encode(text, { add_special_tokens: false }).map(Number));

  const atOnce = await scoreAtOnce(decoder, texts);
  const byToken = await scoreByToken(decoder, texts);
  for (const [row, tokens] of texts.entries()) {
    expect(byToken[row]!.deficits).toHaveLength(tokens.length);
    const [one, other] = [atOnce[row]!, byToken[row]!].map(
      ({ logProbability }) => logProbability / (tokens.length + 1),
    );
    const hopeless = Math.min(...atOnce[row]!.deficits) < -9;
    // Eight-bit numbers depend a little on what else is computed with them, and on the processor:
    // the end of a text without a word, 15 nats away, by two in a hundred.
    const bound = Math.max(0.3, 0.03 * Math.abs(one!));
    if (!hopeless) expect(Math.abs(one! - other!)).toBeLessThan(bound);
    else expect(Math.min(...byToken[row]!.deficits)).toBeLessThan(-9);
  }
  expect(byToken[0]!.logProbability).toBeGreaterThan(byToken[1]!.logProbability);
  expect(byToken[4]!.logProbability).toBeLessThan(-30);
});
