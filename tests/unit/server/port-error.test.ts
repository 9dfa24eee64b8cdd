import { expect, it } from 'vitest';
import { portError } from '../../../server/port-error.ts';

it.each([
  ['EADDRINUSE', 3100, 'port-busy', 'PORT=3101 npm start'],
  ['EADDRINUSE', 65_535, 'port-busy', 'PORT=3101 npm start'],
  ['EACCES', 80, 'port-forbidden', 'PORT=3100 npm start'],
  ['EADDRNOTAVAIL', 3100, 'host-unknown', 'HOST=0.0.0.0'],
  ['ENOTFOUND', 3100, 'host-unknown', 'HOST=0.0.0.0'],
  ['EMFILE', 3100, 'port-failed', 'PORT=3101 npm start'],
])('%s on %i is %s', (cause, port, code, remedy) => {
  const error = portError(Object.assign(new Error('listen'), { code: cause }), '10.0.0.9', port);
  expect(error.code).toBe(code);
  expect(error.remedy).toContain(remedy);
  expect(error.cause).toBeInstanceOf(Error);
});
