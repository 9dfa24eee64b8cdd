/** Raw deflate with the platform's own streams, bounded on the way out. */

/** What came of inflating: the bytes to the end of the stream, or those before it broke. */
export interface Inflated {
  readonly end: 'whole' | 'broken' | 'too-large';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

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
 * cannot fill the memory. `broken` also stands for a stream that is cut off and, on some platforms, for
 * one that is followed by other bytes.
 */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Inflated> {
  const stream = streamOf(bytes).pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let end: Inflated['end'] = 'whole';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      size += value.length;
      if (size <= maxBytes) continue;
      end = 'too-large';
      await reader.cancel();
      break;
    }
  } catch {
    if (end === 'whole') end = 'broken';
  }
  return { end, bytes: new Uint8Array(await new Blob(parts).arrayBuffer()) };
}
