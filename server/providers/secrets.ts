/** So long a piece of a secret is no coincidence. */
const TELLING = 8;

/**
 * Tells texts that give away something of ours: a key in any spelling, whole or in a piece of eight
 * letters and digits, or the address of the upstream.
 */
export class Secrets {
  readonly #pieces: readonly string[];
  readonly #places: readonly string[];

  /** `headers` are those with keys in them; `url` is the upstream's. */
  constructor(headers: Readonly<Record<string, string>>, url: URL) {
    const values = Object.values(headers).map((value) =>
      value.replace(/^(Bearer|Token|Basic) /, ''),
    );
    const written = values.flatMap((value) => [
      value,
      // However it would stand inside a longer text.
      ...[0, 1, 2].map((shift) =>
        Buffer.from(' '.repeat(shift) + value)
          .toString('base64')
          .slice(4, -4),
      ),
      Buffer.from(value).toString('hex'),
    ]);
    this.#pieces = written.map(plain).filter((value) => value.length >= 4);
    this.#places = [url.host, url.hostname].filter((name) => /[.:]/.test(name));
  }

  /** Whether a text gives something away. */
  areIn(text: string): boolean {
    const lower = text.toLowerCase();
    if (this.#places.some((place) => lower.includes(place))) return true;
    const letters = plain(text);
    return this.#pieces.some((piece) => {
      for (let at = 0; at === 0 || at + TELLING <= piece.length; at++) {
        if (letters.includes(piece.slice(at, at + TELLING))) return true;
      }
      return false;
    });
  }
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
