import * as v from 'valibot';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { PlannedFile } from '../../contracts/chunk-store.ts';
import { retryAfterMs } from './backoff.ts';
import { checkStatus } from './hub-origin.ts';
import { urlPath, type Fetch, type Origin, type OriginIndex, type OriginModel } from './origin.ts';
import { neededFiles, pathPattern } from '../plan.ts';
import { SourceError } from './source-error.ts';

/** What `GET /models/` answers (see contracts/api.ts); it is read like anything from outside. */
const listSchema = v.array(
  v.looseObject({
    id: v.string(),
    files: v.array(v.looseObject({ path: v.string(), sizeBytes: v.number() })),
  }),
);
const planSchema = v.looseObject({
  revision: v.string(),
  files: v.array(
    v.looseObject({
      path: v.string(),
      sizeBytes: v.number(),
      sha256: v.optional(v.string()),
      gitOid: v.optional(v.string()),
    }),
  ),
});
const refusalSchema = v.looseObject({ error: v.looseObject({ code: v.string() }) });

/** Throws what a refusal of the companion's own means; nothing for a host that only serves files. */
async function heed(response: Response, nowMs: number): Promise<void> {
  const refusal = v.safeParse(refusalSchema, await response.json().catch(() => undefined));
  if (!refusal.success) return;
  const { code } = refusal.output.error;
  // Nobody has it, or it fetches nothing: as if it had not been asked.
  if (['not-found', 'not_found', 'model_not_found'].includes(code)) return;
  const { status } = response;
  const passes = status === 429 || status === 503 || status === 504;
  throw new SourceError(passes ? 'unreachable' : 'missing', `The companion says ${code}.`, {
    said: code,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), nowMs),
  });
}

/** Whether a list of files has everything that one way to run a model must have. */
function hasAll(entry: ModelEntry, variant: string, files: readonly PlannedFile[]): boolean {
  return neededFiles(entry, variant).every(({ path }) => {
    const wanted = pathPattern(path);
    return files.some((each) => wanted.test(each.path));
  });
}

/**
 * A Parley server that keeps weights on its disk, so that a class fetches them over the LAN. What it
 * lacks it may fetch from the hub, and give as it comes.
 */
export function createCompanionOrigin(
  spec: { readonly name: string; readonly baseUrl: string },
  fetch: Fetch,
  now: () => number,
): Origin {
  const address = (id: string, path: string) =>
    `${spec.baseUrl}/models/${encodeURIComponent(id)}/${urlPath(path)}`;
  /** Null where what came is no list: a host that only serves files has one under a name. */
  async function listOf(name: string, signal: AbortSignal) {
    const response = await fetch(`${spec.baseUrl}/models/${name}`, { signal });
    if (response.status !== 404 && response.status !== 403) checkStatus(response, now());
    const list = v.safeParse(listSchema, await response.json().catch(() => undefined));
    return list.success ? list.output : null;
  }

  /** What the companion would fetch. */
  async function planned(
    { id }: ModelEntry,
    variant: string,
    wanted: (path: string) => boolean,
    signal: AbortSignal,
  ): Promise<OriginIndex | undefined> {
    const query = new URLSearchParams({ variant }).toString();
    const url = `${spec.baseUrl}/api/models/${encodeURIComponent(id)}?${query}`;
    const response = await fetch(url, { signal });
    if (!response.ok) {
      await heed(response, now());
      return undefined;
    }
    const plan = v.safeParse(planSchema, await response.json().catch(() => undefined));
    if (!plan.success) return undefined;
    const files = plan.output.files.map(({ path, sizeBytes, sha256, gitOid }) => ({
      path,
      sizeBytes,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(gitOid === undefined ? {} : { gitOid }),
    }));
    return { revision: plan.output.revision, files: files.filter(({ path }) => wanted(path)) };
  }

  const begun = new Map<string, Promise<boolean>>();
  /** Has the companion fetch a model; requests that come at the same time ask once. */
  function begin({ id, variant }: OriginModel, signal: AbortSignal): Promise<boolean> {
    const running = begun.get(id);
    if (running) return running;
    const asking = (async () => {
      const response = await fetch(`${spec.baseUrl}/api/fetch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: id, variant }),
        signal,
      });
      if (!response.ok) await heed(response, now());
      return response.ok;
    })().finally(() => begun.delete(id));
    begun.set(id, asking);
    return asking;
  }

  return {
    name: spec.name,
    ifRange: true,
    async index(entry, wanted, signal, variant) {
      const list = (await listOf('', signal)) ?? (await listOf('index.json', signal));
      if (!list) throw new SourceError('refused', 'The companion gave no list of models.');
      const model = list.find(({ id }) => id === entry.id);
      const ofHub =
        entry.source !== undefined &&
        entry.variants.some(({ name, bundled }) => name === variant && !bundled);
      if (ofHub && !hasAll(entry, variant, model?.files ?? [])) {
        const plan = await planned(entry, variant, wanted, signal);
        if (plan) return plan;
      }
      if (!model) return undefined;
      const files: PlannedFile[] = [];
      for (const { path, sizeBytes } of model.files) {
        if (!wanted(path)) continue;
        // The companion's ETag is the SHA-256 of the bytes, so that any second source can be held to it.
        const head = await fetch(address(entry.id, path), { method: 'HEAD', signal });
        checkStatus(head, now());
        const sha256 = /^"([0-9a-f]{64})"$/.exec(head.headers.get('etag') ?? '')?.[1];
        files.push({ path, sizeBytes, ...(sha256 === undefined ? {} : { sha256 }) });
      }
      return { revision: '', files };
    },
    async get(model, file, headers, signal) {
      const ask = () => fetch(address(model.id, file.path), { headers, signal });
      const response = await ask();
      if (response.status !== 404 || !model.repository || !model.variant) return response;
      await response.body?.cancel();
      return (await begin(model, signal)) ? ask() : response;
    },
  };
}
