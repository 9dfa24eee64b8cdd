import type { ModelEntry } from '../../contracts/catalog.ts';
import type { OriginSpec } from './origin.ts';

/** Which source is asked first; the other one is the second source. */
export type SourceOrder = 'companion-first' | 'hub-first';

/** What a stored value means; the companion is near, so it comes first unless somebody chose. */
export function asSourceOrder(value: unknown): SourceOrder {
  return value === 'hub-first' ? 'hub-first' : 'companion-first';
}

/** The sources that can have a variant: what comes with Parley is on no hub. */
export function sourcesOf(
  entry: ModelEntry,
  variant: string,
  origins: readonly OriginSpec[],
): readonly OriginSpec[] {
  const bundled = entry.variants.find(({ name }) => name === variant)?.bundled === true;
  return bundled || !entry.source ? origins.filter(({ kind }) => kind !== 'hub') : origins;
}

/** The sources in the order they are to be asked. Several of a kind keep their order. */
export function inOrder(origins: readonly OriginSpec[], order: SourceOrder): OriginSpec[] {
  const first = order === 'hub-first' ? 'hub' : 'companion';
  return [
    ...origins.filter(({ kind }) => kind === first),
    ...origins.filter(({ kind }) => kind !== first),
  ];
}
