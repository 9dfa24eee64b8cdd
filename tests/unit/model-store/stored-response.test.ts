import { expect, test } from 'vitest';
import { StoredResponse } from '../../../src/model-store/kept/stored-response.ts';
import { syntheticBytes } from '../../fakes/hub-server.ts';

const bytes = syntheticBytes(3_500_001, 9);

function responseOf(content: Uint8Array<ArrayBuffer>): StoredResponse {
  async function* pieces() {
    for (let at = 0; at < content.length; at += 1_000_000) {
      await Promise.resolve();
      yield content.slice(at, at + 1_000_000);
    }
  }
  const headers = new Headers({ 'content-length': String(content.length) });
  return new StoredResponse(pieces, () => Promise.resolve(content.slice()), headers);
}

test('a reader that copies at once gets every byte', async () => {
  const copy = new Uint8Array(bytes.length);
  const reader = responseOf(bytes).body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    copy.set(value, at);
    at += value.length;
  }
  expect(Buffer.compare(copy, bytes)).toBe(0);
});

test('whole, as text and as JSON it is read as any response', async () => {
  expect(Buffer.compare(new Uint8Array(await responseOf(bytes).arrayBuffer()), bytes)).toBe(0);
  const blob = await responseOf(bytes).blob();
  expect(Buffer.compare(new Uint8Array(await blob.arrayBuffer()), bytes)).toBe(0);
  expect((await responseOf(new Uint8Array()).arrayBuffer()).byteLength).toBe(0);
  expect(await responseOf(new TextEncoder().encode('{"a":1}')).json()).toEqual({ a: 1 });
});
