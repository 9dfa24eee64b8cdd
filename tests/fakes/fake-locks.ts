import type { LocksLike } from '../../src/model-store/tabs.ts';

/** Web Locks for tabs that live in one process. `kill` is what happens when a tab dies. */
export function createFakeLocks() {
  const waiting: { hold: () => Promise<void>; tab: number }[] = [];
  let holder: number | undefined;
  let tabs = 0;
  const next = () => {
    if (holder !== undefined) return;
    const first = waiting.shift();
    if (!first) return;
    holder = first.tab;
    void first.hold().finally(() => release(first.tab));
  };
  const release = (tab: number) => {
    if (holder !== tab) return;
    holder = undefined;
    next();
  };
  return {
    tab(): LocksLike & { kill(): void } {
      const tab = tabs++;
      return {
        request(_name, _options, hold) {
          waiting.push({ hold, tab });
          next();
          return Promise.resolve();
        },
        kill() {
          for (const entry of [...waiting])
            if (entry.tab === tab) waiting.splice(waiting.indexOf(entry), 1);
          release(tab);
        },
      };
    },
  };
}
