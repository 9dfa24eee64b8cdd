import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RedisLink } from '../redis/redis-link.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';
import { readAppFiles } from '../static/app-files.ts';
import { findingsAbout, type Finding } from './finding.ts';

const REDIS_MS = 3000;

/** Whether this Node is new enough. `version` as in `process.versions.node`. */
export function checkNode(version: string): Finding {
  const { ok, bad } = findingsAbout('node');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok(`Node ${version}.`)
    : bad(`Node ${version} is too old.`, 'Install Node 20.19 or newer: https://nodejs.org');
}

/** Whether the app was built. */
export async function checkApp(appDir: string): Promise<Finding> {
  const { ok, bad } = findingsAbout('app');
  return (await readAppFiles(appDir)).has('/index.html')
    ? ok(`Built, in ${appDir}.`)
    : bad(`There is no built app in ${appDir}.`, 'Run: npm run build');
}

/** Whether sound can be converted. */
export async function checkSound(ffmpeg: Ffmpeg): Promise<Finding> {
  const { ok, warn } = findingsAbout('ffmpeg');
  return (await ffmpeg.available())
    ? ok('Installed: every sound format works.')
    : warn(
        'Not installed: speech is WAV or PCM only, and some recordings cannot be read.',
        'Install it, e.g.: sudo apt-get install ffmpeg, or: brew install ffmpeg',
      );
}

/** Whether the audit log can be written. */
export async function checkAudit({ audit }: Pick<Settings, 'audit'>): Promise<Finding> {
  const { ok, warn, bad } = findingsAbout('audit');
  if (!audit.enabled) return warn('Nothing is written down.', 'Set audit.enabled to true.');
  const folder = resolve(audit.folder);
  return (await mayWrite(folder))
    ? ok(`Kept for ${audit.retentionDays} days in ${folder}.`)
    : bad(`${folder} cannot be written.`, 'Let this account write there, or set audit.folder.');
}

/** Whether models that are not here can be put there when somebody wants them. */
export async function checkFetching(
  { models }: Pick<Settings, 'models'>,
  modelsDir: string,
  hub: string,
): Promise<Finding> {
  const { ok, warn, bad } = findingsAbout('fetching');
  if (models.fetch === 'off')
    return warn(
      'No models are fetched: models.fetch is off.',
      'Use npm run models:pull, or set it to on.',
    );
  return (await mayWrite(modelsDir))
    ? ok(
        `Models that are not here come from ${hub} when somebody wants one (models.fetch: ${models.fetch}).`,
      )
    : bad(`${modelsDir} cannot be written.`, 'Let this account write there, or set MODELS_DIR.');
}

/** A folder that is missing is made later, in the nearest one that is there. */
async function mayWrite(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing && dirname(folder) !== folder && mayWrite(dirname(folder));
  }
}

/** Whether Redis answers, where the settings want it. */
export async function checkRedis(
  { redis }: Pick<Settings, 'redis'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> {
  if (!redis) return [];
  const { ok, bad } = findingsAbout('redis');
  const url = env[redis.urlFrom]?.trim() ?? '';
  if (!/^(rediss?|unix):\/\//.test(url)) {
    return [
      bad(
        `${redis.urlFrom} holds no address of Redis.`,
        `Set it, e.g. ${redis.urlFrom}=redis://127.0.0.1:6379, or remove redis from the settings.`,
      ),
    ];
  }
  const up = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => end(false), REDIS_MS);
    const link = new RedisLink(url, redis.prefix, end);
    function end(up: boolean) {
      clearTimeout(timer);
      // Not in the middle of its own event.
      setImmediate(() => link.close());
      resolve(up);
    }
  });
  return [
    up
      ? ok('Answers.')
      : bad(
          'Does not answer: cache and limits are those of this companion alone.',
          `Start it, or correct the address in ${redis.urlFrom}.`,
        ),
  ];
}
