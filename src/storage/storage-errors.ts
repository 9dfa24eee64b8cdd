import { ParleyError } from '../base/parley-error.ts';

/** This browser keeps nothing: a private window, or a full disk. */
export const storageUnavailable = (cause: unknown) =>
  new ParleyError(
    'storage-unavailable',
    'This browser keeps nothing for Parley, so your place and results are forgotten when you close the page.',
    'Leave the private window, or free some space on this device, and reload.',
    { cause },
  );

/** A newer Parley was here: what it keeps is left as it is. */
export const storageNewer = (cause?: unknown) =>
  new ParleyError(
    'storage-newer',
    'What is kept on this device was made by a newer Parley. I leave it as it is, and what you do now is forgotten when you close the page.',
    'Reload the page once you are done here.',
    { cause },
  );

/** Nothing comes back from the database. */
export const storageSlow = () =>
  new ParleyError(
    'storage-slow',
    'This browser’s storage does not answer, so nothing can be kept at the moment.',
    'Go on; I keep trying. If it lasts, close other tabs of Parley and reload.',
  );
