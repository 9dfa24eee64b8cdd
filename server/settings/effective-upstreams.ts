import * as v from 'valibot';
import type { Settings } from './settings-schema.ts';
import { upstreamSchema, type UpstreamSettings } from './upstream-schema.ts';

/** The upstreams of the settings; without any, small models on this very machine. */
export function effectiveUpstreams({ upstreams }: Settings): readonly UpstreamSettings[] {
  if (upstreams.length > 0) return upstreams;
  return [v.parse(upstreamSchema, { name: 'here', kind: 'embedded', privacy: 'device' })];
}
