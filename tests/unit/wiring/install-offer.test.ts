import { expect, test, vi } from 'vitest';
import { InstallOffer, installByHand } from '../../../src/wiring/install-offer.svelte.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15';

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile Safari', 5, 'ios'],
  [MAC, 5, 'ios'],
  [MAC, 0, 'mac-safari'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 0, 'firefox'],
  ['Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0', 5, 'firefox-phone'],
  [CHROME, 0, null],
] as const)('%s', (userAgent, maxTouchPoints, way) => {
  expect(installByHand({ userAgent, maxTouchPoints, installed: false })).toBe(way);
  expect(installByHand({ userAgent, maxTouchPoints, installed: true })).toBeNull();
});

test('a button where the browser lends one; its question is asked once', () => {
  const page = new EventTarget();
  const surroundings = { userAgent: CHROME, maxTouchPoints: 0, installed: false };
  const offer = new InstallOffer(page, surroundings);
  expect(offer.byButton).toBe(false);
  const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt: vi.fn(() => Promise.resolve({ outcome: 'dismissed' })),
  });
  page.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(offer.byButton).toBe(true);
  offer.install();
  expect(event.prompt).toHaveBeenCalledOnce();
  expect(offer.byButton).toBe(false);
});
