import { randomUUID } from 'node:crypto';
import type { Recording } from '../jobs/transcribe.ts';

/** A multipart/form-data body and the header that goes with it. */
export interface MultipartBody {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Fields and one recording as `file`, for an upstream. Undefined fields are left out. */
export function multipartBody(
  fields: readonly (readonly [name: string, value: string | undefined])[],
  recording: Recording,
): MultipartBody {
  const boundary = `parley-${randomUUID()}`;
  const pieces: (string | Buffer)[] = [];
  for (const [name, value] of fields) {
    if (value === undefined) continue;
    pieces.push(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
  }
  const disposition = `form-data; name="file"; filename="${recording.fileName}"`;
  pieces.push(
    `--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: ${recording.mediaType}\r\n\r\n`,
    recording.bytes,
    `\r\n--${boundary}--\r\n`,
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat(pieces.map((piece) => Buffer.from(piece as Buffer))),
  };
}
