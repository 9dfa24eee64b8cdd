import { expect, it } from 'vitest';
import { isolatedResponse } from '../../../src/offline/isolated-response.ts';

it('adds the headers that a static host leaves out, and keeps the rest', async () => {
  const response = isolatedResponse(
    new Response('page', { status: 404, headers: { 'content-type': 'text/html' } }),
  );
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'text/html',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect([response.status, await response.text()]).toEqual([404, 'page']);
});

it('leaves a response alone that has them, or that cannot be read', () => {
  const complete = isolatedResponse(new Response('page'));
  expect(isolatedResponse(complete)).toBe(complete);
  const failed = Response.error();
  expect(isolatedResponse(failed)).toBe(failed);
});

it('can copy an answer without a body', () => {
  expect(isolatedResponse(new Response(null, { status: 304 })).status).toBe(304);
});
