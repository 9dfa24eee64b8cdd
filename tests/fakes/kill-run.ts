import type { BrowserContext, Page } from '@playwright/test';
import type { HubServer } from './hub-server.ts';
import type {} from './store-page/store-page.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface KillRun {
  /** Bytes that had to be fetched again because of each kill. */
  readonly lostBytes: number[];
  readonly kinds: Record<string, number>;
}

export interface KillPlan {
  readonly kills: number;
  readonly seed: number;
  /** Longest time that a tab lives once bytes flow. */
  readonly longestMs: number;
  /** Opens the browser, on the same profile every time. */
  open(): Promise<BrowserContext>;
  url: string;
  hub: HubServer;
}

async function opened(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.waitForFunction(() => window.page !== undefined || window.pageError !== undefined);
  return page.evaluate(() => {
    if (!window.page) throw new Error(window.pageError);
    return window.page.storedAtStart;
  });
}

/**
 * Kills the tab again and again while a model comes in: mostly its process, sometimes by closing
 * it, sometimes the whole browser. Then lets it finish. Resolves with an open page.
 */
export async function killAndFinish(plan: KillPlan): Promise<KillRun & { page: Page }> {
  const random = seeded(plan.seed);
  const lostBytes: number[] = [];
  const kinds: Record<string, number> = { crash: 0, close: 0, browser: 0 };
  let context = await plan.open();
  let lostBefore = 0;
  for (let kill = 0; kill <= plan.kills; kill++) {
    const page = await context.newPage();
    const stored = await opened(page, plan.url);
    const sent = plan.hub.sentBytes();
    const lost = plan.hub.sentBytes() - stored - lostBefore;
    if (kill > 0) lostBytes.push(lost);
    lostBefore += lost;
    if (kill === plan.kills) {
      plan.hub.bytesPerSecond = 0;
      return { page, lostBytes, kinds };
    }
    const done = () => page.evaluate(() => window.page?.state());
    for (let tries = 0; plan.hub.sentBytes() === sent && tries < 200; tries++) {
      if ((await done()) === 'ready') break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await new Promise((resolve) => setTimeout(resolve, random() * plan.longestMs));
    const chance = random();
    if (chance < 0.1) {
      kinds['browser'] = (kinds['browser'] ?? 0) + 1;
      const session = await context.newCDPSession(page);
      // Not a goodbye: the browser process is gone in the middle of whatever it wrote.
      await session.send('Browser.crash' as 'Page.crash').catch(() => undefined);
      await context.close().catch(() => undefined);
      context = await plan.open();
    } else if (chance < 0.25) {
      kinds['close'] = (kinds['close'] ?? 0) + 1;
      await page.close();
    } else {
      kinds['crash'] = (kinds['crash'] ?? 0) + 1;
      const session = await context.newCDPSession(page);
      await Promise.race([
        session.send('Page.crash').catch(() => undefined),
        page.waitForEvent('crash').catch(() => undefined),
      ]);
      await page.close().catch(() => undefined);
    }
    // Requests that were cut go on for a moment on the server's side.
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  throw new Error('unreachable');
}
