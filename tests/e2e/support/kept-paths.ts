/** What runs models without WebGPU. */
export const RUNTIME = '/ort/ort-wasm-simd-threaded.wasm';

/** The addresses that the service worker keeps by now; runs in the page. */
export function keptPaths(): Promise<string[]> {
  return caches.keys().then(async (names) => {
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
}
