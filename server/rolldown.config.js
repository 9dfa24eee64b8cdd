import { defineConfig } from 'rolldown';

// One file without dependencies to load, so that `npm start` needs no TypeScript tools.
export default defineConfig({
  input: 'server/main.ts',
  platform: 'node',
  output: { file: 'dist-server/main.js', format: 'esm', minify: false },
});
