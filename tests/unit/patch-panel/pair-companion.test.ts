import { describe, expect, test } from 'vitest';
import {
  checkCompanion,
  readAddress,
  type PairingPage,
} from '../../../src/patch-panel/pair-companion.ts';

const never = new AbortController().signal;
const fails = () => Promise.reject(new TypeError('Failed to fetch'));
const answers = (body: unknown, status = 200) => Promise.resolve(Response.json(body, { status }));

function page(more: Partial<PairingPage> = {}): PairingPage {
  return {
    fetch: () => answers({ upstreams: [] }),
    origin: 'https://parley.school.example',
    online: () => true,
    localNetwork: () => Promise.resolve(null),
    onWalled: () => () => {},
    ...more,
  };
}

const check = (given: PairingPage, address: string, key: string | null = null) =>
  checkCompanion(given, address, key, never);

describe('what is missing', () => {
  test('nothing', async () => {
    await expect(check(page(), 'https://parley.home:3100')).resolves.toBeUndefined();
  });

  test.each([
    ['companion-offline', { online: () => false }, 'https://parley.home:3100'],
    ['companion-mixed-content', {}, 'http://parley.example:3100'],
    ['companion-mixed-content', {}, 'http://192.168.1.7:3100'],
    [
      'companion-permission',
      { localNetwork: () => Promise.resolve('denied' as const) },
      'http://192.168.1.7:3100',
    ],
    ['companion-certificate', { fetch: fails }, 'https://192.168.1.7:3100'],
    ['companion-silent', { fetch: fails, origin: 'http://localhost:3100' }, 'http://10.0.0.2:3100'],
    ['companion-stranger', { fetch: () => answers({ hello: 1 }) }, 'https://parley.home:3100'],
    ['companion-stranger', { fetch: () => answers({}, 404) }, 'https://parley.home:3100'],
    ['companion-key-missing', { fetch: () => answers({}, 401) }, 'https://parley.home:3100'],
    [
      'companion-page-unknown',
      { fetch: () => answers({ error: { code: 'origin_forbidden' } }, 403) },
      'https://parley.home:3100',
    ],
    [
      'companion-page-unknown',
      {
        fetch: (_: unknown, init?: RequestInit) =>
          init?.mode === 'no-cors' ? Promise.resolve(new Response()) : fails(),
      },
      'https://parley.home:3100',
    ],
    [
      'companion-page-walled',
      {
        fetch: fails,
        onWalled: (walled: (address: string) => void) => {
          walled('https://parley.home:3100/api/routes');
          return () => {};
        },
      },
      'https://parley.home:3100',
    ],
  ] satisfies [string, Partial<PairingPage>, string][])('%s', async (code, more, address) => {
    await expect(check(page(more as Partial<PairingPage>), address)).rejects.toMatchObject({
      code,
    });
  });

  test('nothing where the answer arrives in pieces, for as long as it is asked for', async () => {
    const slow = page({
      fetch: (_url, init) => {
        const body = new ReadableStream({
          async start(controller) {
            init?.signal?.addEventListener('abort', () => controller.error(new Error('given up')));
            await new Promise((resolve) => setTimeout(resolve, 10));
            controller.enqueue(new TextEncoder().encode('{"upstreams":[]}'));
            controller.close();
          },
        });
        return Promise.resolve(new Response(body));
      },
    });
    await expect(check(slow, 'https://parley.home:3100')).resolves.toBeUndefined();
  });

  test('the page’s own policy, told after the request was rejected, as browsers do', async () => {
    let tell: (address: string) => void = () => {};
    const late = page({
      fetch: () => {
        setTimeout(() => tell('https://parley.home:3100/api/routes'));
        return fails();
      },
      onWalled: (walled) => {
        tell = walled;
        return () => (tell = () => {});
      },
    });
    await expect(check(late, 'https://parley.home:3100')).rejects.toMatchObject({
      code: 'companion-page-walled',
    });
  });

  test('a key that is wrong', async () => {
    const refusing = page({ fetch: () => answers({}, 401) });
    await expect(check(refusing, 'https://parley.home', 'old')).rejects.toMatchObject({
      code: 'companion-key-refused',
    });
  });

  test('nothing where the browser may let a secure page reach the local network', async () => {
    const asked: string[] = [];
    const asking = page({
      localNetwork: () => Promise.resolve('prompt'),
      fetch: (input) => {
        asked.push((input as URL).href);
        return answers({ upstreams: [] });
      },
    });
    await check(asking, 'http://192.168.1.7:3100');
    expect(asked).toEqual(['http://192.168.1.7:3100/api/routes']);
  });
});

test.each([
  ['parley.home:3100', 'https://parley.home:3100'],
  [' http://192.168.1.7:3100/#/routes ', 'http://192.168.1.7:3100'],
  ['https://parley.home', 'https://parley.home'],
  ['', null],
  ['ftp://parley.home', null],
  ['not an address', null],
  ['https://not an address', null],
  ['localhost:3100', 'http://localhost:3100'],
  ['https://localhost:3100', 'https://localhost:3100'],
  ['127.0.0.1:3100', 'http://127.0.0.1:3100'],
  ['192.168.1.7:3100', 'https://192.168.1.7:3100'],
  ['[fd00::7]:3100', 'https://[fd00::7]:3100'],
  ['macbook:3100', 'https://macbook:3100'],
  ['http://nas', 'http://nas'],
  ['münchen.example', 'https://xn--mnchen-3ya.example'],
  ['nonsense', null],
  ['12345', null],
  ['1.2.3', null],
  ['0.0.0.0:3100', null],
  ['999.1.1.1', null],
  ['foo..bar', null],
  ['!!!.com', null],
  ['a,b.c', null],
  ['me@school.example', null],
  ['https://user:word@parley.home', null],
  ['javascript:alert(1)', null],
  ['http:/', null],
  ['https//parley.home', null],
  ['https://', null],
])('%s is read as %s', (typed, origin) => {
  expect(readAddress(typed)).toBe(origin);
});
