/** Pieces of a file, each in memory of its own that nobody else reads. */
export type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void>;

/**
 * Frees a buffer now: half a gigabyte read piece by piece leaves hundreds of megabytes of garbage
 * behind before it is collected. Older browsers collect it themselves.
 */
export function letGo({ buffer }: Uint8Array<ArrayBuffer>): void {
  const { transfer } = buffer as { transfer?: (bytes: number) => ArrayBuffer };
  transfer?.call(buffer, 0);
}

/** `reuses`: a piece is only valid until the next one is read. */
function streamOf(pieces: () => Pieces, reuses: boolean): ReadableStream<Uint8Array<ArrayBuffer>> {
  let source: Pieces | undefined;
  let last: Uint8Array<ArrayBuffer> | undefined;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        if (last && reuses) letGo(last);
        source ??= pieces();
        const { value } = await source.next();
        last = value ?? undefined;
        if (value) controller.enqueue(value);
        else controller.close();
      },
      async cancel() {
        await source?.return();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * A Response for engines that copy what they read at once, as transformers.js does: pieces of its
 * `body` are only valid until the next one is read, and `arrayBuffer()` makes one copy, not two.
 */
export class StoredResponse extends Response {
  readonly #pieces: () => Pieces;
  readonly #whole: () => Promise<Uint8Array<ArrayBuffer>>;
  #body: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;

  constructor(
    pieces: () => Pieces,
    whole: () => Promise<Uint8Array<ArrayBuffer>>,
    headers: Headers,
  ) {
    super(streamOf(pieces, false), { headers });
    this.#pieces = pieces;
    this.#whole = whole;
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return (this.#body ??= streamOf(this.#pieces, true));
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.#whole()).buffer;
  }
}
