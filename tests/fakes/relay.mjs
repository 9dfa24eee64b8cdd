// Copies bytes between a port of its own and another one, as socat and a tunnel do.
// node relay.mjs PORT; prints its own port.
import { connect, createServer } from 'node:net';

const server = createServer((inner) => {
  const outer = connect(Number(process.argv[2]), '127.0.0.1');
  for (const socket of [inner, outer]) socket.on('error', () => undefined);
  inner.pipe(outer).pipe(inner);
  inner.on('close', () => outer.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
