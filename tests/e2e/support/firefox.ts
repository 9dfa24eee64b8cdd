import { firefox, type Browser } from '@playwright/test';
import { firefoxPath } from '../../../scripts/firefox-path.ts';

/** Playwright's own side of a browser, as far as it is touched here. */
interface Inside {
  readonly _browserSession: object;
}
interface Session {
  send(method: string, params: unknown): Promise<unknown>;
}

/**
 * Starts the Firefox of this machine, unpatched, over WebDriver BiDi. Playwright 1.65 asks for a few
 * emulations that Firefox does not know yet; nothing here needs them, so they are let pass.
 */
export async function startFirefox(
  preferences: Readonly<Record<string, string | number | boolean>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  const executablePath = firefoxPath();
  if (!executablePath) throw new Error('there is no Firefox');
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    env: { ...process.env, ...env },
    firefoxUserPrefs: {
      // Sound without a press is what the tests of Chromium have, too.
      'media.autoplay.default': 0,
      ...preferences,
    },
  });
  const { _connection: inside } = browser as unknown as {
    _connection: { toImpl(browser: Browser): Inside };
  };
  const session = Object.getPrototypeOf(inside.toImpl(browser)._browserSession) as Session;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own session below
  const { send } = session;
  session.send = async function (this: Session, method, params) {
    try {
      return await send.call(this, method, params);
    } catch (error) {
      if (method.startsWith('emulation.') && String(error).includes('unknown command')) return {};
      throw error;
    }
  };
  return browser;
}
