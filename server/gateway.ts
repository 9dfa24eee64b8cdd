import type { IncomingMessage, ServerResponse } from 'node:http';
import { notFound, refuse, type Route } from './exchange.ts';
import type { ModelIndex } from './mirror/model-index.ts';
import { appFilesRoute } from './routes/app-files.ts';
import { healthRoute, type ServiceStates } from './routes/health.ts';
import { modelMirrorRoute, type FetchingParts } from './routes/model-mirror.ts';
import { liveRoute, readyRoute } from './routes/probes.ts';
import { apiPath } from './security/api-path.ts';
import { cleanPath } from './security/clean-path.ts';
import { securityHeaders } from './security/headers.ts';
import { hostAllowed } from './security/host-check.ts';
import type { AppFile } from './static/app-files.ts';
import { FileHashes } from './static/file-hashes.ts';

/** What the companion is made of. */
export interface GatewayParts {
  /** The built app by address; see `readAppFiles`. */
  readonly app: ReadonlyMap<string, AppFile>;
  readonly models: ModelIndex;
  /** Names besides the loopback ones; lower case, no port. */
  readonly allowedHosts: readonly string[];
  readonly connectOrigins: readonly string[];
  readonly now: () => Date;
  /** Chat, embeddings, sound and their states; without it the companion serves files only. */
  readonly api?: ApiRoutes;
  /** Told of failures that are ours. Never of anything a learner said or asked for. */
  readonly onError: (error: unknown) => void;
  /** Models that are fetched when they are wanted, and who may want them. */
  readonly fetching?: FetchingParts;
}

/** The part of the companion that does work. */
export interface ApiRoutes {
  readonly routes: readonly Route[];
  readonly states: ServiceStates;
  /** False once a shutdown began. */
  readonly isReady: () => boolean;
}

/** Should a browser ever show data as a page, it can do nothing there. */
const dataHeaders = [
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['x-content-type-options', 'nosniff'],
] as const;

/** A request listener for `node:http`. */
export type Gateway = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Builds the companion without opening a port. What a request passes, in this order:
 * 1. a place among the connections, and ten seconds for its headers: open-server.ts;
 * 2. the name it was sent to, its path, the headers that every answer has, its route and method:
 *    here;
 * 3. under /api and /v1 the page it comes from, who asks, limits, policy; and at its end metrics
 *    and audit: routes/api-gate.ts;
 * 4. its route, which reads the body and answers: routes/.
 */
export function createGateway(parts: GatewayParts): Gateway {
  const hashes = new FileHashes();
  const headers = Object.entries(securityHeaders(parts));
  const routes: readonly Route[] = [
    ...(parts.api?.routes ?? []),
    healthRoute(parts.models, parts.now, parts.api?.states),
    liveRoute(),
    readyRoute(parts.api?.isReady ?? (() => true)),
    modelMirrorRoute(parts.models, hashes, parts.fetching),
    nothingYet('/api'),
    nothingYet('/v1'),
    appFilesRoute(parts.app, hashes),
  ];
  let lastKnown: string | undefined;
  const isKnown = (host: string | undefined) => {
    const known = hostAllowed(host, parts.allowedHosts);
    if (known) lastKnown = host;
    return known;
  };
  return (request, response) => {
    const { host } = request.headers;
    // Nearly every request has the name of the one before.
    const target = request.url ?? '';
    // Supervisors ask by whatever address they know, and what they learn is no secret.
    const known = (host !== undefined && host === lastKnown) || isKnown(host) || isProbe(target);
    const path = known ? ((parts.api && apiPath(target)) ?? cleanPath(target)) : undefined;
    const exchange = { request, response, path: path ?? '' };
    const route = path === undefined ? undefined : routes.find((route) => route.matches(path));
    for (const [name, value] of route?.dataOnly ? dataHeaders : headers) {
      response.setHeader(name, value);
    }
    if (!known) {
      refuse(
        exchange,
        421,
        'host-not-allowed',
        'This companion does not answer to that name; its operator can add it to ALLOWED_HOSTS.',
      );
      return;
    }
    if (path === undefined || !route) {
      notFound(exchange);
      return;
    }
    if (!route.methods.includes(request.method ?? '')) {
      response.setHeader('allow', route.methods.join(', '));
      refuse(exchange, 405, 'method-not-allowed', 'This address cannot be used that way.');
      return;
    }
    answer(route, exchange, parts.onError);
  };
}

function isProbe(target: string): boolean {
  return target === '/livez' || target === '/readyz';
}

function answer(
  route: Route,
  exchange: Parameters<Route['handle']>[0],
  onError: (error: unknown) => void,
): void {
  const failed = (error: unknown) => {
    onError(error);
    if (exchange.response.headersSent) exchange.response.destroy();
    else refuse(exchange, 500, 'companion-failed', 'The companion failed; its log says why.');
  };
  try {
    route.handle(exchange)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Reserved addresses answer as such, so that no client mistakes the app's page for an API. */
function nothingYet(prefix: string): Route {
  return {
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    matches: (path) => path === prefix || path.startsWith(`${prefix}/`),
    handle: notFound,
  };
}
