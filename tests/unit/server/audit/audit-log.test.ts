import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AuditLine } from '../../../../server/audit/audit-line.ts';
import { AuditLog, deleteAuditFiles } from '../../../../server/audit/audit-log.ts';

let folder: string;
let nowMs = Date.parse('2026-11-20T10:00:00Z');
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'parley-audit-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const line: AuditLine = {
  time: '2026-11-20T10:00:00.000Z',
  request: 'req-1',
  key: 'none',
  job: 'chat',
  policy: 'school-network',
  upstream: 'macbook',
  model: 'org/"quoted" model',
  status: 200,
  outcome: 'ok',
  attempts: 1,
  cache: null,
  streamed: false,
  bytesIn: 100,
  promptTokens: 20,
  completionTokens: null,
  durationMs: 12.25,
  firstContentMs: null,
  bodyHash: '0123456789abcdef',
};
/** Two lines fit, a third does not. */
const FILE_BYTES = Math.ceil(`${JSON.stringify(line)}\n`.length * 2.1);
const log = (more = {}) =>
  new AuditLog(
    () => ({
      enabled: true,
      folder: join(folder, 'audit'),
      retentionDays: 7,
      fileBytes: FILE_BYTES,
      ...more,
    }),
    () => nowMs,
    (error) => {
      throw error;
    },
  );
it('writes every line as JSON, whatever a model is called', async () => {
  const audit = log();
  const empty = { ...line, upstream: null, model: null, bodyHash: null, cache: 'hit' };
  audit.write(line);
  audit.write(empty);
  await audit.flush();
  const text = await readFile(join(folder, 'audit', 'audit-2026-11-20.jsonl'), 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines.map((it) => JSON.parse(it) as unknown)).toEqual([line, empty]);
});

const names = () => readdir(join(folder, 'audit')).then((list) => list.sort());

it('writes a file per day, cut by size, readable by its owner only', async () => {
  const audit = log();
  for (let count = 0; count < 5; count++) {
    audit.write(line);
    await audit.flush();
  }
  expect(await names()).toEqual([
    'audit-2026-11-20.0.jsonl',
    'audit-2026-11-20.1.jsonl',
    'audit-2026-11-20.jsonl',
  ]);
  nowMs += 86_400_000;
  audit.write(line);
  await audit.flush();
  expect(await names()).toContain('audit-2026-11-21.jsonl');
  const { mode } = await stat(join(folder, 'audit', 'audit-2026-11-21.jsonl'));
  expect(mode & 0o077).toBe(0);
  nowMs -= 86_400_000;
});

it('deletes what is older than its days, and nothing else', async () => {
  const audit = log();
  audit.write(line);
  await audit.flush();
  for (const name of [
    'audit-2026-11-12.jsonl',
    'audit-2026-11-12.3.jsonl',
    'audit-2026-11-13.jsonl',
    'notes.txt',
  ]) {
    await writeFile(join(folder, 'audit', name), '');
  }
  expect(await audit.prune()).toBe(2);
  expect(await names()).toEqual(['audit-2026-11-13.jsonl', 'audit-2026-11-20.jsonl', 'notes.txt']);
  expect(await deleteAuditFiles(join(folder, 'audit'), '9999-12-31')).toBe(2);
});

it('writes nothing when it is switched off', async () => {
  const audit = log({ enabled: false });
  audit.write(line);
  await audit.flush();
  expect(await readdir(folder)).toEqual([]);
});

it('stays small whatever is refused: the first of a kind by themselves, the rest counted', async () => {
  const audit = log({ fileBytes: 1_000_000 });
  const refused = { ...line, status: 401, outcome: 'invalid_api_key', attempts: 0, key: 'refused' };
  for (let index = 0; index < 5000; index++) audit.write({ ...refused, request: `req-${index}` });
  audit.write({ ...refused, outcome: 'origin_forbidden', status: 403 });
  // What reached an upstream is no refusal of ours, and what went well is written in any case.
  for (let index = 0; index < 30; index++) {
    audit.write({ ...line, status: 502, outcome: 'upstream_cut' });
    audit.write(line);
  }
  await audit.close();
  const text = await readFile(join(folder, 'audit', 'audit-2026-11-20.jsonl'), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((it) => JSON.parse(it) as AuditLine);
  const of = (outcome: string) => lines.filter((it) => it.outcome === outcome);
  expect(of('invalid_api_key')).toHaveLength(21);
  expect(of('invalid_api_key').at(-1)).toEqual({ ...refused, request: 'req-4999', count: 4980 });
  expect(of('invalid_api_key')[0]?.count).toBeUndefined();
  expect([of('origin_forbidden'), of('upstream_cut'), of('ok')].map((it) => it.length)).toEqual([
    1, 30, 30,
  ]);
});
