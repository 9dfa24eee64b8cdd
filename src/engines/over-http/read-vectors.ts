import { isRecord } from './refusal.ts';

/**
 * The vectors of an answer, in the order of the texts, each made one long. They may come as numbers
 * or as base64 of little-endian floats, whatever was asked for. Undefined when one is missing.
 */
export function readVectors(answer: unknown, count: number): Float32Array[] | undefined {
  const list: unknown = isRecord(answer) ? answer['data'] : undefined;
  if (!Array.isArray(list) || list.length !== count) return undefined;
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count });
  for (const [position, each] of (list as unknown[]).entries()) {
    if (!isRecord(each)) return undefined;
    const { index = position, embedding } = each;
    const vector = readVector(embedding);
    if (!vector || typeof index !== 'number') return undefined;
    vectors[index] = vector;
  }
  const found = vectors.filter((vector) => vector !== undefined);
  return found.length === count && vectors.length === count ? found : undefined;
}

function readVector(embedding: unknown): Float32Array | undefined {
  if (typeof embedding === 'string') return unit(fromBase64(embedding));
  if (!Array.isArray(embedding)) return undefined;
  return unit(Float32Array.from(embedding, Number));
}

function fromBase64(text: string): Float32Array {
  let letters: string;
  try {
    letters = atob(text);
  } catch {
    return new Float32Array();
  }
  const view = new DataView(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer);
  return Float32Array.from({ length: letters.length >> 2 }, (_, index) =>
    view.getFloat32(index * 4, true),
  );
}

/** Undefined for what has no direction. */
function unit(vector: Float32Array): Float32Array | undefined {
  const length = Math.hypot(...vector);
  if (!(length > 0 && length < Infinity)) return undefined;
  return vector.map((value) => value / length);
}
