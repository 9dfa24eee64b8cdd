import type { Policy } from '../../src/contracts/lesson.ts';
import type { Identity } from '../access/identity.ts';
import { ApiError } from '../api-error.ts';
import type { Exchange } from '../exchange.ts';
import { newCallRecord, type CallRecord } from '../jobs/call-record.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { Stop } from '../stop-signal.ts';
import type { ApiAddress } from './api-call.ts';

/** The reason of a signal whose client is gone: nobody is left to be told anything. */
export class ClientLeft extends Error {
  constructor() {
    super('the client left');
  }
}

/** A call from its arrival to its last line in the log; what is learned of it is added. */
export interface Visit {
  readonly address: ApiAddress;
  readonly exchange: Exchange;
  /** Those in force when it came. */
  readonly settings: Settings;
  readonly requestId: string;
  readonly record: CallRecord;
  readonly stop: Stop;
  readonly deadline: NodeJS.Timeout;
  identity: Identity | undefined;
  /** That of the settings, until its own was read. */
  policy: Policy;
  /** The client's address, once it takes one of the places that this address has. */
  placeOf: string | undefined;
}

/** A call that has just come: its clock runs, and it ends when its client leaves. */
export function beginVisit(
  address: ApiAddress,
  exchange: Exchange,
  settings: Settings,
  requestId: string,
  nowMs: number,
): Visit {
  const stop = new Stop();
  const late = () =>
    stop.abort(
      new ApiError(504, 'deadline_exceeded', 'There was no answer in the time that a request has.'),
    );
  const { response } = exchange;
  response.on('close', () => {
    if (!response.writableFinished) stop.abort(new ClientLeft());
  });
  return {
    address,
    exchange,
    settings,
    requestId,
    record: newCallRecord(address.job, nowMs),
    stop,
    deadline: setTimeout(late, settings.deadlineMs),
    identity: undefined,
    policy: settings.policy,
    placeOf: undefined,
  };
}
