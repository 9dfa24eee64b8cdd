import * as v from 'valibot';
import type { PlannedFile } from '../contracts/chunk-store.ts';
import { checkStatus } from './hub-origin.ts';
import { urlPath, type Fetch, type Origin } from './origin.ts';
import { SourceError } from './source-error.ts';

/** What `GET /models/` answers (see contracts/api.ts); it is read like anything from outside. */
const listSchema = v.array(
  v.looseObject({
    id: v.string(),
    files: v.array(v.looseObject({ path: v.string(), sizeBytes: v.number() })),
  }),
);

/** A Parley server that keeps weights on its disk, so that a class fetches them over the LAN. */
export function createCompanionOrigin(
  spec: { readonly name: string; readonly baseUrl: string },
  fetch: Fetch,
  now: () => number,
): Origin {
  const address = (id: string, path: string) =>
    `${spec.baseUrl}/models/${encodeURIComponent(id)}/${urlPath(path)}`;
  return {
    name: spec.name,
    ifRange: true,
    async index(entry, wanted, signal) {
      const response = await fetch(`${spec.baseUrl}/models/`, { signal });
      checkStatus(response, now());
      const list = v.safeParse(listSchema, await response.json().catch(() => undefined));
      if (!list.success) throw new SourceError('refused', 'The companion gave no list of models.');
      const model = list.output.find(({ id }) => id === entry.id);
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
    get: (model, file, headers, signal) =>
      fetch(address(model.id, file.path), {
        headers,
        signal,
      }),
  };
}
