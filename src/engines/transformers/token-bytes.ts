import type { PreTrainedTokenizer } from '@huggingface/transformers';

/**
 * The characters that byte-level vocabularies (GPT-2's and everybody's since) write bytes with:
 * printable ones stand for themselves, the others for letters from 256 on.
 */
function byteLetters(): Map<string, number> {
  const letters = new Map<string, number>();
  let beyond = 256;
  for (let byte = 0; byte < 256; byte += 1) {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    letters.set(String.fromCodePoint(printable ? byte : beyond++), byte);
  }
  return letters;
}

/** `<0x0A>`, as SentencePiece writes a byte that is no character of its own. */
const BYTE_PIECE = /^<0x([0-9A-F]{2})>$/;

/** The kinds of decoder a tokenizer is made of, by name. */
function decoderNames(decoder: unknown): string {
  return JSON.stringify((decoder as { config?: unknown } | null)?.config ?? null);
}

/**
 * The bytes that each token of a vocabulary stands for, by its number; nothing for marks. Null for
 * a kind of vocabulary whose tokens do not simply add up to the text.
 */
export function tokenBytes(tokenizer: PreTrainedTokenizer): (Uint8Array | undefined)[] | null {
  const { decoder } = (tokenizer as unknown as { _tokenizer: { decoder: unknown } })._tokenizer;
  const names = decoderNames(decoder);
  const encoder = new TextEncoder();
  const letters = byteLetters();
  const readLetters = (token: string) => {
    const bytes = [...token].map((letter) => letters.get(letter));
    return bytes.some((byte) => byte === undefined)
      ? undefined
      : Uint8Array.from(bytes as number[]);
  };
  const readPieces = (token: string) => {
    const byte = BYTE_PIECE.exec(token)?.[1];
    return byte ? Uint8Array.of(parseInt(byte, 16)) : encoder.encode(token.replaceAll('▁', ' '));
  };
  const read = names.includes('"ByteLevel"')
    ? readLetters
    : names.includes('"ByteFallback"')
      ? readPieces
      : null;
  if (!read) return null;
  const marks = new Set(tokenizer.all_special_ids);
  const found: (Uint8Array | undefined)[] = [];
  for (const [token, id] of tokenizer.get_vocab())
    found[id] = marks.has(id) ? undefined : read(token);
  return found;
}
