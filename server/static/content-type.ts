import { basename, extname } from 'node:path';
import types from './content-types.json' with { type: 'json' };

/** What licences and model cards are called where they have no ending. */
const TEXTS = /^(LICEN[CS]E|MODEL_CARD|COPYING|NOTICE)$/;

/** The media type of a file by its ending; bytes of unknown meaning when the ending is unknown. */
export function contentType(path: string): string {
  if (TEXTS.test(basename(path))) return types.txt;
  const ending = extname(path).slice(1).toLowerCase();
  return (types as Record<string, string>)[ending] ?? 'application/octet-stream';
}
