import type { ModelEntry } from '../contracts/catalog.ts';
import { weightsErrors } from './weights-errors.ts';
import type { WeightsSource } from './weights-source.ts';

type Address = (modelId: string, path: string) => string | null;

const encode = (path: string) => path.split('/').map(encodeURIComponent).join('/');
const isPage = (response: Response) =>
  response.headers.get('content-type')?.startsWith('text/html') ?? false;

function createRemoteWeights(fetchFile: typeof fetch, address: Address): WeightsSource {
  return {
    async has(modelId, paths, signal) {
      for (const path of paths) {
        const url = address(modelId, path);
        if (!url) return false;
        try {
          const response = await fetchFile(url, { method: 'HEAD', signal });
          if (!response.ok || isPage(response)) return false;
        } catch {
          signal.throwIfAborted();
          return false;
        }
      }
      return true;
    },
    async open(modelId, path, signal) {
      const url = address(modelId, path);
      if (!url) return new Response(null, { status: 404 });
      let response: Response;
      try {
        response = await fetchFile(url, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw weightsErrors.unreachable(`${modelId}/${path}`, error);
      }
      if (response.status === 404) return response;
      if (isPage(response)) throw weightsErrors.page(`${modelId}/${path}`);
      if (response.status !== 200) {
        const cause = new Error(`${response.status} ${response.statusText}`);
        throw weightsErrors.unreachable(`${modelId}/${path}`, cause);
      }
      return response;
    },
  };
}

/** Files as the companion serves them: `/models/<id>/<path>` on our own origin. */
export function createCompanionWeights(fetchFile: typeof fetch): WeightsSource {
  return createRemoteWeights(
    fetchFile,
    (id, path) => `/models/${encodeURIComponent(id)}/${encode(path)}`,
  );
}

/**
 * Files from the public model hub, at the revision the catalog names. Made only after the person
 * asked for a download: it is the one request that leaves their own network.
 */
export function createHubWeights(
  fetchFile: typeof fetch,
  entries: readonly ModelEntry[],
): WeightsSource {
  return createRemoteWeights(fetchFile, (id, path) => {
    const source = entries.find((entry) => entry.id === id)?.source;
    if (!source) return null;
    const { repository, revision } = source;
    return `https://huggingface.co/${repository}/resolve/${encodeURIComponent(revision)}/${encode(path)}`;
  });
}
