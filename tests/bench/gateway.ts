import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKeyText } from '../../server/keys/api-key.ts';
import { BenchProcess } from './bench-process.ts';
import { percentile } from '../../src/base/percentile.ts';
import { runLoad, type LoadResult } from './load.ts';

const ROUNDS = 3;
const messages = [{ role: 'user', content: 'How do I say good morning in Spanish?' }];
const json = JSON.stringify({ model: 'bench', messages });
const stream = JSON.stringify({ model: 'bench', messages, stream: true });
const paced = JSON.stringify({
  model: 'bench',
  messages,
  stream: true,
  user: 'pace-50',
  stop: ['pace-50'],
});

/** One proxy with everything between it and the upstream. */
interface Proxy {
  readonly name: string;
  readonly process: BenchProcess;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Sample extends LoadResult {
  readonly cpuMsPerRequest: number;
}

/**
 * The companion with keys, limits, metrics and audit on, and nginx, proxying the same upstream in
 * the same minutes. The machine's other work slows both: read the ratios.
 */
export async function benchGateway(print: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  print('# gateway');
  const upstream = new BenchProcess(process.execPath, ['tests/bench/gateway-upstream.mjs']);
  const upstreamPort = Number((await upstream.says(/(\d+)\n/))[1]);
  const proxies: Proxy[] = [];
  try {
    const nginx = await startNginx(folder, upstreamPort);
    if (nginx) proxies.push(nginx);
    else print('nginx is not installed (apt install nginx-light): no ratios.');
    const companion = await startCompanion(folder, upstreamPort);
    proxies.push(companion);
    const none: Proxy = {
      name: 'no proxy',
      process: upstream,
      url: `http://127.0.0.1:${upstreamPort}`,
      headers: {},
    };
    // What is measured is how it works after a minute, not how it is compiled in the first second.
    for (const proxy of proxies) await measure(proxy, json, 32, 12_000);
    for (const proxy of proxies) await measure(proxy, stream, 8, 1200);

    const whole = await rounds(proxies, json, 32, 6000);
    report(
      print,
      'JSON, 32 at once',
      whole,
      (it) =>
        `${(it.cpuMsPerRequest * 1000).toFixed(0)} µs CPU per request, ${it.perSecond.toFixed(0)} requests/s`,
    );
    ratio(print, whole, 'CPU', (it) => it.cpuMsPerRequest);
    ratio(print, whole, 'requests/s', (it) => it.perSecond);

    const single = await rounds([none, ...proxies], json, 1, 800);
    report(print, 'JSON, one at a time', single, (it) => `p50 ${it.totalP50Ms.toFixed(2)} ms`);

    const streams = await rounds(proxies, stream, 8, 400);
    report(
      print,
      'streams of 100 tokens, 8 at once',
      streams,
      (it) =>
        `${it.cpuMsPerRequest.toFixed(2)} ms CPU per stream, ${it.perSecond.toFixed(0)} streams/s`,
    );
    ratio(print, streams, 'CPU', (it) => it.cpuMsPerRequest);

    const first = await rounds([none, ...proxies], stream, 1, 300);
    report(
      print,
      'streams, one at a time',
      first,
      (it) => `first byte p50 ${it.firstP50Ms.toFixed(2)} ms`,
    );

    print('1000 streams at once, a token each 50 ms');
    for (const proxy of [none, ...proxies]) {
      const { gapP99Ms, failed } = await measure(proxy, paced, 1000, 2000);
      print(`  ${proxy.name}: longest gap p99 ${gapP99Ms.toFixed(0)} ms, ${failed} failed`);
    }
    const memory: number[] = [await companion.process.residentMb()];
    for (let count = 0; count < 5; count++) {
      await measure(companion, json, 32, 10_000);
      memory.push(await companion.process.residentMb());
    }
    print(
      `resident memory over 50,000 requests: ${memory.map((mb) => mb.toFixed(0)).join(' → ')} MB`,
    );
  } finally {
    for (const { process } of proxies) await process.stop();
    await upstream.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  proxy: Proxy,
  body: string,
  atOnce: number,
  requests: number,
): Promise<Sample> {
  const before = await proxy.process.cpuSeconds();
  const result = await runLoad({ url: proxy.url, headers: proxy.headers, body, atOnce, requests });
  const spent = (await proxy.process.cpuSeconds()) - before;
  return { ...result, cpuMsPerRequest: (spent * 1000) / requests };
}

/** Interleaved, so that other work on the machine falls on all alike. */
async function rounds(
  proxies: readonly Proxy[],
  body: string,
  atOnce: number,
  requests: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(proxies.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const proxy of proxies) {
      samples.get(proxy.name)?.push(await measure(proxy, body, atOnce, requests));
    }
  }
  return samples;
}

function report(
  print: (line: string) => void,
  title: string,
  samples: Map<string, Sample[]>,
  show: (sample: Sample) => string,
): void {
  print(title);
  for (const [name, list] of samples) {
    const failed = list.reduce((sum, it) => sum + it.failed, 0);
    print(`  ${name}: ${show(median(list))}${failed > 0 ? `, ${failed} failed` : ''}`);
  }
}

function ratio(
  print: (line: string) => void,
  samples: Map<string, Sample[]>,
  what: string,
  read: (sample: Sample) => number,
): void {
  const [nginx, companion] = ['nginx', 'companion'].map((name) => samples.get(name));
  if (!nginx || !companion) return;
  print(`  ${what}: ${(read(median(companion)) / read(median(nginx))).toFixed(2)} × nginx`);
}

function median(list: readonly Sample[]): Sample {
  const middle = (read: (sample: Sample) => number) => percentile(list.map(read), 0.5);
  return {
    perSecond: middle((it) => it.perSecond),
    failed: 0,
    firstP50Ms: middle((it) => it.firstP50Ms),
    totalP50Ms: middle((it) => it.totalP50Ms),
    gapP99Ms: middle((it) => it.gapP99Ms),
    cpuMsPerRequest: middle((it) => it.cpuMsPerRequest),
  };
}

async function startCompanion(folder: string, upstreamPort: number): Promise<Proxy> {
  // As people run it: one built file.
  spawnSync('node_modules/.bin/rolldown', ['--config', 'server/rolldown.config.js'], {
    stdio: 'ignore',
  });
  const { id, text, sha256 } = newKeyText();
  const keys = {
    version: 1,
    keys: [{ id, name: 'bench', sha256, created: new Date().toISOString() }],
  };
  await writeFile(join(folder, 'keys.json'), JSON.stringify(keys));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(
    join(folder, 'parley.config.yaml'),
    `upstreams:
  - { name: one, kind: openai, url: 'http://127.0.0.1:${upstreamPort}', privacy: home, capacity: 2000 }
keys: { file: ${folder}/keys.json, required: always }
limits: { perKey: { count: 100000000 }, tokens: { count: 1000000000000, per: day } }
audit: { folder: ${folder}/audit }
`,
  );
  const process = new BenchProcess('node', ['dist-server/main.js'], {
    PORT: '0',
    HOST: '127.0.0.1',
    APP_DIR: folder,
    MODELS_DIR: folder,
    PARLEY_CONFIG: join(folder, 'parley.config.yaml'),
  });
  const [, port] = await process.says(/ready: http:\/\/\S+:(\d+)/);
  return {
    name: 'companion',
    process,
    url: `http://127.0.0.1:${port}`,
    headers: { authorization: `Bearer ${text}` },
  };
}

async function startNginx(folder: string, upstreamPort: number): Promise<Proxy | undefined> {
  if (spawnSync('nginx', ['-v']).status !== 0) return undefined;
  const port = await freePort();
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream mock { server 127.0.0.1:${upstreamPort}; keepalive 256; }
  server {
    listen 127.0.0.1:${port} backlog=4096; keepalive_requests 1000000;
    location / { proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
  }
}
`,
  );
  const process = new BenchProcess('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { name: 'nginx', process, url: `http://127.0.0.1:${port}`, headers: {} };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
