/** Knobs of the security headers. */
export interface SecurityOptions {
  /** Origins besides our own that the app may fetch from. */
  readonly connectOrigins: readonly string[];
  /** Only for the development server, which injects style elements. */
  readonly inlineStyles?: boolean;
}

/**
 * Headers of every response. They isolate the page (threads for WASM need that) and allow only
 * what is served from here. `style=` attributes set by script go through CSSOM and need no
 * exception; `wasm-unsafe-eval` lets engines compile WASM and nothing else.
 */
export function securityHeaders(options: SecurityOptions): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self'${options.inlineStyles ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    ['connect-src', "'self'", ...options.connectOrigins].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'microphone=(self), camera=(), geolocation=(), display-capture=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
