import { sendJson, type Route } from '../exchange.ts';

/** `GET /livez`: the process turns. */
export function liveRoute(): Route {
  return {
    methods: ['GET', 'HEAD'],
    matches: (path) => path === '/livez',
    handle: (exchange) => sendJson(exchange, 200, { status: 'ok' }),
  };
}

/** `GET /readyz`: whether to send requests here; 503 once a shutdown began. */
export function readyRoute(isReady: () => boolean): Route {
  return {
    methods: ['GET', 'HEAD'],
    matches: (path) => path === '/readyz',
    handle: (exchange) =>
      isReady()
        ? sendJson(exchange, 200, { status: 'ok' })
        : sendJson(exchange, 503, { status: 'stopping' }),
  };
}
