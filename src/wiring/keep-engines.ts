import { appPath } from '../base/app-base.ts';
import { runtimeFiles } from '../base/ort-runtime.ts';
import type { ModelShelf } from './model-shelf.ts';

/** What runs compiled models, from the root of our origin. */
const WEB_LLM = appPath('/web-llm/web-llm.mjs');

/** What runs every model on WASM, and voice detection. 14 MB. */
export const WASM_RUNTIME: readonly string[] = Object.values(runtimeFiles('wasm'));

type Shelf = Pick<ModelShelf, 'setupOf'> & {
  readonly store: Pick<ModelShelf['store'], 'statuses' | 'watch'>;
};

/** Calls `keep` for the files that run each model which is on this device or arrives: both work offline. */
export function keepEnginesOf(
  { store, setupOf }: Shelf,
  keep: (urls: readonly string[]) => void,
): void {
  const kept = new Set<string>();
  const look = ({ entry, state, variant }: ReturnType<Shelf['store']['statuses']>[number]) => {
    if (state !== 'ready') return;
    const runtime = runtimeFiles(setupOf(entry, variant)?.runtime ?? 'wasm');
    const urls: readonly string[] =
      entry.engine === 'web-llm' ? [WEB_LLM] : [runtime.mjs, runtime.wasm];
    const fresh = urls.filter((url) => !kept.has(url));
    for (const url of fresh) kept.add(url);
    if (fresh.length > 0) keep(fresh);
  };
  store.statuses().forEach(look);
  store.watch(look);
}
