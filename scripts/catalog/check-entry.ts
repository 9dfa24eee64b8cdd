import type { ModelEntry } from '../../src/contracts/catalog.ts';
import type { PlannedFile } from '../../src/contracts/chunk-store.ts';
import { CHUNK_BYTES } from '../../src/model-store/chunk-grid.ts';
import type { Origin, OriginIndex, OriginModel } from '../../src/model-store/sources/origin.ts';
import { catalogFiles, pathPattern, planModel } from '../../src/model-store/plan.ts';
import { SourceError } from '../../src/model-store/sources/source-error.ts';
import type { EntryReport, Finding } from './entry-report.ts';
import { engineFault } from './known-engines.ts';
import type { LicenceState } from './licence-check.ts';
import { bundledVariants } from './read-catalog.ts';
import { readOnce } from './read-once.ts';

export interface CheckParts {
  readonly origin: Origin;
  /** A hub must have all of an entry; a mirror or a folder has what somebody fetched. */
  readonly everything: boolean;
  /** Whether its being absent is a fault: it was asked for by name. */
  readonly asked: boolean;
  readonly licence: (url: string, signal: AbortSignal) => Promise<LicenceState>;
}

type Line = ModelEntry['files'][number];

/** Only what the source says counts: pins are compared afterwards. */
function withoutPins(entry: ModelEntry): ModelEntry {
  const files = entry.files.map((line) => {
    const bare = { ...line };
    delete bare.sizeBytes;
    delete bare.sha256;
    return bare;
  });
  return { ...entry, files };
}

/** How one file of the source differs from its pin; null where it does not, or nothing is pinned. */
async function difference(
  line: Line,
  file: PlannedFile,
  origin: Origin,
  model: OriginModel,
  signal: AbortSignal,
): Promise<Finding | null> {
  const { sizeBytes, sha256, path } = line;
  if (sizeBytes !== undefined && sizeBytes !== file.sizeBytes)
    return {
      what: 'size',
      about: path,
      sentence: `${path} has ${file.sizeBytes} bytes; ${sizeBytes} are pinned`,
    };
  if (sha256 === undefined) return null;
  // Small files of the hub have a hash of git's own; then the bytes are read.
  const told =
    file.sha256 ?? (file.gitOid ? (await readOnce(origin, model, file, signal)).sha256 : sha256);
  if (told === sha256) return null;
  return { what: 'sha256', about: path, sentence: `${path} has another SHA-256 than pinned` };
}

/** Holds one entry against a source. Throws only where the source cannot be asked at all. */
export async function checkEntry(
  entry: ModelEntry,
  { origin, everything, asked, licence }: CheckParts,
  signal: AbortSignal,
): Promise<EntryReport> {
  const faults: Finding[] = [];
  const notes: Finding[] = [];
  const whole: string[] = [];
  const bundled = everything ? bundledVariants(entry) : [];
  const variants = entry.variants.filter(({ name }) => !bundled.includes(name));
  const lines = entry.files.filter(
    ({ variants: names }) => !names?.every((name) => bundled.includes(name)),
  );
  const done = (): EntryReport => ({
    id: entry.id,
    whole,
    pinned: entry.files.filter(({ sha256 }) => sha256 !== undefined).length,
    lines: entry.files.length,
    faults,
    notes,
  });

  if (entry.licence.url && (await licence(entry.licence.url, signal)) === 'gone')
    faults.push({
      what: 'licence',
      about: entry.licence.url,
      sentence: `the licence is not at ${entry.licence.url}`,
    });
  if (variants.length === 0) return done();

  const patterns = lines.map(({ path }) => pathPattern(path));
  let index: OriginIndex | undefined;
  try {
    const wanted = (path: string) => patterns.some((each) => each.test(path));
    index = await origin.index(entry, wanted, signal, variants[0]?.name ?? '');
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const about = entry.source?.repository ?? entry.id;
    faults.push({ what: 'source', about, sentence: `${about}: ${error.message}` });
    return done();
  }
  if (!index) {
    const finding: Finding = { what: 'source', about: entry.id, sentence: 'is not here' };
    (asked ? faults : notes).push(finding);
    return done();
  }

  const model = {
    id: entry.id,
    repository: entry.source?.repository ?? '',
    revision: index.revision || (entry.source?.revision ?? ''),
  };
  const unknown = await engineFault(entry, index, origin, model, signal);
  if (unknown) faults.push(unknown);

  // Asked once; the planner of the app says with it what can be had.
  const answered: Origin = { ...origin, index: () => Promise.resolve(index) };
  const missing: Finding[] = [];
  const others: Finding[] = [];
  const right = new Set<string>();
  for (const variant of variants) {
    const needs = catalogFiles(entry, variant.name);
    const absent = needs.filter(
      ({ path, optional, url }) =>
        !optional &&
        !(url && everything) &&
        !index.files.some((file) => pathPattern(path).test(file.path)),
    );
    for (const { path } of absent)
      missing.push({ what: 'absent', about: path, sentence: `${path} is not there` });
    const differs: Finding[] = [];
    let planned: readonly PlannedFile[] = [];
    try {
      const plan = await planModel(
        withoutPins(entry),
        variant.name,
        [answered],
        undefined,
        CHUNK_BYTES,
        signal,
      );
      planned = plan.files;
    } catch (error) {
      signal.throwIfAborted();
      const { cause } = error as Error;
      if (absent.length === 0 && cause instanceof Error)
        missing.push({
          what: 'absent',
          about: variant.name,
          sentence: `“${variant.name}” cannot be planned: ${cause.message}`,
        });
    }
    for (const line of needs) {
      // What lies under an address of its own is only in the plan.
      const file = [...index.files, ...planned].find(({ path }) => path === line.path);
      const other = file && (await difference(line, file, origin, model, signal));
      if (other) differs.push(other);
      else if (file) right.add(line.path);
    }
    others.push(...differs);
    if (planned.length > 0 && differs.length === 0) whole.push(variant.name);
    else
      missing.push({
        what: 'variant',
        about: variant.name,
        sentence: `“${variant.name}” (${variant.devices.join(', ')}) cannot be had whole`,
      });
  }
  // A path may stand twice, for variants with other bytes under one name: one of them must fit.
  const once = (findings: readonly Finding[]) => [
    ...new Map(findings.map((finding) => [finding.sentence, finding])).values(),
  ];
  faults.push(...once(others.filter(({ about }) => !right.has(about))));
  const must = everything || whole.length === 0;
  (must ? faults : notes).push(...once(missing));
  return done();
}
