import { weightsErrors } from './weights-errors.ts';

/** What is known of a file before it is read. */
export interface ExpectedFile {
  /** `<model>/<path>`, for errors. */
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  /** Lower-case hexadecimal. */
  readonly sha256?: string | undefined;
}

/** Bytes that a page of HTML begins with and no file of a model does. */
function looksLikePage(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().toLowerCase();
  return head.startsWith('<!doctype') || head.startsWith('<html');
}

/** What the answer says of its own length; unknown when it was compressed on the way. */
export function announcedBytes(response: Response): number | undefined {
  if (response.headers.has('content-encoding')) return undefined;
  const length = response.headers.get('content-length');
  return length === null ? undefined : Number(length);
}

/**
 * The whole body of `response`, or an error: `weights-incomplete` when it ends early,
 * `weights-not-a-model` when it is a page, `weights-damaged` when size or hash are not the
 * expected ones. `onBytes` is told how many bytes came with each piece.
 */
export async function readWeights(
  response: Response,
  expected: ExpectedFile,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const { name } = expected;
  const announced = announcedBytes(response);
  const reader = response.body?.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let got = 0;
  while (reader) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw weightsErrors.incomplete(name, got, announced ?? expected.sizeBytes ?? 0);
    });
    if (done) break;
    if (got === 0 && looksLikePage(value)) {
      await reader.cancel();
      throw weightsErrors.page(name);
    }
    pieces.push(value);
    got += value.length;
    onBytes(value.length);
  }
  if (announced !== undefined && got !== announced) {
    throw weightsErrors.incomplete(name, got, announced);
  }
  if (got === 0) throw weightsErrors.damaged(name);
  if (expected.sizeBytes !== undefined && got !== expected.sizeBytes) {
    throw weightsErrors.damaged(name);
  }
  const bytes = joined(pieces, got);
  if (expected.sha256 && (await hexDigest(bytes)) !== expected.sha256) {
    throw weightsErrors.damaged(name);
  }
  return bytes;
}

function joined(pieces: Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  // Each piece is let go of as it is copied, so that large files are not held twice.
  for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function hexDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
