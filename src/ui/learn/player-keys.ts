/** What a key asks of the player. */
export type PlayerKey =
  | {
      readonly type:
        'microphone' | 'continue' | 'repeat' | 'hint' | 'write' | 'skip' | 'stop' | 'keys';
    }
  | { readonly type: 'choose'; readonly option: number }
  /** The key is the beginning of an answer: it belongs in the field where that is written. */
  | { readonly type: 'field' };

/** What has the focus: text goes into a field, a control has its own Space and Enter. */
export type KeyTarget = 'field' | 'control' | 'page';

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** How the learner answers here, which says what a key can mean. */
export interface KeyHabits {
  /** Single letters and digits are shortcuts; false where the learner switched them off. */
  readonly letters: boolean;
  /** Answers are typed: a letter may be meant for one, also before there is a field for it. */
  readonly typing: boolean;
  /** The present step takes words, not a choice and not only a press. */
  readonly words: boolean;
}

const LETTERS: Readonly<Record<string, 'repeat' | 'hint' | 'write' | 'skip'>> = {
  r: 'repeat',
  h: 'hint',
  t: 'write',
  s: 'skip',
};

/** A key that writes something, a dead key and the first key of an input method included. */
const writes = (key: string) => [...key].length === 1 || key === 'Dead' || key === 'Process';

/**
 * The meaning of a key press in the player; null when it has none. No letter is a shortcut while a
 * person may be typing: where answers are typed it goes into the answer, wherever the focus is.
 */
export function playerKey(
  press: KeyPress,
  target: KeyTarget,
  { letters, typing, words }: KeyHabits,
): PlayerKey | null {
  if (press.altKey || press.ctrlKey || press.metaKey || press.repeat) return null;
  if (press.key === 'Escape') return { type: 'stop' };
  if (target === 'field') return null;
  if (target === 'page' && press.key === 'Enter') return { type: 'continue' };
  if (target === 'control' && press.key === ' ') return null;
  if (typing && words) return writes(press.key) ? { type: 'field' } : null;
  if (press.key === ' ') return { type: 'microphone' };
  if (!letters) return null;
  if (/^[1-8]$/.test(press.key)) return { type: 'choose', option: Number(press.key) - 1 };
  if (typing) return null;
  if (press.key === '?') return { type: 'keys' };
  const type = LETTERS[press.key.toLowerCase()];
  return type ? { type } : null;
}

/** What kind of element would get this key press. */
export function keyTarget(element: EventTarget | null): KeyTarget {
  if (!(element instanceof Element)) return 'page';
  if (element.closest('textarea, select, [contenteditable], input:not([type="checkbox"])')) {
    return 'field';
  }
  return element.closest('button, a[href], summary, input') ? 'control' : 'page';
}
