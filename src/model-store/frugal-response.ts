/** Bytes per read: large enough to be quick, small enough not to matter. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Reads a Blob piece by piece. The array that `next` gives is overwritten by the following call:
 * half a gigabyte read in fresh arrays leaves 300 MB of garbage behind before it is collected.
 */
function pieces(blob: Blob): { next(): Promise<Uint8Array | undefined>; stop(): Promise<void> } {
  let buffer = new ArrayBuffer(PIECE_BYTES);
  let reader: ReadableStreamBYOBReader | undefined;
  try {
    reader = blob.stream().getReader({ mode: 'byob' });
  } catch {
    // Blob streams that cannot fill a given buffer (older Safari): read slices.
  }
  let at = 0;
  return {
    async next() {
      if (!reader) {
        const slice = blob.slice(at, at + PIECE_BYTES);
        at += slice.size;
        return slice.size === 0 ? undefined : new Uint8Array(await slice.arrayBuffer());
      }
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done || !value) return undefined;
      buffer = value.buffer;
      return value;
    },
    async stop() {
      await reader?.cancel();
    },
  };
}

/** The whole Blob in one buffer, with nothing beside it. */
export async function readWhole(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(blob.size);
  const source = pieces(blob);
  let at = 0;
  for (let piece = await source.next(); piece; piece = await source.next()) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * A Response for engines that copy what they read at once, as transformers.js does: pieces of its
 * body are only valid until the next one is read, and `arrayBuffer()` makes one copy, not two.
 */
export class FrugalResponse extends Response {
  readonly #blob: Blob;
  #body: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;

  constructor(blob: Blob, headers: Headers) {
    super(blob, { headers });
    this.#blob = blob;
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const source = pieces(this.#blob);
    this.#body ??= new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          const piece = await source.next();
          if (piece) controller.enqueue(piece as Uint8Array<ArrayBuffer>);
          else controller.close();
        },
        cancel: () => source.stop(),
      },
      { highWaterMark: 0 },
    );
    return this.#body;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await readWhole(this.#blob)).buffer;
  }
}
