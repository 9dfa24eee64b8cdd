import lookalikes from './look-alikes.json' with { type: 'json' };

const latin = new Map<string, string>(Object.entries(lookalikes));

/** Signs that take no room, or room and nothing else: format signs, fillers and blanks of scripts. */
const UNSEEN = /[\p{Cf}\p{Z}\p{Cc}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\p{Variation_Selector}/gu;

/** Whether a text shows nothing at all. */
export const isUnseen = (text: string): boolean => text.replace(UNSEEN, '') === '';

/**
 * A text as an eye sees it: two texts that are the same here look the same, whatever they are made
 * of (capitals, wide letters, letters of other scripts that look like ours, signs that nobody sees).
 */
export function asSeen(text: string): string {
  const shown = text
    .normalize('NFKC')
    .replace(/[\p{Z}\s]+/gu, ' ')
    .replace(/(?! )[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\p{Variation_Selector}/gu, '')
    .trim();
  return [...shown]
    .map((letter) => latin.get(letter) ?? letter)
    .join('')
    .toLowerCase();
}
