/**
 * Whether page and workers can share memory. Isolation alone does not say so: some WebKit builds and
 * embedded views are isolated and have no SharedArrayBuffer.
 */
export function canShareMemory(
  scope: { crossOriginIsolated?: boolean; SharedArrayBuffer?: unknown } = globalThis,
): boolean {
  return scope.crossOriginIsolated === true && typeof scope.SharedArrayBuffer === 'function';
}
