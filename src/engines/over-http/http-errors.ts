import { ParleyError } from '../../base/parley-error.ts';

/** What went wrong, as far as it can be told apart; each is the code of an error after `http-`. */
export type HttpFailure =
  | 'unreachable'
  | 'key-refused'
  | 'policy-refused'
  | 'model-unknown'
  | 'context-full'
  | 'busy'
  | 'too-slow'
  | 'stalled'
  | 'cut'
  | 'failed'
  | 'refused'
  | 'redirected'
  | 'unreadable';

/** What is known beside the kind of failure. */
interface Facts {
  readonly cause?: unknown;
  /** When it makes sense to ask again, ms; 0 when nobody said. */
  readonly retryAfterMs?: number;
}

/** The error for people. `host` is the machine's name and port. */
export function httpError(failure: HttpFailure, host: string, facts: Facts = {}): ParleyError {
  const { cause, retryAfterMs = 0 } = facts;
  const options = cause === undefined ? {} : { cause };
  switch (failure) {
    case 'unreachable':
      return new ParleyError(
        'http-unreachable',
        `No answer comes from ${host}.`,
        'See whether that machine is on and in the same network. What this device can do itself goes on.',
        { ...options, params: { host } },
      );
    case 'key-refused':
      return new ParleyError(
        'http-key-refused',
        `${host} does not accept the key, or wants one.`,
        'Enter the key on the Routes page; whoever runs that machine can give you one.',
        { ...options, params: { host } },
      );
    case 'policy-refused':
      return new ParleyError(
        'http-policy-refused',
        'The rules of this lesson keep your words away from that machine.',
        'Use what runs on this device, or ask whoever made the lesson.',
        options,
      );
    case 'model-unknown':
      return new ParleyError(
        'http-model-unknown',
        `${host} does not have that model any more.`,
        'Choose another one on the Routes page.',
        { ...options, params: { host } },
      );
    case 'context-full':
      return new ParleyError(
        'http-context-full',
        'The conversation is longer than that model can take in.',
        'Begin a new conversation, or choose a larger model on the Routes page.',
        options,
      );
    case 'busy':
      return new ParleyError(
        'http-busy',
        `${host} has more work than it can take just now.`,
        'Try again in a moment.',
        { ...options, params: { host, retryAfterMs } },
      );
    case 'too-slow':
      return new ParleyError(
        'http-too-slow',
        `${host} took the question, but did not begin to answer.`,
        'Try again; if it happens often, choose a smaller model on the Routes page.',
        { ...options, params: { host } },
      );
    case 'stalled':
      return new ParleyError(
        'http-stalled',
        `${host} stopped in the middle of its answer.`,
        'Ask again.',
        { ...options, params: { host } },
      );
    case 'cut':
      return new ParleyError(
        'http-cut',
        `The answer from ${host} broke off before it was whole.`,
        'Ask again. If it happens often, look at the network between here and there.',
        { ...options, params: { host } },
      );
    case 'failed':
      return new ParleyError(
        'http-failed',
        `${host} answers, but cannot do this just now.`,
        'Try again soon. Whoever runs that machine finds the reason in its log.',
        { ...options, params: { host } },
      );
    case 'refused':
      return new ParleyError(
        'http-refused',
        `${host} does not do what was asked of it.`,
        'Choose another model on the Routes page.',
        { ...options, params: { host } },
      );
    case 'redirected':
      return new ParleyError(
        'http-redirected',
        `${host} points to another address, and words are not sent on to where they were not meant to go.`,
        'Enter the address it points to on the Routes page, if you trust it.',
        { ...options, params: { host } },
      );
    case 'unreadable':
      return new ParleyError(
        'http-unreadable',
        `What ${host} answers cannot be read.`,
        'See whether the address is right: something else may answer there.',
        { ...options, params: { host } },
      );
  }
}
