import { describe, expect, it } from 'vitest';
import { partialResponse } from '../../../src/offline/partial-response.ts';

const kept = () =>
  new Response('0123456789', {
    headers: { 'content-type': 'application/wasm', 'content-encoding': 'br', etag: '"a"' },
  });

describe('partialResponse', () => {
  it('is the response itself when no part is asked for', async () => {
    const whole = kept();
    expect(await partialResponse(null, whole)).toBe(whole);
  });

  it('is the whole for a unit it does not know', async () => {
    const response = await partialResponse('seconds=1-2', kept());
    expect([response.status, await response.text()]).toEqual([200, '0123456789']);
  });

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=3-', '3456789', 'bytes 3-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
  ])('%s', async (range, text, contentRange) => {
    const response = await partialResponse(range, kept());
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('content-type')).toBe('application/wasm');
    expect(response.headers.get('etag')).toBe('"a"');
    expect(await response.text()).toBe(text);
  });

  it.each(['bytes=10-', 'bytes=0-1,3-4'])('%s cannot be given', async (range) => {
    const response = await partialResponse(range, kept());
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('leaves an error alone', async () => {
    const error = new Response('no', { status: 404 });
    expect(await partialResponse('bytes=0-0', error)).toBe(error);
  });
});
