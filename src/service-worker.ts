import { clientsClaim } from 'workbox-core';
import { matchPrecache, precache } from 'workbox-precaching';
import { APP_BASE, appPath } from './base/app-base.ts';
import { EngineFiles, type EngineVersions } from './offline/engine-files.ts';
import { isolatedResponse } from './offline/isolated-response.ts';
import { partialResponse } from './offline/partial-response.ts';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};
/** Written in by vite.config.ts. */
declare const __ENGINE_VERSIONS__: EngineVersions;

/** What pages ask of this worker. */
type PageMessage =
  /** The person agreed to the new version. Pages never send it in the middle of a lesson. */
  | { readonly type: 'SKIP_WAITING' }
  /** Keep these engine files for use without a network; answered on the port with `EnginesKept`. */
  | { readonly type: 'keep-engines'; readonly urls: readonly string[] };

/** Addresses that are now at hand without a network, and those that could not be fetched or kept. */
interface EnginesKept {
  readonly kept: readonly string[];
  readonly failed: readonly string[];
}

/** Live answers, and weights, which their own store keeps: this worker never touches them. */
const notOurs = (path: string) => /^(models|v1|api|health)(\/|$)/.test(path.slice(APP_BASE.length));

const engines = new EngineFiles(__ENGINE_VERSIONS__, caches, (input, init) => fetch(input, init));

precache(self.__WB_MANIFEST);
clientsClaim();

self.addEventListener('activate', (event) => event.waitUntil(engines.tidy()));

self.addEventListener('message', (event) => {
  const message = event.data as PageMessage | undefined;
  switch (message?.type) {
    case 'SKIP_WAITING':
      return event.waitUntil(self.skipWaiting());
    case 'keep-engines':
      return event.waitUntil(
        keep(message.urls).then((result) => event.ports[0]?.postMessage(result)),
      );
    case undefined:
  }
});

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== location.origin || notOurs(pathname)) return;
  event.respondWith(answer(event, pathname));
});

async function answer(event: FetchEvent, path: string): Promise<Response> {
  const { request } = event;
  const range = request.headers.get('range');
  const kept =
    (await matchPrecache(path)) ?? (await engines.kept(path)) ?? (await page(request, path));
  if (kept) return isolatedResponse(await partialResponse(range, kept));
  if (!engines.has(path) || range !== null) return isolatedResponse(await fetch(request));
  const response = await engines.fetch(path);
  event.waitUntil(engines.settled());
  return isolatedResponse(response);
}

/** The app's page, for every address a person opens that is not a file. */
async function page(request: Request, path: string): Promise<Response | undefined> {
  const isFile = path.slice(path.lastIndexOf('/') + 1).includes('.');
  return request.mode === 'navigate' && !isFile ? matchPrecache(appPath('/index.html')) : undefined;
}

async function keep(urls: readonly string[]): Promise<EnginesKept> {
  const kept: string[] = [];
  const failed: string[] = [];
  // One after the other: together they would take the line from the lesson.
  for (const url of urls) {
    const path = new URL(url, location.origin).pathname;
    await engines.keep(path).then(
      () => kept.push(url),
      () => failed.push(url),
    );
  }
  return { kept, failed };
}
