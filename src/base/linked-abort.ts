/**
 * A controller of one's own that also fires, with the same reason, when `parent` does.
 * AbortSignal.any would do, but Safari 16 and Firefox 115 lack it. Abort it when the work is over:
 * that also lets go of `parent`.
 */
export function linkedAbort(parent: AbortSignal): AbortController {
  const own = new AbortController();
  const follow = () => own.abort(parent.reason);
  if (parent.aborted) follow();
  else {
    parent.addEventListener('abort', follow, { once: true });
    own.signal.addEventListener('abort', () => parent.removeEventListener('abort', follow));
  }
  return own;
}
