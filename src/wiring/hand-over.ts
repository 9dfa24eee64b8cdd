import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';

const NAME = 'parley-handover';

/** The tab's own storage, which a reload leaves as it is. Some browsers throw when it is only looked at. */
type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Before a reload: what could not be written goes to the page that comes. False where it cannot. */
export function handOver(tab: () => TabStorage, history: LearnerHistory): boolean {
  if (!history.unkept) return true;
  try {
    tab().setItem(NAME, history.exportUnkept());
    return true;
  } catch {
    return false;
  }
}

/** After it: what the page before could not write is kept now, by the version that owns the storage. */
export async function takeOver(
  tab: () => TabStorage,
  history: LearnerHistory,
  settings: LearnerSettings,
): Promise<void> {
  try {
    const left = tab().getItem(NAME);
    if (left === null) return;
    const { bringBack } = await import('./history-bring-back.ts');
    const { leftOut } = await bringBack(new Blob([left]), history, settings);
    // What found no place yet, because the storage does not answer, is tried again at the next load.
    if (!history.unkept && leftOut === 0) tab().removeItem(NAME);
  } catch {
    // A browser that keeps nothing for a tab, or a page before this one that wrote something else.
  }
}
