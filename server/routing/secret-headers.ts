import type { UpstreamSettings } from '../settings/upstream-schema.ts';

/** The headers with secrets that an upstream gets: its key and what the settings name besides. */
export function secretHeaders(
  { kind, keyFrom, headersFrom }: UpstreamSettings,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const key = keyFrom === undefined ? undefined : env[keyFrom]?.trim();
  if (key) headers['authorization'] = kind === 'deepgram' ? `Token ${key}` : `Bearer ${key}`;
  for (const [header, variable] of Object.entries(headersFrom)) {
    const value = env[variable]?.trim();
    if (value) headers[header.toLowerCase()] = value;
  }
  return headers;
}
