import { createCompanionOrigin } from './companion-origin.ts';
import { createHubOrigin } from './hub-origin.ts';
import type { Fetch, Origin, OriginSpec } from './origin.ts';
import { blobResponse } from './blob-response.ts';
import { openPack } from './pack-format.ts';

/** A pack as a place that weights come from, so that importing is downloading and checked the same. */
function createPackOrigin(spec: { readonly name: string; readonly pack: Blob }): Origin {
  let opened: ReturnType<typeof openPack> | undefined;
  const open = () => (opened ??= openPack(spec.pack));
  return {
    name: spec.name,
    ifRange: false,
    async index(entry, wanted) {
      const { list } = await open();
      if (list.id !== entry.id) return undefined;
      return {
        revision: list.revision,
        files: list.files.filter(({ path }) => wanted(path)),
      };
    },
    async get(_model, file, headers) {
      const blob = (await open()).file(file.path);
      return blob
        ? blobResponse(blob, headers['Range'] ?? null)
        : new Response(null, { status: 404 });
    },
  };
}

/** Brings an origin to life from its description. */
export function makeOrigin(spec: OriginSpec, fetch: Fetch, now: () => number): Origin {
  switch (spec.kind) {
    case 'companion':
      return createCompanionOrigin(spec, fetch, now);
    case 'hub':
      return createHubOrigin(spec, fetch, now);
    case 'pack':
      return createPackOrigin(spec);
  }
}
