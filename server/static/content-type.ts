import { extname } from 'node:path';
import types from './content-types.json' with { type: 'json' };

/** The media type of a file by its ending; bytes of unknown meaning when the ending is unknown. */
export function contentType(path: string): string {
  const ending = extname(path).slice(1).toLowerCase();
  return (types as Record<string, string>)[ending] ?? 'application/octet-stream';
}
