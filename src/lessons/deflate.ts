/** Raw deflate with the platform's own streams, bounded on the way out. */

/** What came of inflating: the bytes, or why there are none. */
export type Inflated =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly why: 'broken' | 'too-large' };

/** Small enough that one piece, which a platform may inflate at once, gives at most half a megabyte. */
const PIECE_BYTES = 512;

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + PIECE_BYTES));
      else controller.close();
      at += PIECE_BYTES;
    },
  });
}

/** `bytes`, compressed. */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = streamOf(bytes).pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * `bytes`, decompressed. Stops reading as soon as there are more than `maxBytes`, so that a few bytes
 * cannot fill the memory. `broken` also stands for a stream that is cut off.
 */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Inflated> {
  const stream = streamOf(bytes).pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > maxBytes) {
        await reader.cancel().catch(() => undefined);
        return { ok: false, why: 'too-large' };
      }
      parts.push(value);
    }
  } catch {
    return { ok: false, why: 'broken' };
  }
  return { ok: true, bytes: new Uint8Array(await new Blob(parts).arrayBuffer()) };
}
