import type { AuditLine } from '../audit/audit-line.ts';
import type { Clock } from '../clock.ts';
import type { Identity } from '../access/identity.ts';
import type { ApiAddress, ApiCall, CallRecord } from './api-call.ts';

/** How a call ended. */
export interface Ended {
  readonly requestId: string;
  readonly record: CallRecord;
  readonly policy: ApiCall['policy'];
  readonly identity: Identity | undefined;
  readonly left: boolean;
}

/** The audit line of a call: who, what kind, where, how long, how large; never what was said. */
export function auditLine(
  { job, path }: ApiAddress,
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
