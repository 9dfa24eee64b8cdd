import type { ModelRecord, ModelState } from '../contracts/chunk-store.ts';

/** What may follow what. `absent` may be reached from everywhere: deleting is always allowed. */
const after: Readonly<Record<ModelState, readonly ModelState[]>> = {
  absent: ['planned'],
  planned: ['downloading', 'paused', 'absent', 'planned'],
  downloading: ['paused', 'verifying', 'absent'],
  paused: ['downloading', 'planned', 'absent'],
  verifying: ['ready', 'paused', 'damaged', 'downloading', 'absent'],
  ready: ['damaged', 'planned', 'absent'],
  damaged: ['downloading', 'planned', 'paused', 'absent'],
};

function mayFollow(from: ModelState, to: ModelState): boolean {
  return after[from].includes(to);
}

type Mutable = { problem?: string; problemFile?: string; badChunks?: number };

/**
 * The record in its next state, or undefined when that step is not allowed from here (another tab
 * was faster). `problem`, its file and `badChunks` belong to one state and do not outlive it.
 */
export function inState(
  record: ModelRecord | undefined,
  state: ModelState,
  atMs: number,
  more: Partial<Omit<ModelRecord, 'id' | 'state' | 'changedAt'>> = {},
): ModelRecord | undefined {
  if (!record || !mayFollow(record.state, state)) return undefined;
  const next: ModelRecord & Mutable = { ...record, ...more, state, changedAt: atMs };
  if (more.problem === undefined) delete next.problem;
  if (more.problemFile === undefined) delete next.problemFile;
  if (more.badChunks === undefined) delete next.badChunks;
  return next;
}

/** What a record says after a crash: work that nobody does any more is paused. */
export function afterCrash(record: ModelRecord, atMs: number): ModelRecord | undefined {
  if (record.state !== 'downloading' && record.state !== 'verifying') return undefined;
  return { ...record, state: 'paused', changedAt: atMs, problem: 'model-interrupted' };
}
