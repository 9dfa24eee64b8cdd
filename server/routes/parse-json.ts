import { ApiError } from '../api-error.ts';

/** Far above any tool's schema; what is written out again calls itself once for each level. */
const MAX_DEPTH = 100;

/**
 * The value of a JSON text that somebody sent. Halves of characters, which clients make when they
 * cut texts by length, become U+FFFD: strict upstreams refuse a request that holds one.
 * @throws ApiError 400 `invalid_json`: no JSON, or nested more than 100 deep.
 */
export function parseJson(text: string): unknown {
  if (isDeep(text)) {
    throw new ApiError(
      400,
      'invalid_json',
      `The body of this request is nested more than ${MAX_DEPTH} deep.`,
    );
  }
  try {
    return surrogate.test(text) ? JSON.parse(text, wellFormed) : JSON.parse(text);
  } catch {
    throw new ApiError(400, 'invalid_json', 'The body of this request is not JSON.');
  }
}

const surrogate = /\\u[dD][89a-fA-F]/;

function wellFormed(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return whole(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => whole(name) === name)) return value;
  return Object.fromEntries(names.map((name) => [whole(name), (value as never)[name]]));
}

/** In mode `u` a pair is one character, and only its halves match. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

/** Nearly every request has fewer brackets than may be nested: then they are only counted. */
function isDeep(text: string): boolean {
  let left = MAX_DEPTH;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (--left < 0) return depthOf(text) > MAX_DEPTH;
    }
  }
  return false;
}

/** How deep brackets outside of strings are nested, looked at no further than too deep. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let at = 0; at < text.length && most <= MAX_DEPTH; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
}
