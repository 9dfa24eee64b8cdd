/** One tab at a time keeps the place in a lesson. */
export interface LessonLock {
  /** False while another tab of this browser is in the same lesson. */
  readonly mine: boolean;
  /** Lets the next tab have it. */
  release(): void;
}

/**
 * Takes the place in a lesson for this tab, or waits for it until the other tab is done. `onMine` is
 * called when it comes later. Where the browser has no locks everybody has it.
 */
export async function lockLesson(
  locks: LockManager | undefined,
  key: string,
  onMine: () => void,
): Promise<LessonLock> {
  if (!locks) return { mine: true, release: () => {} };
  const name = `parley-lesson-${key}`;
  const over = new AbortController();
  const held = () =>
    new Promise<void>((done) =>
      over.signal.addEventListener('abort', () => done(), { once: true }),
    );
  const state = { mine: false, release: () => over.abort() };
  await new Promise<void>((known) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        state.mine = lock !== null;
        known();
        return lock ? held() : undefined;
      })
      // A browser that refuses locks here: there is nobody to wait for.
      .catch(() => {
        state.mine = true;
        known();
      });
  });
  if (!state.mine) {
    locks
      .request(name, { signal: over.signal }, () => {
        state.mine = true;
        onMine();
        return held();
      })
      .catch(() => {});
  }
  return state;
}
