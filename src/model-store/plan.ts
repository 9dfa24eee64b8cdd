import type { ModelEntry } from '../contracts/catalog.ts';
import type { ModelRecord, PlannedFile } from '../contracts/chunk-store.ts';
import { checkStatus } from './sources/hub-origin.ts';
import type { Origin, OriginIndex, OriginModel } from './sources/origin.ts';
import { SourceError } from './sources/source-error.ts';
import { storeError } from './store-error.ts';

/** One catalog line: a path whose last piece may hold `*`. */
type CatalogFile = ModelEntry['files'][number];

/** The catalog's files for one way to run the model. */
export function catalogFiles(entry: ModelEntry, variant: string): CatalogFile[] {
  return entry.files.filter((file) => !file.variants || file.variants.includes(variant));
}

/** Those without which it does not run, and which lie beside the others. */
export function neededFiles(entry: ModelEntry, variant: string): CatalogFile[] {
  return catalogFiles(entry, variant).filter(({ optional, url }) => !optional && !url);
}

/** The paths a catalog line stands for. */
export function pathPattern(path: string): RegExp {
  const pieces = path.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[^/]*')}$`);
}

/**
 * The files to fetch, from what the catalog pins and what an index says. The catalog wins; an index
 * that contradicts a pin is refused, because then one of the two is not the model we mean.
 * Returns the files and the catalog lines that nobody knows a size for.
 */
function mergePlan(
  wanted: readonly CatalogFile[],
  index: OriginIndex | undefined,
): { files: PlannedFile[]; unknown: CatalogFile[] } {
  const files: PlannedFile[] = [];
  const unknown: CatalogFile[] = [];
  for (const file of wanted) {
    const matches = pathPattern(file.path);
    const found = index?.files.filter(({ path }) => matches.test(path)) ?? [];
    if (file.path.includes('*')) {
      if (found.length === 0 && !file.optional) unknown.push(file);
      files.push(...found);
      continue;
    }
    const [same] = found;
    if (same && file.sha256 !== undefined && (same.sha256 ?? file.sha256) !== file.sha256)
      throw new SourceError('refused', `${file.path} is another file here.`);
    const sizeBytes = file.sizeBytes ?? same?.sizeBytes;
    if (sizeBytes === undefined) {
      if (!file.optional || !index) unknown.push(file);
      continue;
    }
    if (same && same.sizeBytes !== sizeBytes)
      throw new SourceError('refused', `${file.path} has another length here.`);
    const sha256 = file.sha256 ?? same?.sha256;
    files.push({
      path: file.path,
      sizeBytes,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(sha256 === undefined && same?.gitOid ? { gitOid: same.gitOid } : {}),
      ...(file.url === undefined ? {} : { url: file.url }),
    });
  }
  const once = new Map(files.map((file) => [file.path, file]));
  return { files: [...once.values()], unknown };
}

/** Length of a file from a one-byte range; undefined when the origin does not tell. */
async function probe(
  origin: Origin,
  model: OriginModel,
  file: CatalogFile,
  signal: AbortSignal,
): Promise<PlannedFile | undefined> {
  const bare: PlannedFile = { path: file.path, sizeBytes: 0, ...(file.url && { url: file.url }) };
  const response = await origin.get(model, bare, { Range: 'bytes=0-0' }, signal);
  await response.body?.cancel();
  checkStatus(response, 0);
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status !== 206 || total === undefined) return undefined;
  return { ...bare, sizeBytes: Number(total) };
}

/** What a plan needs from a record that is already there. */
export type EarlierPlan = Pick<ModelRecord, 'pins' | 'revision'> | undefined;

/**
 * Decides which bytes make up a model: catalog first, then the first origin whose index knows the
 * rest. Sizes are needed for everything; hashes are taken wherever there are any.
 * Throws `model-unplannable`, or `model-hub-unreachable` where a companion asked in vain, with the
 * last origin's complaint as the cause.
 */
export async function planModel(
  entry: ModelEntry,
  variant: string,
  origins: readonly Origin[],
  earlier: EarlierPlan,
  chunkBytes: number,
  signal: AbortSignal,
): Promise<Pick<ModelRecord, 'files' | 'revision' | 'variant' | 'chunkBytes' | 'pins'>> {
  const wanted = catalogFiles(entry, variant);
  const patterns = wanted.map((file) => pathPattern(file.path));
  const isWanted = (path: string) => patterns.some((each) => each.test(path));
  const made = (files: readonly PlannedFile[], revision: string) => {
    // Only a commit promises the same bytes; what a branch had yesterday says nothing about today.
    const fixed = /^[0-9a-f]{40}$/.test(revision) && earlier?.revision === revision;
    const pins = fixed ? earlier.pins : {};
    for (const { path, sha256 } of files)
      if (sha256 !== undefined && (pins[path] ?? sha256) !== sha256)
        throw new SourceError('refused', `${path} is another file than when it first came.`);
    const pinned = files.map((file) => {
      const pin = file.sha256 ?? pins[file.path];
      return pin === undefined ? file : { ...file, sha256: pin };
    });
    return { files: pinned, revision, variant, chunkBytes, pins };
  };
  const named = entry.source?.revision ?? '';
  const offline = mergePlan(wanted, undefined);
  if (offline.unknown.length === 0 && offline.files.every((file) => file.sha256))
    return made(offline.files, named);
  let complaint: unknown;
  for (const origin of origins) {
    try {
      const index = await origin.index(entry, isWanted, signal, variant);
      if (!index) continue;
      const { files, unknown } = mergePlan(wanted, index);
      const revision = index.revision || named;
      const model = { id: entry.id, repository: entry.source?.repository ?? '', revision };
      for (const file of unknown) {
        const probed = file.url ? await probe(origin, model, file, signal) : undefined;
        if (!probed) throw new SourceError('missing', `${file.path} is not there.`);
        files.push(probed);
      }
      return made(files, revision);
    } catch (cause) {
      signal.throwIfAborted();
      complaint = cause;
    }
  }
  // Lengths alone are enough to fetch: the hashes of the first arrival are pinned then.
  if (offline.unknown.length === 0) return made(offline.files, named);
  const said = complaint instanceof SourceError ? complaint.said : undefined;
  if (said === 'hub_unreachable')
    throw storeError('model-hub-unreachable', { model: entry.name }, complaint);
  throw storeError('model-unplannable', { model: entry.name }, complaint);
}
