import * as v from 'valibot';
import { checkStatus } from './hub-origin.ts';
import { urlPath, type Fetch, type Origin } from './origin.ts';
import { SourceError } from './source-error.ts';

/** What `GET /models/` answers: every model on the companion's disk, with sizes and hashes. */
const listSchema = v.looseObject({
  models: v.array(
    v.looseObject({
      id: v.string(),
      revision: v.optional(v.string()),
      files: v.array(
        v.looseObject({
          path: v.string(),
          sizeBytes: v.number(),
          sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
        }),
      ),
    }),
  ),
});

/** A Parley server that keeps weights on its disk, so that a class fetches them over the LAN. */
export function createCompanionOrigin(
  spec: { readonly name: string; readonly baseUrl: string },
  fetch: Fetch,
  now: () => number,
): Origin {
  return {
    name: spec.name,
    ifRange: true,
    async index(entry, signal) {
      const response = await fetch(`${spec.baseUrl}/models/`, { signal });
      checkStatus(response, now());
      const list = v.safeParse(listSchema, await response.json().catch(() => undefined));
      if (!list.success) throw new SourceError('refused', 'The companion gave no list of models.');
      const model = list.output.models.find(({ id }) => id === entry.id);
      if (!model) return undefined;
      return {
        revision: model.revision ?? '',
        files: model.files.map(({ path, sizeBytes, sha256 }) => ({
          path,
          sizeBytes,
          ...(sha256 === undefined ? {} : { sha256 }),
        })),
      };
    },
    get: (model, file, headers, signal) =>
      fetch(`${spec.baseUrl}/models/${encodeURIComponent(model.id)}/${urlPath(file.path)}`, {
        headers,
        signal,
        cache: 'no-store',
      }),
  };
}
