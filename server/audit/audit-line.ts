import type { Policy } from '../../src/contracts/lesson.ts';
import type { Identity } from '../access/identity.ts';
import type { Clock } from '../clock.ts';
import type { CallRecord } from '../jobs/call-record.ts';
import type { Job } from '../jobs/job.ts';

/** One call, without anything that was said. */
export interface AuditLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly request: string;
  readonly key: string;
  readonly job: string;
  readonly policy: string;
  readonly upstream: string | null;
  readonly model: string | null;
  readonly status: number;
  readonly outcome: string;
  readonly attempts: number;
  readonly cache: string | null;
  readonly streamed: boolean;
  readonly bytesIn: number;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly durationMs: number;
  readonly firstContentMs: number | null;
  /** Keyed with a secret that lives as long as the process: tells repeats apart, nothing else. */
  readonly bodyHash: string | null;
  /** The line stands for so many refusals of its kind, of which it is the last. */
  readonly count?: number;
}

/** How a call ended. */
export interface Ended {
  readonly requestId: string;
  readonly record: CallRecord;
  readonly policy: Policy;
  readonly identity: Identity | undefined;
}

/** The audit line of a call: who, what kind, where, how long, how large; never what was said. */
export function auditLine(
  { job, path }: { readonly job?: Job; readonly path: string },
  { requestId, record, policy, identity }: Ended,
  status: number,
  clock: Clock,
): AuditLine {
  return {
    time: isoTime(clock.epochMs()),
    request: requestId,
    key: identity?.keyId ?? 'refused',
    job: job ?? path,
    policy,
    upstream: record.upstream ?? null,
    model: record.model ?? null,
    status,
    outcome: record.error ?? 'ok',
    attempts: record.attempts,
    cache: record.cache ?? null,
    streamed: record.streamed,
    bytesIn: record.bytesIn,
    promptTokens: record.promptTokens ?? null,
    completionTokens: record.completionTokens ?? null,
    durationMs: round(clock.monotonicMs() - record.startedMs),
    firstContentMs: record.firstContentMs === undefined ? null : round(record.firstContentMs),
    bodyHash: record.bodyHash ?? null,
  };
}

let lastMs = NaN;
let lastTime = '';

/** Several calls end in one millisecond, and writing a date out is not free. */
function isoTime(epochMs: number): string {
  if (epochMs !== lastMs) {
    lastMs = epochMs;
    lastTime = new Date(epochMs).toISOString();
  }
  return lastTime;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
