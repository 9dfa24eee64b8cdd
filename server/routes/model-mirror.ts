import type { IncomingMessage } from 'node:http';
import { FETCH_HEADER, type MirroredModel } from '../../src/contracts/api.ts';
import { notFound, sendJson, type Route } from '../exchange.ts';
import { bytesOf, type ModelFetches, type Underway } from '../mirror/model-fetches.ts';
import type { ModelIndex } from '../mirror/model-index.ts';
import { sendArriving } from '../mirror/send-arriving.ts';
import { contentType } from '../static/content-type.ts';
import type { FileHashes } from '../static/file-hashes.ts';
import { sendFile } from '../static/send-file.ts';

/** Models that are fetched from the hub when they are wanted. */
export interface FetchingParts {
  readonly fetches: ModelFetches;
  /** Whether this client may have models fetched. */
  readonly mayFetch: (request: IncomingMessage) => boolean;
}

/** A model as it will be once all of it is here, with how far that is. */
function arriving(underway: Underway, here: MirroredModel | undefined): MirroredModel {
  const { id, record, doneBytes } = underway;
  const coming = record.files.map(({ path, sizeBytes }) => ({ path, sizeBytes }));
  const paths = new Set(coming.map(({ path }) => path));
  const kept = (here?.files ?? []).filter(({ path }) => !paths.has(path));
  return {
    id,
    files: [...kept, ...coming],
    fetching: { doneBytes, totalBytes: bytesOf(underway) },
  };
}

/**
 * `GET /models/`: what is here, and what is on its way here. `GET /models/<id>/<path>`: a file of
 * weights, whole or in parts; one that is on its way comes as it arrives.
 */
export function modelMirrorRoute(
  models: ModelIndex,
  hashes: FileHashes,
  fetching?: FetchingParts,
): Route {
  async function list(): Promise<readonly MirroredModel[]> {
    const here = await models.list();
    const underway = fetching?.fetches.underway ?? [];
    const coming = underway.map((each) =>
      arriving(
        each,
        here.find(({ id }) => id === each.id),
      ),
    );
    const ids = new Set(coming.map(({ id }) => id));
    return [...here.filter(({ id }) => !ids.has(id)), ...coming];
  }
  return {
    methods: ['GET', 'HEAD'],
    matches: (path) => path === '/models' || path.startsWith('/models/'),
    async handle(exchange) {
      const key = exchange.path.slice('/models/'.length);
      if (key === '') {
        const may = fetching?.mayFetch(exchange.request) === true;
        exchange.response.setHeader(FETCH_HEADER, may ? 'yes' : 'no');
        return sendJson(exchange, 200, await list());
      }
      const headers = { 'content-type': contentType(key), 'cache-control': 'no-cache' };
      const slash = key.indexOf('/');
      const found = fetching?.fetches.find(key.slice(0, slash), key.slice(slash + 1));
      if (found) return sendArriving(exchange, found.underway, found.file, headers);
      const file = await models.find(key);
      if (file === undefined) return notFound(exchange);
      await sendFile(exchange, { file, hashes, headers, ranges: true });
    },
  };
}
