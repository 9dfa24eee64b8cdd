/** Encodings we keep ready on disk, best first. */
export const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The best of the `ready` encodings that an Accept-Encoding header allows, if any. */
export function acceptedEncoding(
  header: string | undefined,
  ready: ReadonlySet<Encoding>,
): Encoding | undefined {
  const weights = new Map<string, number>();
  for (const entry of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  return ENCODINGS.find(
    (encoding) => ready.has(encoding) && (weights.get(encoding) ?? weights.get('*') ?? 0) > 0,
  );
}
