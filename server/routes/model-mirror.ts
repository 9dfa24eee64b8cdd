import { notFound, sendJson, type Route } from '../exchange.ts';
import type { ModelIndex } from '../mirror/model-index.ts';
import { contentType } from '../static/content-type.ts';
import type { FileHashes } from '../static/file-hashes.ts';
import { sendFile } from '../static/send-file.ts';

/** `GET /models/`: what is here. `GET /models/<id>/<path>`: a file of weights, whole or in parts. */
export function modelMirrorRoute(models: ModelIndex, hashes: FileHashes): Route {
  return {
    methods: ['GET', 'HEAD'],
    matches: (path) => path === '/models' || path.startsWith('/models/'),
    async handle(exchange) {
      const key = exchange.path.slice('/models/'.length);
      if (key === '') return sendJson(exchange, 200, await models.list());
      const file = await models.find(key);
      if (file === undefined) return notFound(exchange);
      await sendFile(exchange, {
        file,
        hashes,
        headers: { 'content-type': contentType(file), 'cache-control': 'no-cache' },
        ranges: true,
      });
    },
  };
}
