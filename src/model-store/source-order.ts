import type { OriginSpec } from './origin.ts';

/** Which source is asked first; the other one is the second source. */
export type SourceOrder = 'companion-first' | 'hub-first';

/** What a stored value means; the companion is near, so it comes first unless somebody chose. */
export function asSourceOrder(value: unknown): SourceOrder {
  return value === 'hub-first' ? 'hub-first' : 'companion-first';
}

/** The sources in the order they are to be asked. Several of a kind keep their order. */
export function inOrder(origins: readonly OriginSpec[], order: SourceOrder): OriginSpec[] {
  const first = order === 'hub-first' ? 'hub' : 'companion';
  return [
    ...origins.filter(({ kind }) => kind === first),
    ...origins.filter(({ kind }) => kind !== first),
  ];
}
