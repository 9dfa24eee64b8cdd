import { ParleyError } from '../base/parley-error.ts';

const KEYBOARD = 'The lesson goes on by keyboard meanwhile.';

/** Everything that can be wrong with a file of a model. `file` is `<model>/<path>`. */
export const weightsErrors = {
  missing: (file: string) =>
    new ParleyError(
      'weights-missing',
      'The files for speech recognition are not on this device.',
      `Download them once in the settings. ${KEYBOARD}`,
      { params: { file } },
    ),
  unreachable: (file: string, cause: unknown) =>
    new ParleyError(
      'weights-unreachable',
      'The files for speech recognition could not be fetched.',
      `Check the connection and try again. ${KEYBOARD}`,
      { cause, params: { file } },
    ),
  page: (file: string) =>
    new ParleyError(
      'weights-not-a-model',
      'The address answered with a web page instead of the speech files.',
      `Check that you are online and signed in to the network, then try again. ${KEYBOARD}`,
      { params: { file } },
    ),
  incomplete: (file: string, gotBytes: number, wantBytes: number) =>
    new ParleyError(
      'weights-incomplete',
      'The download stopped before the file was whole; nothing half was kept.',
      `Try again. ${KEYBOARD}`,
      { params: { file, gotBytes, wantBytes } },
    ),
  damaged: (file: string) =>
    new ParleyError(
      'weights-damaged',
      'A file for speech recognition is not the one it should be; it was not kept.',
      `Try again; if it stays so, tell whoever runs this site. ${KEYBOARD}`,
      { params: { file } },
    ),
} as const;
