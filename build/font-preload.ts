import type { Plugin } from 'vite';

/**
 * Lets the browser fetch one font together with the style sheet that will ask for it, so that the
 * first screen is not drawn twice. `name` is the start of the file's name.
 */
export function fontPreload(name: string, base: string): Plugin {
  return {
    name: 'parley-font-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((path) => path.includes(`/${name}-`));
        if (!file) return [];
        const attrs = {
          rel: 'preload',
          as: 'font',
          type: 'font/woff2',
          href: `${base}${file}`,
          // Fonts are always fetched this way, from our own origin too.
          crossorigin: '',
        };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
