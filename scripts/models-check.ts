import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeOrigin } from '../src/model-store/sources/make-origin.ts';
import type { Origin } from '../src/model-store/sources/origin.ts';
import { checkEntry } from './catalog/check-entry.ts';
import { checkTable } from './catalog/check-table.ts';
import type { EntryReport } from './catalog/entry-report.ts';
import { createFolderOrigin } from './catalog/folder-origin.ts';
import { createLicenceCheck } from './catalog/licence-check.ts';
import { readCatalog } from './catalog/read-catalog.ts';

const USAGE = `npm run models:check -- [--hub URL | --mirror URL | --folder DIR] [<id> …]
  --hub      a model hub: every entry must be there, with every variant (https://huggingface.co)
  --mirror   a companion: what it lists under /models/ must be whole and as pinned
  --folder   a folder with one folder per model, as MODELS_DIR is
  --json     the report as JSON
  --models   the catalog's own folder (models)
Ends with 0 where all is as the catalog says, 1 where something is not, 2 where nobody answered.`;

/** The source could not be asked, or the question made no sense. */
const NO_ANSWER = 2;

const options = {
  hub: { type: 'string' },
  mirror: { type: 'string' },
  folder: { type: 'string' },
  json: { type: 'boolean', default: false },
  models: { type: 'string', default: join(import.meta.dirname, '../models') },
  help: { type: 'boolean', default: false },
} as const;
const readArgs = () => parseArgs({ allowPositionals: true, options });
type Values = ReturnType<typeof readArgs>['values'];

interface Source {
  readonly origin: Origin;
  readonly name: string;
  readonly everything: boolean;
}

async function openSource(values: Values): Promise<Source> {
  const address = (url: string) => url.replace(/\/+$/, '');
  const fetchNow = (url: string, init?: RequestInit) => fetch(url, init);
  if (values.folder !== undefined) {
    const folder = resolve(values.folder);
    await access(folder);
    return { origin: createFolderOrigin(folder), name: folder, everything: false };
  }
  const kind = values.mirror === undefined ? 'hub' : 'companion';
  const hub = values.hub ?? (process.env['HF_ENDPOINT'] || 'https://huggingface.co');
  const baseUrl = address(values.mirror ?? hub);
  const origin = makeOrigin({ kind, name: kind, baseUrl }, fetchNow, Date.now);
  return { origin, name: baseUrl, everything: kind === 'hub' };
}

async function check(): Promise<number> {
  const { values, positionals } = readArgs();
  const named = [values.hub, values.mirror, values.folder].filter((each) => each !== undefined);
  if (values.help || named.length > 1) {
    console.log(USAGE);
    return values.help ? 0 : NO_ANSWER;
  }
  const entries = await readCatalog(values.models, positionals);
  const unknown = positionals.filter((id) => !entries.some(({ entry }) => entry.id === id));
  if (unknown.length > 0) {
    console.error(`The catalog has no ${unknown.join(', ')}.`);
    return NO_ANSWER;
  }
  const { origin, name, everything } = await openSource(values);
  const licence = createLicenceCheck((url, init) => fetch(url, init));
  const reports: EntryReport[] = [];
  for (const { entry } of entries) {
    // Tests' own models are on no hub.
    if (entry.fixture && everything) continue;
    const parts = { origin, everything, licence, asked: positionals.includes(entry.id) };
    reports.push(await checkEntry(entry, parts, new AbortController().signal));
  }
  const wrong = reports.filter(({ faults }) => faults.length > 0).length;
  if (values.json) console.log(JSON.stringify({ source: name, wrong, models: reports }, null, 2));
  else {
    console.log(checkTable(reports));
    console.log(
      wrong === 0
        ? `\nWhat ${name} has is as the catalog says.`
        : `\n${wrong} of ${reports.length} entries are not as ${name} has them.`,
    );
  }
  return wrong > 0 ? 1 : 0;
}

try {
  process.exitCode = await check();
} catch (error) {
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  console.error(`Nothing could be checked: ${message}${why}`);
  process.exitCode = NO_ANSWER;
}
