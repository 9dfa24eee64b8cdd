const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * The same response with the headers that isolate a page, which threads in WASM need. The companion
 * sends them itself; a static host may not. Responses that have them, or cannot be read, are
 * returned as they are.
 */
export function isolatedResponse(response: Response): Response {
  const missing = Object.entries(isolation).filter(([name]) => !response.headers.has(name));
  if (missing.length === 0 || response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of missing) headers.set(name, value);
  const { status, statusText } = response;
  const bodiless = status === 204 || status === 304;
  return new Response(bodiless ? null : response.body, { status, statusText, headers });
}
