import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { MirroredModel } from '../src/contracts/api.ts';
import { listFiles } from '../server/static/list-files.ts';

/**
 * Lays the weights that come with Parley beside the app, with the list that a companion would give,
 * so that the app is spoken from any static host, too.
 */
export function bundledModels(): Plugin {
  let from = 'models/bundled';
  let outDir = 'dist';
  return {
    name: 'parley-bundled-models',
    apply: 'build',
    configResolved(config) {
      from = resolve(config.root, from);
      outDir = resolve(config.root, config.build.outDir);
    },
    async writeBundle() {
      const files = (await listFiles(from)).filter(({ path }) => path.includes('/'));
      const models = new Map<string, { path: string; sizeBytes: number }[]>();
      for (const { path, file, sizeBytes } of files) {
        const target = join(outDir, 'models', path);
        await mkdir(dirname(target), { recursive: true });
        await copyFile(file, target);
        const [id = '', ...rest] = path.split('/');
        models.set(id, [...(models.get(id) ?? []), { path: rest.join('/'), sizeBytes }]);
      }
      const list: MirroredModel[] = [...models].map(([id, files]) => ({ id, files }));
      await writeFile(join(outDir, 'models/index.json'), JSON.stringify(list));
    },
  };
}
