/** What a key asks of the player. */
export type PlayerKey =
  | { readonly type: 'pen' | 'continue' | 'repeat' | 'hint' | 'write' | 'skip' | 'stop' | 'keys' }
  | { readonly type: 'choose'; readonly option: number };

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

const LETTERS: Readonly<Record<string, 'repeat' | 'hint' | 'write' | 'skip'>> = {
  r: 'repeat',
  h: 'hint',
  t: 'write',
  s: 'skip',
};

/**
 * The meaning of a key press in the player; null when it has none. `letters` is false where the
 * learner switched single letters off (speech input types them by accident).
 */
export function playerKey(press: KeyPress, target: KeyTarget, letters: boolean): PlayerKey | null {
  if (press.altKey || press.ctrlKey || press.metaKey || press.repeat) return null;
  if (press.key === 'Escape') return { type: 'stop' };
  if (target === 'field') return null;
  if (target === 'page' && press.key === ' ') return { type: 'pen' };
  if (target === 'page' && press.key === 'Enter') return { type: 'continue' };
  if (!letters) return null;
  if (press.key === '?') return { type: 'keys' };
  if (/^[1-8]$/.test(press.key)) return { type: 'choose', option: Number(press.key) - 1 };
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
