import * as v from 'valibot';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { PlannedFile } from '../../contracts/chunk-store.ts';
import { urlPath, type Fetch, type Origin } from './origin.ts';
import { retryAfterMs } from './backoff.ts';
import { SourceError } from './source-error.ts';

/** One row of the hub's tree API. An LFS object's `oid` is the SHA-256 of its bytes. */
const treeSchema = v.array(
  v.looseObject({
    type: v.string(),
    path: v.string(),
    size: v.optional(v.number()),
    oid: v.optional(v.string()),
    lfs: v.optional(v.looseObject({ oid: v.string(), size: v.number() })),
  }),
);
const revisionSchema = v.looseObject({ sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)) });

/** Longest list read for one model: more pages than any model needs, fewer than a hostile one gives. */
const MOST_PAGES = 20;

/** Throws `missing` or `unreachable` for an answer that is not a 2xx. */
export function checkStatus(response: Response, nowMs: number): void {
  if (response.ok) return;
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500)
    throw new SourceError('unreachable', `HTTP ${status}`, {
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), nowMs),
    });
  if (status === 416) throw new SourceError('changed', 'HTTP 416');
  throw new SourceError('missing', `HTTP ${status}`);
}

async function json<T>(
  response: Response,
  schema: v.GenericSchema<unknown, T>,
  nowMs: number,
): Promise<T> {
  checkStatus(response, nowMs);
  try {
    return v.parse(schema, await response.json());
  } catch (cause) {
    if (cause instanceof DOMException) throw cause;
    throw new SourceError('refused', 'The list of files cannot be read.', { cause });
  }
}

function fileOf(row: v.InferOutput<typeof treeSchema>[number]): PlannedFile | undefined {
  if (row.type !== 'file') return undefined;
  if (row.lfs) return { path: row.path, sizeBytes: row.lfs.size, sha256: row.lfs.oid };
  if (row.size === undefined) return undefined;
  return { path: row.path, sizeBytes: row.size, ...(row.oid ? { gitOid: row.oid } : {}) };
}

/** `<url>; rel="next"`, as long as it stays on the hub. */
function nextPage(response: Response, baseUrl: string): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return next?.startsWith(baseUrl) ? next : undefined;
}

/** The hub: sizes and SHA-256 from its tree API, bytes from `resolve/<commit>`. */
export function createHubOrigin(
  spec: { readonly name: string; readonly baseUrl: string },
  fetch: Fetch,
  now: () => number,
): Origin {
  const api = `${spec.baseUrl}/api/models`;
  async function folder(
    repository: string,
    revision: string,
    path: string,
    signal: AbortSignal,
  ): Promise<PlannedFile[]> {
    const files: PlannedFile[] = [];
    const at = path === '' ? '' : `/${urlPath(path)}`;
    let url: string | undefined = `${api}/${urlPath(repository)}/tree/${revision}${at}`;
    for (let page = 0; url !== undefined && page < MOST_PAGES; page++) {
      const response: Response = await fetch(url, { signal });
      for (const row of await json(response, treeSchema, now())) {
        const file = fileOf(row);
        if (file) files.push(file);
      }
      url = nextPage(response, spec.baseUrl);
    }
    return files;
  }
  return {
    name: spec.name,
    ifRange: false,
    async index(entry: ModelEntry, wanted, signal) {
      if (!entry.source) return undefined;
      const { repository, revision } = entry.source;
      const named = `${api}/${urlPath(repository)}/revision/${encodeURIComponent(revision)}`;
      const { sha } = await json(await fetch(named, { signal }), revisionSchema, now());
      const folders = new Set(
        entry.files.filter((file) => !file.url).map((file) => file.path.replace(/\/?[^/]*$/, '')),
      );
      const lists: PlannedFile[][] = [];
      for (const path of folders) lists.push(await folder(repository, sha, path, signal));
      return { revision: sha, files: lists.flat().filter(({ path }) => wanted(path)) };
    },
    get(model, file, headers, signal) {
      const url =
        file.url ??
        `${spec.baseUrl}/${urlPath(model.repository)}/resolve/${model.revision}/${urlPath(file.path)}`;
      return fetch(url, { headers, signal });
    },
  };
}
