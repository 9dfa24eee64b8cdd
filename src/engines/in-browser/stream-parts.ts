/** Hands the parts of a call on as they come; returns its result, or throws its error. */
export async function* streamParts<Part, Result>(
  run: (onPart: (part: Part) => void) => Promise<Result>,
): AsyncGenerator<Part, Result> {
  const ready: Part[] = [];
  let wake = () => {};
  let over = false;
  const running = run((part) => {
    ready.push(part);
    wake();
  }).finally(() => {
    over = true;
    wake();
  });
  // The error is thrown below; until then it must not count as unhandled.
  running.catch(() => {});
  while (!over || ready.length > 0) {
    const part = ready.shift();
    if (part !== undefined) yield part;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  return await running;
}
