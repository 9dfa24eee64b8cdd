import type { Page } from '@playwright/test';

/** Chooses where work is done, as the Routes page does. */
export async function chooseMode(page: Page, mode: string): Promise<void> {
  await page.evaluate(
    (value) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const writing = opening.result.transaction('settings', 'readwrite');
          writing.objectStore('settings').put({ name: 'routeMode', value });
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    mode,
  );
  await page.reload();
}
