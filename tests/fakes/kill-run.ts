import type { BrowserContext, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
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
  /** Bytes that each kill took from the page: received by it, and not kept. */
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

/**
 * Bytes that the hub has handed to the system and the browser has not read yet: nobody can keep
 * those. A busy browser leaves megabytes of them. Read from Linux's table of connections; 0
 * elsewhere.
 */
async function unreadBytes({ url, cdnUrl }: HubServer): Promise<number> {
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => '');
  const ports = new Set([url, cdnUrl].map((each) => Number(new URL(each).port)));
  const port = (address = '') => parseInt(address.split(':')[1] ?? '', 16);
  let bytes = 0;
  for (const line of table.split('\n').slice(1)) {
    const [, from, to, , queues = ''] = line.trim().split(/\s+/);
    const [sending, receiving] = queues.split(':').map((hex) => parseInt(hex, 16));
    if (ports.has(port(from))) bytes += sending ?? 0;
    if (ports.has(port(to))) bytes += receiving ?? 0;
  }
  return bytes;
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
  let before = { stored: 0, received: 0 };
  for (let kill = 0; kill <= plan.kills; kill++) {
    const page = await context.newPage();
    const stored = await opened(page, plan.url);
    if (kill > 0) lostBytes.push(before.stored + before.received - stored);
    const sent = plan.hub.sentBytes();
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
    const received = plan.hub.sentBytes() - sent - (await unreadBytes(plan.hub));
    before = { stored, received };
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
