import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { CompanionError } from '../companion-error.ts';
import { JOBS } from '../jobs/job.ts';
import { newKeyText, type KeptKey } from './api-key.ts';
import { readKeyFile, writeKeyFile } from './key-file.ts';

const KEYS_HELP = `Use it like this:
npm run keys -- create --name NAME [--jobs chat,embed] [--models NAME,…]
                     [--requests-per-minute N] [--tokens-per-day N] [--expires 90d]
                     [--fetch]
npm run keys -- list
npm run keys -- revoke ID`;

/**
 * Makes, lists or revokes keys; returns what to print.
 * @throws CompanionError `keys-usage` with the usage as its remedy.
 */
export async function keysCommand(
  args: readonly string[],
  file: string,
  now: Date,
): Promise<string> {
  const [verb, ...rest] = args;
  const keys = await readKeyFile(file);
  switch (verb) {
    case 'create': {
      const made = createKey(rest, now);
      await writeKeyFile(file, [...keys, made.kept]);
      return `${made.text}\nThis is the only time it is shown. Its id is ${made.kept.id}.`;
    }
    case 'list':
      return keys.length === 0
        ? 'There are no keys.'
        : keys.map((key) => line(key, now)).join('\n');
    case 'revoke': {
      const [id = ''] = rest;
      const left = keys.filter((key) => key.id !== id);
      if (left.length === keys.length)
        throw usage(`There is no key with the id ${id || '(none)'}.`);
      await writeKeyFile(file, left);
      return `The key ${id} works no longer.`;
    }
    case undefined:
    default:
      throw usage('Say what to do with keys.');
  }
}

function createKey(args: string[], now: Date): { kept: KeptKey; text: string } {
  const options = read(args);
  const { id, text, sha256 } = newKeyText();
  const list = (value: string | undefined) =>
    value
      ?.split(',')
      .map((it) => it.trim())
      .filter(Boolean);
  const jobs = v.safeParse(v.optional(v.array(v.picklist(JOBS))), list(options.jobs));
  if (!jobs.success) throw usage(`Jobs are ${JOBS.join(', ')}.`);
  const models = list(options.models);
  const requestsPerMinute = count(options['requests-per-minute']);
  const tokensPerDay = count(options['tokens-per-day']);
  const kept: KeptKey = {
    id,
    name: options.name?.slice(0, 100) ?? 'unnamed',
    sha256,
    created: now.toISOString(),
    ...(options.expires ? { expires: expiry(options.expires, now) } : {}),
    scopes: {
      ...(jobs.output ? { jobs: jobs.output } : {}),
      ...(models ? { models } : {}),
      ...(requestsPerMinute ? { requestsPerMinute } : {}),
      ...(tokensPerDay ? { tokensPerDay } : {}),
      ...(options.fetch ? { fetch: true } : {}),
    },
  };
  return { kept, text };
}

function read(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        name: text,
        jobs: text,
        models: text,
        expires: text,
        fetch: { type: 'boolean' },
        'requests-per-minute': text,
        'tokens-per-day': text,
      },
    }).values;
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : 'That cannot be read.');
  }
}

function count(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,11}$/.test(value)) return Number(value);
  throw usage(`${value} is not a number of requests or tokens.`);
}

/** `90d`, `12h`, or a date. */
function expiry(value: string, now: Date): string {
  const match = /^(\d{1,5})([dh])$/.exec(value);
  const ms = match
    ? now.getTime() + Number(match[1]) * (match[2] === 'd' ? 86_400_000 : 3_600_000)
    : Date.parse(value);
  if (!Number.isFinite(ms)) throw usage(`${value} is neither a time like 90d nor a date.`);
  return new Date(ms).toISOString();
}

function line({ id, name, created, expires, scopes }: KeptKey, now: Date): string {
  const over = expires !== undefined && Date.parse(expires) <= now.getTime();
  const until = expires === undefined ? 'no end' : `${over ? 'ended' : 'until'} ${expires}`;
  return `${id}  ${name}  made ${created}  ${until}  ${JSON.stringify(scopes)}`;
}

function usage(sentence: string): CompanionError {
  return new CompanionError('keys-usage', sentence, KEYS_HELP);
}
