import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { placesOf } from '../../../server/connection-places.ts';
import { openServer, type ServerOptions } from '../../../server/open-server.ts';

let server: Server;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function open(more: Partial<ServerOptions>): Promise<void> {
  server = await openServer((_request, response) => void response.end('well'), {
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    maxConnections: 100,
    ...more,
  });
}

/** A client that ends nothing itself, whatever it is told. */
function client(localAddress = '127.0.0.1') {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
  const seen = { socket, text: '', gone: false };
  socket.on('data', (data) => (seen.text += data.toString()));
  socket.on('error', () => (seen.gone = true)).on('close', () => (seen.gone = true));
  sockets.push(socket);
  return seen;
}

const held = () =>
  new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
const answers = async (localAddress: string) => {
  const asked = client(localAddress);
  asked.socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  await expect.poll(() => asked.text !== '' || asked.gone).toBe(true);
  return asked.text.split('\r\n')[0];
};

it('who sends no headers, and ignores the answer and the end, holds no place', async () => {
  await open({ headersMs: 500 });
  const slow = Array.from({ length: 60 }, () => client());
  for (const [index, { socket }] of slow.entries()) if (index % 2) socket.write('GET / HT');
  await expect.poll(held).toBe(60);
  await expect.poll(held, { timeout: 10_000 }).toBe(0);
  expect(slow[1]?.text).toMatch(/^HTTP\/1\.1 408 /);
});

it('headers have ten seconds, looked at each second', async () => {
  await open({});
  expect(server.headersTimeout).toBe(10_000);
  expect(server).toMatchObject({ connectionsCheckingInterval: 1000 });
});

it('garbage is answered, and its connection is no longer held', async () => {
  await open({});
  const bad = client();
  bad.socket.write('NONSENSE\r\n\r\n');
  await expect.poll(() => bad.text).toMatch(/^HTTP\/1\.1 400 /);
  await expect.poll(held, { timeout: 5000 }).toBe(0);
});

it('a connection on which nothing moves is closed', async () => {
  await open({ stillMs: 300 });
  const still = client();
  still.socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n');
  await expect.poll(held, { timeout: 5000 }).toBe(0);
});

it('one address never takes every place, and is told so', async () => {
  await open({ maxConnections: 16 });
  const many = Array.from({ length: 16 }, () => client());
  await expect.poll(() => many.filter(({ text }) => text !== '').length).toBe(2);
  expect(many.find(({ text }) => text !== '')?.text).toMatch(/429 .*too-many-connections/s);
  expect(await answers('127.0.0.2')).toBe('HTTP/1.1 200 OK');
  for (const { socket } of many) socket.destroy();
  await expect.poll(() => answers('127.0.0.1')).toBe('HTTP/1.1 200 OK');
});

it.each([
  ['203.0.113.9', { most: 4096 }, 512],
  ['203.0.113.9', { most: 100 }, 64],
  ['203.0.113.9', { most: 10 }, 9],
  ['203.0.113.9', { most: 4096, perAddress: 20 }, 20],
  ['203.0.113.9', { most: 10, perAddress: 20 }, 9],
  ['127.0.0.1', { most: 4096, perAddress: 20 }, 3584],
  ['10.0.0.2', { most: 4096, proxies: ['10.0.0.2'] }, 3584],
] as const)('%s of %j has %d places', (address, limits, places) => {
  expect(placesOf(address, limits)).toBe(places);
});
