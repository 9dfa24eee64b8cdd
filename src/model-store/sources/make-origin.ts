import { createCompanionOrigin } from './companion-origin.ts';
import { createHubOrigin } from './hub-origin.ts';
import type { Fetch, Origin, OriginSpec } from './origin.ts';
import { createPackOrigin } from './pack-origin.ts';

/** Brings an origin to life from its description. */
export function makeOrigin(spec: OriginSpec, fetch: Fetch, now: () => number): Origin {
  switch (spec.kind) {
    case 'companion':
      return createCompanionOrigin(spec, fetch, now);
    case 'hub':
      return createHubOrigin(spec, fetch, now);
    case 'pack':
      return createPackOrigin(spec);
  }
}
