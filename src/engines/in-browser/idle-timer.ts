/** Calls `onIdle` when nothing was busy for a while. */
export interface IdleTimer {
  /** Something began; call what it returns when that is over. */
  busy(): () => void;
  /** Never calls `onIdle` again. */
  stop(): void;
}

/** `idleMs`: how long nothing must be busy. */
export function createIdleTimer(idleMs: number, onIdle: () => void): IdleTimer {
  let atWork = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    busy() {
      clearTimeout(timer);
      atWork += 1;
      return () => {
        atWork -= 1;
        if (atWork === 0 && !stopped) timer = setTimeout(onIdle, idleMs);
      };
    },
  };
}
