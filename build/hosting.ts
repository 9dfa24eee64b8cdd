import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { securityHeaders } from '../server/security/headers.ts';

/**
 * Where the hub's weights come from. It redirects to hosts under its own domains, which change; the
 * compiled libraries of web-llm lie elsewhere.
 */
const HUB_ORIGINS = [
  'https://huggingface.co',
  'https://*.huggingface.co',
  'https://*.hf.co',
  'https://raw.githubusercontent.com',
];

export interface HostingOptions {
  /** Where the app will lie on its host, with a slash at both ends. */
  readonly base: string;
  /** Whether pages may fetch weights from the hub themselves. */
  readonly hub: boolean;
}

/**
 * What a host needs to know: its headers (`_headers`, as Netlify and Cloudflare read them), the
 * origins that the companion adds to its policy, and a script that says so where the app lies
 * elsewhere than it was built for: it is found beside the page wherever that is, and everything else
 * of it is not.
 */
export function hosting({ base, hub }: HostingOptions): Plugin {
  let root = '';
  return {
    name: 'parley-hosting',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        { tag: 'script', attrs: { src: './wrong-place.js', defer: true }, injectTo: 'body' },
      ],
    },
    async generateBundle() {
      const script = await readFile(join(root, 'build/wrong-place.js'), 'utf8');
      const source = script.replace("'__BASE__'", JSON.stringify(base));
      const connectOrigins = hub ? HUB_ORIGINS : [];
      const headers = Object.entries(securityHeaders({ connectOrigins }));
      const lines = [`${base}*`, ...headers.map(([name, value]) => `  ${name}: ${value}`)];
      const files = {
        'wrong-place.js': source,
        _headers: `${lines.join('\n')}\n`,
        'connect-origins.txt': `${connectOrigins.join('\n')}\n`,
      };
      for (const [fileName, text] of Object.entries(files))
        this.emitFile({ type: 'asset', fileName, source: text });
    },
  };
}
