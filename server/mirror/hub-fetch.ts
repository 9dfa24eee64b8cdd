import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import type { Fetch } from '../../src/model-store/sources/origin.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the model hub is: `HF_ENDPOINT`, as its own tools know it, names a mirror of it. */
export function hubAddress(env: Env): string {
  const named = env['HF_ENDPOINT']?.trim().replace(/\/+$/, '') ?? '';
  return /^https?:\/\/[^/]/.test(named) ? named : 'https://huggingface.co';
}

/** `fetch` through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, where they do. */
export function createHubFetch(env: Env): Fetch {
  const value = (name: string) => env[name]?.trim() || env[name.toLowerCase()]?.trim() || undefined;
  const httpsProxy = value('HTTPS_PROXY');
  const httpProxy = value('HTTP_PROXY');
  const noProxy = value('NO_PROXY');
  const dispatcher = new EnvHttpProxyAgent({
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  });
  // Its types are a copy of Node's own.
  const fetch = undiciFetch as unknown as (url: string, init: object) => Promise<Response>;
  return (url, init) => fetch(url, { ...init, dispatcher });
}
