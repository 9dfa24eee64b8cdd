import { existsSync } from 'node:fs';
import type { ManifestOptions } from 'vite-plugin-pwa';

const screenshots = [
  { src: 'screenshots/phone.png', sizes: '390x844', form_factor: 'narrow', label: 'A lesson' },
  {
    src: 'screenshots/desktop.png',
    sizes: '1280x800',
    form_factor: 'wide',
    label: 'A lesson on a large screen',
  },
] as const;

/**
 * What the browser needs to install Parley. `root` is the project folder, `base` where the app
 * will lie; screenshots are listed
 * only when the pictures are there, because a missing one makes browsers refuse the richer dialog.
 */
export function webManifest(root: string, base: string): Partial<ManifestOptions> {
  const present = screenshots
    .filter(({ src }) => existsSync(`${root}/public/${src}`))
    .map((entry) => ({ ...entry, type: 'image/png' }));
  return {
    id: base,
    name: 'Parley',
    short_name: 'Parley',
    description: 'A patient tutor you talk to, in your own browser.',
    lang: 'en',
    dir: 'ltr',
    start_url: base,
    scope: base,
    display: 'standalone',
    theme_color: '#f7f8f3',
    background_color: '#f7f8f3',
    categories: ['education'],
    icons: [
      { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      {
        src: 'icons/icon-maskable-512.png',
        sizes: '512x512',
        type: 'image/png',
        purpose: 'maskable',
      },
    ],
    // A lesson file opened from the desktop; main.ts takes it from window.launchQueue.
    file_handlers: [{ action: base, accept: { 'application/json': ['.parley.json'] } }],
    ...(present.length > 0 ? { screenshots: present } : {}),
  };
}
