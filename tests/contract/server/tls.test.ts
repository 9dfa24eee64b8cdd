import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway } from '../../../server/gateway.ts';
import { ModelIndex } from '../../../server/mirror/model-index.ts';
import { openServer } from '../../../server/open-server.ts';

let folder: string;
let server: Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-tls-'));
  for (const name of ['one', 'two']) {
    execFileSync(
      'openssl',
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${name} -addext subjectAltName=DNS:localhost -keyout ${name}-key.pem -out ${name}.pem`.split(
        ' ',
      ),
      { cwd: folder, stdio: 'ignore' },
    );
  }
  server = await open('one.pem', 'one-key.pem');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function open(certificate: string, key: string): Promise<Server> {
  const gateway = createGateway({
    app: new Map(),
    models: new ModelIndex([folder], () => 0),
    allowedHosts: [],
    connectOrigins: [],
    now: () => new Date(),
    onError: () => undefined,
  });
  const tls = { certificate: join(folder, certificate), key: join(folder, key) };
  return openServer(gateway, { host: '127.0.0.1', port: 0, tls, maxConnections: 10 });
}

describe('a companion with certificate files of its own', () => {
  it('answers https to a client that trusts them', async () => {
    const ca = await readFile(join(folder, 'one.pem'));
    const { port } = server.address() as AddressInfo;
    const status = await new Promise((resolve, reject) => {
      request({ host: 'localhost', port, path: '/health', ca, family: 4 }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('says what is wrong with files that it cannot use', async () => {
    await writeFile(join(folder, 'text.pem'), 'text');
    await expect(open('none.pem', 'one-key.pem')).rejects.toMatchObject({
      code: 'certificate-unreadable',
    });
    await expect(open('text.pem', 'one-key.pem')).rejects.toMatchObject({
      code: 'certificate-invalid',
    });
    await expect(open('one.pem', 'two-key.pem')).rejects.toMatchObject({
      code: 'certificate-invalid',
    });
  });
});
