import type { Page } from '@playwright/test';

/** Something that was made to be said. */
export interface MadeSpeech {
  readonly voice: 'neural' | 'espeak';
  readonly text: string;
}

interface VoicesFollowed {
  readonly made: MadeSpeech[];
  /** Questions to the neural voice that it has not answered. */
  open: number;
  /** It has answered at least once. */
  ready: boolean;
}
declare global {
  interface Window {
    voices: VoicesFollowed;
  }
}

/** Notes what the page asks its voices for; nothing is changed. Call it before the page is opened. */
export async function followVoices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const voices: VoicesFollowed = { made: [], open: 0, ready: false };
    window.voices = voices;
    interface Call {
      type?: string;
      request?: {
        type?: string;
        phonemes?: boolean;
        pieces?: readonly (string | { text: string })[];
      };
    }
    const Plain = window.Worker;
    window.Worker = class extends Plain {
      readonly #voice: MadeSpeech['voice'] | null;
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        const file = String(url).split('/').at(-1) ?? '';
        this.#voice =
          options?.name === 'speak' ? 'neural' : file.startsWith('espeak.') ? 'espeak' : null;
        if (this.#voice !== 'neural') return;
        this.addEventListener('message', ({ data }: MessageEvent<{ type: string }>) => {
          if (data.type === 'part') return;
          voices.open -= 1;
          voices.ready = true;
        });
      }
      override postMessage(message: Call, ...rest: never[]): void {
        const { request } = message;
        if (message.type === 'call' && this.#voice === 'neural') voices.open += 1;
        const speaks = this.#voice === 'neural' ? request?.type === 'run' : !request?.phonemes;
        if (message.type === 'call' && this.#voice && speaks && request?.pieces) {
          const text = request.pieces
            .map((piece) => (typeof piece === 'string' ? piece : piece.text))
            .join(' ');
          voices.made.push({ voice: this.#voice, text });
        }
        super.postMessage(message, ...rest);
      }
    };
  });
}

/** What was made to be said since the page was opened, or since the last call. */
export function takeMade(page: Page): Promise<MadeSpeech[]> {
  return page.evaluate(() => window.voices.made.splice(0));
}

/** The neural voice is in memory, was tried, and has nothing to do. */
export async function neuralVoiceRests(page: Page): Promise<void> {
  await page.waitForFunction(() => window.voices.ready && window.voices.open === 0, null, {
    timeout: 120_000,
  });
}

/**
 * Says that the neural voice passed its trial wherever it was found to be slow: who speaks is tested,
 * not how fast a busy machine is. True once there is a verdict.
 */
export function forgiveSlowness(page: Page, model: string): Promise<boolean> {
  return page.evaluate(
    (name) =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const settings = opening.result
            .transaction('settings', 'readwrite')
            .objectStore('settings');
          const reading = settings.get(name);
          reading.onsuccess = () => {
            const row = reading.result as { name: string; value: { result: string } } | undefined;
            if (row?.value.result === 'slow')
              settings.put({ ...row, value: { ...row.value, result: 'fit' } });
            opening.result.close();
            resolve(row !== undefined && row.value.result !== 'unfit');
          };
        };
      }),
    `model-store.voice-trial.${model}`,
  );
}
