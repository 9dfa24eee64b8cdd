/** A tab in the background draws no frame. */
const FRAME_MS = 200;

/** When what was changed is on the screen: what is fetched before that would keep it from the eye. */
export function whenPainted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, FRAME_MS);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** When the browser has nothing to do; browsers that cannot tell are given a moment. */
export function whenIdle(): Promise<void> {
  const { requestIdleCallback: ask } = globalThis as {
    requestIdleCallback?: (run: () => void, options: { timeout: number }) => void;
  };
  return new Promise((resolve) => {
    if (ask) ask(() => resolve(), { timeout: 2_000 });
    else setTimeout(resolve, 300);
  });
}
