import { defineConfig } from 'rolldown';

// Few files without dependencies to load, so that `npm start` needs no TypeScript tools. Only the
// worker for embedded models takes its libraries from node_modules: they bring native code.
export default defineConfig({
  input: {
    main: 'server/main.ts',
    keys: 'server/keys/main.ts',
    doctor: 'server/doctor/main.ts',
    'embedded.worker': 'server/providers/embedded/embedded.worker.ts',
  },
  platform: 'node',
  external: ['@huggingface/transformers'],
  output: {
    dir: 'dist-server',
    format: 'esm',
    minify: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared-[hash].js',
  },
});
