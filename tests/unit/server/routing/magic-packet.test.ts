import { createSocket } from 'node:dgram';
import { expect, it } from 'vitest';
import { magicPacket, sendMagicPacket } from '../../../../server/routing/magic-packet.ts';

it('is six times 0xff and sixteen times the hardware address', () => {
  const packet = magicPacket('aa-BB:cc:dd:ee:01').toString('hex');
  expect(packet).toBe('ff'.repeat(6) + 'aabbccddee01'.repeat(16));
});

it('goes out over the network', async () => {
  const socket = createSocket('udp4');
  const received = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await sendMagicPacket({ mac: '01:02:03:04:05:06', broadcast: '127.0.0.1', port });
  expect(await received).toHaveLength(102);
  socket.close();
});
