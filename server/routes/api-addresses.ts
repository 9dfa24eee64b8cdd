import type { ApiAddress } from './api-call.ts';
import type { ApiServices } from './api-services.ts';

/** Every address of the API. */
export function apiAddresses(_services: ApiServices): readonly ApiAddress[] {
  return [];
}
