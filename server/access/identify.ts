import type { IncomingMessage } from 'node:http';
import { ApiError } from '../api-error.ts';
import { isKey, keyId, type KeptKey } from '../keys/api-key.ts';
import type { KeyFile } from '../keys/key-file.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { clientAddress, type ClientAddress } from './client-address.ts';
import type { Identity } from './identity.ts';
import type { RelayWatch } from './relay-processes.ts';

/** What tells who may ask. */
export interface Doorkeeper {
  readonly keys: KeyFile;
  readonly relays: RelayWatch;
}

/**
 * Who asks. A key of ours must be right wherever it comes from; other texts in its place, which
 * programs send because their library wants one, count as none.
 * @throws ApiError 401 `invalid_api_key`, 401 `key_required`.
 */
export function identify(
  request: IncomingMessage,
  settings: Settings,
  door: Doorkeeper,
  epochMs: number,
): Identity | Promise<Identity> {
  const client = clientAddress(request, settings.proxies);
  if (client.onThisMachine) {
    const carried = door.relays.carries(request.socket);
    const admitted = (it: boolean) =>
      admit(
        request,
        it ? clientAddress(request, settings.proxies, true) : client,
        settings,
        door,
        epochMs,
      );
    return carried instanceof Promise ? carried.then(admitted) : admitted(carried);
  }
  return admit(request, client, settings, door, epochMs);
}

function admit(
  request: IncomingMessage,
  client: ClientAddress,
  settings: Settings,
  { keys }: Doorkeeper,
  epochMs: number,
): Identity | Promise<Identity> {
  const text = keyOf(request);
  const id = text === undefined ? undefined : keyId(text);
  if (text !== undefined && id !== undefined) {
    const kept = keys.find(id);
    // At once where it can be: a body that nobody listens for yet costs more to read later.
    if (kept instanceof Promise) return kept.then((it) => keyed(text, it, client, epochMs));
    return keyed(text, kept, client, epochMs);
  }
  if (needsKey(settings, client)) {
    throw new ApiError(
      401,
      text === undefined ? 'key_required' : 'invalid_api_key',
      'This companion wants a key; its operator makes one with: npm run keys',
      { headers: { 'www-authenticate': 'Bearer' } },
    );
  }
  return withoutKey(client);
}

const anonymous = new WeakMap<ClientAddress, Identity>();
const identities = new WeakMap<KeptKey, WeakMap<ClientAddress, Identity>>();

/** The same object for the same client, so that what is derived from it can be kept. */
function withoutKey(client: ClientAddress): Identity {
  let identity = anonymous.get(client);
  if (!identity) {
    const { address, onThisMachine } = client;
    identity = { keyId: 'none', tenant: 'none', address, onThisMachine, scopes: {} };
    anonymous.set(client, identity);
  }
  return identity;
}

function withKey(kept: KeptKey, client: ClientAddress): Identity {
  let ofKey = identities.get(kept);
  if (!ofKey) identities.set(kept, (ofKey = new WeakMap()));
  let identity = ofKey.get(client);
  if (!identity) {
    const { address, onThisMachine } = client;
    identity = { keyId: kept.id, tenant: kept.id, address, onThisMachine, scopes: kept.scopes };
    ofKey.set(client, identity);
  }
  return identity;
}

function keyed(
  text: string,
  kept: KeptKey | undefined,
  client: ClientAddress,
  epochMs: number,
): Identity {
  const ended = kept?.expires !== undefined && Date.parse(kept.expires) <= epochMs;
  if (!kept || ended || !isKey(text, kept)) {
    throw new ApiError(
      401,
      'invalid_api_key',
      ended ? 'This key has ended.' : 'This key is not known here.',
    );
  }
  return withKey(kept, client);
}

/** One extractor for every place where clients put a key; never the address, which gets logged. */
function keyOf({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer\s+(\S{1,500})\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  for (const name of ['x-api-key', 'api-key']) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return value.trim().slice(0, 500);
  }
  return undefined;
}

function needsKey({ keys }: Settings, { onThisMachine, nearby }: ClientAddress): boolean {
  switch (keys.required) {
    case 'never':
      return false;
    case 'beyond-machine':
      return !onThisMachine;
    case 'beyond-network':
      return !nearby;
    case 'always':
      return true;
  }
}
