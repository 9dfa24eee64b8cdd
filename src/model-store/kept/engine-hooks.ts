import { ParleyError } from '../../base/parley-error.ts';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { ModelFiles } from './model-files.ts';
import { pathPattern } from '../plan.ts';
import type { StoredModels } from './stored-models.ts';

/** Where an address belongs: a model and a path in it. */
type Place = { readonly id: string; readonly path: string } | undefined;

/**
 * Finds the model behind an address an engine made up: `/models/<id>/<path>` on any origin, the
 * hub's `/<repository>/resolve/<revision>/<path>`, or a library's own address.
 */
function createLocator(catalog: readonly ModelEntry[]): (address: string) => Place {
  const byUrl = new Map(
    catalog.flatMap(({ id, files }) =>
      files.flatMap((file) => (file.url ? [[file.url, { id, path: file.path }] as const] : [])),
    ),
  );
  return (address) => {
    const known = byUrl.get(address);
    if (known) return known;
    const { pathname } = new URL(address, 'http://here');
    const path = pathname.split('/').filter(Boolean).map(decodeURIComponent);
    if (path[0] === 'models' && path[1] && path.length > 2)
      return { id: path[1], path: path.slice(2).join('/') };
    if (path[2] !== 'resolve' || path.length < 5) return undefined;
    const inside = path.slice(4).join('/');
    const of = catalog.filter(({ source }) => source?.repository === `${path[0]}/${path[1]}`);
    // Several voices may live in one repository.
    const owner = of.find(({ files }) => files.some((file) => pathPattern(file.path).test(inside)));
    const id = (owner ?? of[0])?.id;
    return id === undefined ? undefined : { id, path: inside };
  };
}

/** The folder of a repository on the hub, as engines write it. */
export function hubFolder({ repository, revision }: NonNullable<ModelEntry['source']>): string {
  return `https://huggingface.co/${repository}/resolve/${revision}/`;
}

type AddressLike = string | URL | Request;
const addressOf = (request: AddressLike) =>
  typeof request === 'string' ? request : 'url' in request ? request.url : request.href;

/** Undefined for a model that is not ready. */
function readyFiles(models: StoredModels, id: string): Promise<ModelFiles | undefined> {
  return models.files(id).catch((error: unknown) => {
    if (error instanceof ParleyError && error.code === 'model-not-ready') return undefined;
    throw error;
  });
}

/** The cache of transformers.js (`env.customCache` with `env.useCustomCache`). */
export interface EngineCache {
  match(request: AddressLike): Promise<Response | undefined>;
  put(request: AddressLike, response: Response): Promise<void>;
  delete(request: AddressLike): Promise<boolean>;
}

/**
 * A cache whose content is the store. What is ready matches; nothing can be put in from outside,
 * because only verified bytes are ever in the store.
 */
export function createEngineCache(
  models: StoredModels,
  catalog: readonly ModelEntry[],
): EngineCache {
  const locate = createLocator(catalog);
  return {
    async match(request) {
      const place = locate(addressOf(request));
      if (!place) return undefined;
      return (await readyFiles(models, place.id))?.open(place.path);
    },
    async put(_request, response) {
      await response.body?.cancel();
    },
    delete: () => Promise.resolve(false),
  };
}

/**
 * Stands in for `self.caches` in web-llm's worker, for models of a hub. It asks for `keys` whether
 * everything is there, and `match` for one file after another. For what is missing it asks `add`,
 * which fetches; here that is an error instead of a download. `onRead` hears of each file that is
 * found.
 */
export function createEngineCaches(
  models: StoredModels,
  catalog: readonly ModelEntry[],
  onRead: (path: string) => void = () => undefined,
) {
  const cache = createEngineCache(models, catalog);
  const locate = createLocator(catalog);

  async function match(request: AddressLike): Promise<Response | undefined> {
    const response = await cache.match(request);
    const place = response && locate(addressOf(request));
    if (place) onRead(place.path);
    return response;
  }
  async function keysOf({ id, source, files }: ModelEntry): Promise<{ readonly url: string }[]> {
    const stored = source && (await readyFiles(models, id));
    const elsewhere = new Map(files.map(({ path, url }) => [path, url]));
    if (!stored) return [];
    const folder = hubFolder(source);
    return stored.paths.map((path) => ({ url: elsewhere.get(path) ?? folder + path }));
  }
  const full = {
    ...cache,
    match,
    async add(request: AddressLike): Promise<void> {
      if (!(await cache.match(request)))
        throw new TypeError(`The model store has no ${addressOf(request)}`);
    },
    keys: async () => (await Promise.all(catalog.map(keysOf))).flat(),
  };
  return {
    open: () => Promise.resolve(full),
    match,
    has: () => Promise.resolve(true),
    delete: () => Promise.resolve(false),
    keys: () => Promise.resolve([] as string[]),
  };
}
