import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kitchen, startCompanion, type OwnCompanion } from './support/companion.ts';
import { chooseMode } from './support/routes.ts';
import { beginTalk, tutorLines, write } from './support/talk.ts';

const port = Number(process.env['E2E_PORT'] ?? 3199) + 50;
const companions: OwnCompanion[] = [];
test.afterEach(async () => {
  for (const companion of companions.splice(0)) await companion.kill();
});

test('a page pairs with a companion elsewhere, by key, and that one thinks for it', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const [here, there] = [port, port + 1].map((at) => `http://localhost:${at}`) as [string, string];
  const file = join(mkdtempSync(join(tmpdir(), 'parley-keys-')), 'parley.keys.json');
  const settings = { origins: [here], keys: { required: 'always', file } };
  companions.push(
    await startCompanion(port, [], { env: { CONNECT_ORIGINS: there } }),
    await startCompanion(port + 1, [kitchen('home')], { settings }),
  );
  const made = execFileSync(
    process.execPath,
    ['dist-server/keys.js', 'create', '--name', 'tablet'],
    {
      env: { ...process.env, PARLEY_CONFIG: companions[1]!.settings },
      encoding: 'utf8',
    },
  );
  const key = /parley_\S+/.exec(made)?.[0] ?? '';

  await page.goto(`${here}/#/routes`);
  const dialog = page.getByRole('dialog', { name: 'Pair a companion' });
  const pair = async (withKey: string) => {
    await dialog.getByLabel('Address').fill(there);
    await dialog.getByLabel('Key').fill(withKey);
    await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
  };
  await page.getByRole('button', { name: 'Pair another' }).click();
  await pair('');
  await expect(dialog.getByRole('alert')).toContainText('key');
  await pair(`${key}x`);
  await expect(dialog.getByRole('alert')).toContainText('key');
  await pair(key);
  await expect(dialog).toHaveCount(0);
  const companion = page.getByRole('region', { name: 'Companion' });
  await expect(companion).toContainText(`localhost:${port + 1}, paired`);

  await test.step('it is asked with the key and with nothing else that says who asks', async () => {
    await chooseMode(page, 'serverOnly');
    const asked = page.waitForRequest(
      (request) => request.url() === `${there}/v1/chat/completions`,
    );
    await beginTalk(page, 'keyboard', 'School network allowed');
    await write(page, 'What is the capital of Japan?');
    const headers = await (await asked).allHeaders();
    expect(headers['authorization']).toBe(`Bearer ${key}`);
    expect(headers['x-parley-policy']).toBe('school-network');
    expect(headers['cookie']).toBeUndefined();
    await expect(tutorLines(page).first()).toHaveText('The capital of Japan is Tokyo.', {
      timeout: 60_000,
    });
  });

  await test.step('it stays paired, and is let go again', async () => {
    await page.goto(`${here}/#/routes`);
    await page.reload();
    await expect(companion).toContainText('paired');
    await companion.getByRole('button', { name: 'Disconnect' }).click();
    await expect(companion).toContainText('it served this app');
  });
});
