import { ParleyError } from '../../../src/base/parley-error.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { LoadProgress } from '../../../src/contracts/engine.ts';
import { createBrowserChat } from '../../../src/engines/in-browser/browser-chat.ts';
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import type { ModelStore } from '../../../src/model-store/model-store.ts';
import { openDatabase } from '../../../src/storage/database.ts';

/** What went wrong, or nothing. */
interface Outcome {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly progress: readonly LoadProgress[];
}

let store: ModelStore | undefined;
const never = new AbortController().signal;

async function outcome(work: (progress: LoadProgress[]) => Promise<unknown>): Promise<Outcome> {
  const progress: LoadProgress[] = [];
  try {
    await work(progress);
    return { code: '', message: '', cause: '', progress };
  } catch (error) {
    const { message, cause } = error as Error;
    const code = error instanceof ParleyError ? error.code : 'no-code';
    return { code, message, cause: cause instanceof Error ? cause.message : '', progress };
  }
}

const page = {
  /** Opens the store for these models. */
  async open(catalog: readonly ModelEntry[]) {
    const origin = { kind: 'companion', name: 'companion', baseUrl: location.origin } as const;
    const database = await openDatabase();
    store = openBrowserModels({ database, catalog, origins: () => [origin] });
  },
  /** Fetches a model into the store. */
  get: (id: string) =>
    outcome(async () => {
      await store!.get(id, 'webgpu', {}, never);
      await store!.whenReady(id, never);
    }),
  /** Loads it out of the store, in the real worker. */
  load: (entry: ModelEntry, device?: 'webgpu') =>
    outcome(async (progress) => {
      const chat = createBrowserChat(device ? { entry, device } : { entry });
      try {
        await chat.warmUp((step) => progress.push(step), never);
      } finally {
        await chat.dispose();
      }
    }),
};

declare global {
  interface Window {
    webLlm?: typeof page;
  }
}
window.webLlm = page;
