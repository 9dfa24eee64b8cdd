import { createSocket } from 'node:dgram';

/** Where and whom to wake. */
export interface WakeAddress {
  readonly mac: string;
  readonly broadcast: string;
  readonly port: number;
}

/** Six times 0xff, then the hardware address sixteen times. */
export function magicPacket(mac: string): Buffer {
  const address = Buffer.from(mac.replace(/[:-]/g, ''), 'hex');
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array<Buffer>(16).fill(address)]);
}

/** Sends the packet that wakes a sleeping machine. A network that refuses it is no reason to fail. */
export function sendMagicPacket({ mac, broadcast, port }: WakeAddress): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket(broadcast.includes(':') ? 'udp6' : 'udp4');
    const done = () => {
      socket.close();
      resolve();
    };
    socket.once('error', done);
    socket.bind(() => {
      if (!broadcast.includes(':')) socket.setBroadcast(true);
      socket.send(magicPacket(mac), port, broadcast, done);
    });
  });
}
