import type { ModelEntry } from '../contracts/catalog.ts';
import type { ModelStore } from '../model-store/model-store.ts';

/** Calls `keep` for what runs each model that is on this device or arrives: both work offline. */
export function keepEnginesOf(
  store: Pick<ModelStore, 'statuses' | 'watch'>,
  keep: (engine: ModelEntry['engine']) => void,
): void {
  const kept = new Set<ModelEntry['engine']>();
  const look = ({ entry: { engine }, state }: ReturnType<ModelStore['statuses']>[number]) => {
    if (state !== 'ready' || kept.has(engine)) return;
    kept.add(engine);
    keep(engine);
  };
  store.statuses().forEach(look);
  store.watch(look);
}
