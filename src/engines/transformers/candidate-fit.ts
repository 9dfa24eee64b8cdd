import type { PreTrainedTokenizer } from '@huggingface/transformers';
import type { TextFit } from '../../contracts/engine.ts';
import { scoreAtOnce, scoreByToken, type ScoredDecoder } from './score-texts.ts';

/** What the decoder of a speech model is asked with. */
export interface DecoderParts extends ScoredDecoder {
  readonly tokenizer: PreTrainedTokenizer;
}

/** A text as tokens: of the free transcript those that were chosen, else what the tokenizer makes. */
export interface TokenText {
  readonly text: string;
  readonly tokens: readonly number[];
}

/** How a token begins a word, in SentencePiece (▁) and in byte-level BPE (Ġ). */
const WORD_START = /^[▁Ġ]/;
/** U+FFFD is a part of a letter that takes several tokens. */
const ONLY_MARKS = /^[^\p{L}\p{N}\uFFFD]+$/u;

/** Encoder states beyond these are dear to read once per text: twelve seconds of Moonshine, any Whisper. */
const MANY_FRAMES = 500;

const spellings = new WeakMap<PreTrainedTokenizer, ReadonlyMap<number, string>>();

/** Tokens as the vocabulary spells them. */
function spellingOf(tokenizer: PreTrainedTokenizer): ReadonlyMap<number, string> {
  const known = spellings.get(tokenizer);
  if (known) return known;
  const made = new Map([...tokenizer.get_vocab()].map(([piece, id]) => [id, piece]));
  spellings.set(tokenizer, made);
  return made;
}

/** Deficits by word; marks belong to none. */
function byWord(
  tokenizer: PreTrainedTokenizer,
  tokens: readonly number[],
  deficits: readonly number[],
): TextFit['words'] {
  const spelling = spellingOf(tokenizer);
  const text = (ids: number[]) =>
    tokenizer.decode(ids, { clean_up_tokenization_spaces: false }).trim();
  const words: { tokens: number[]; deficit: number }[] = [];
  tokens.forEach((token, place) => {
    const last = words.at(-1);
    const begins = WORD_START.test(spelling.get(token) ?? '');
    const mark = ONLY_MARKS.test(text([token]));
    if (begins || !last) words.push({ tokens: [], deficit: 0 });
    const word = words.at(-1)!;
    if (mark) return;
    word.tokens.push(token);
    word.deficit += deficits[place] ?? 0;
  });
  return words
    .filter((word) => word.tokens.length > 0)
    .map((word) => ({ text: text(word.tokens), deficit: word.deficit }));
}

/** How well each text fits the sound. */
export async function fitTexts(
  { tokenizer, ...decoder }: DecoderParts,
  texts: readonly TokenText[],
): Promise<TextFit[]> {
  if (texts.length === 0) return [];
  const score = (decoder.sound.dims[1] ?? 0) > MANY_FRAMES ? scoreByToken : scoreAtOnce;
  const scores = await score(
    decoder,
    texts.map(({ tokens }) => tokens),
  );
  return scores.map(({ logProbability, deficits }, row) => {
    const { text, tokens } = texts[row]!;
    const mean = logProbability / (tokens.length + 1);
    return { text, logProbability, mean, words: byWord(tokenizer, tokens, deficits) };
  });
}
