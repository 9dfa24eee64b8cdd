/** Written in by vite.config.ts; absent where nothing was built. */
declare const __APP_BASE__: string;

/** Where the app lies on its origin, with a slash at both ends: `/`, or `/parley/`. */
export const APP_BASE: string = typeof __APP_BASE__ === 'string' ? __APP_BASE__ : '/';

/** An address of the app's own (`/ort/x.mjs`) from the root of the origin (`/parley/ort/x.mjs`). */
export function appPath(path: string): string {
  return APP_BASE + path.replace(/^\//, '');
}
