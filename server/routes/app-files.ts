import type { IncomingMessage } from 'node:http';
import { notFound, type Route } from '../exchange.ts';
import { acceptedEncoding } from '../static/accepted-encoding.ts';
import type { AppFile } from '../static/app-files.ts';
import { contentType } from '../static/content-type.ts';
import type { FileHashes } from '../static/file-hashes.ts';
import { sendFile } from '../static/send-file.ts';

/** Everything else: the built app, and its page for addresses that only the app knows. */
export function appFilesRoute(files: ReadonlyMap<string, AppFile>, hashes: FileHashes): Route {
  return {
    methods: ['GET', 'HEAD'],
    matches: () => true,
    async handle(exchange) {
      const { request, path } = exchange;
      const address =
        path === '/' || (!files.has(path) && isNavigation(request, path)) ? '/index.html' : path;
      const entry = files.get(address);
      if (!entry) return notFound(exchange);
      // A range means bytes of the file itself, so it is never answered from a compressed copy.
      const encoding =
        request.headers.range === undefined
          ? acceptedEncoding(request.headers['accept-encoding'], new Set(entry.encoded.keys()))
          : undefined;
      await sendFile(exchange, {
        file: (encoding && entry.encoded.get(encoding)) ?? entry.file,
        hashes,
        headers: {
          'content-type': contentType(address),
          // Names under /assets/ carry a hash of the content; the rest is asked for again.
          'cache-control': address.startsWith('/assets/')
            ? 'public, max-age=31536000, immutable'
            : 'no-cache',
          ...(encoding ? { 'content-encoding': encoding } : {}),
          ...(entry.encoded.size > 0 ? { vary: 'accept-encoding' } : {}),
        },
        ranges: encoding === undefined,
      });
    },
  };
}

/** A person opening an address, as opposed to a page asking for a file that is not there. */
function isNavigation(request: IncomingMessage, path: string): boolean {
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  // A mail filter wrote `#` as `%23`: what follows is no file, whatever stands behind it.
  const isFile = lastSegment.includes('.') && !/\/(%23|#)\//.test(path);
  return !isFile && (request.headers.accept ?? '').includes('text/html');
}
