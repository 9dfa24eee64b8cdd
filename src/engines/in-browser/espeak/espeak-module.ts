/** The part of espeak-ng's script (served as `/espeak/espeak-ng.js`) that is used. */
export interface EspeakModule {
  readonly FS: {
    mkdirTree(path: string): void;
    writeFile(path: string, bytes: Uint8Array): void;
  };
  /** Its memory; made anew when it grows. */
  readonly HEAPU8: Uint8Array;
  readonly eSpeakNGWorker: new () => EspeakVoice;
}

export interface EspeakEvent {
  readonly type: string;
  /** From 1, in characters. */
  readonly text_position: number;
  readonly word_length: number;
  /** ms. */
  readonly audio_position: number;
}

export interface EspeakVoice {
  get_samplerate(): number;
  /** Words per minute. */
  set_rate(wordsPerMinute: number): void;
  /** Returns 0 when the voice was found. */
  set_voice(name: string, language: string, gender: number, age: number, variant: number): number;
  /** Synchronous; calls back with pieces of 16-bit sound. Returning true stops it. */
  synthesize(
    text: string,
    onSound: (samples: Int16Array, events: readonly EspeakEvent[]) => boolean,
  ): void;
  /** Where in the memory the phonemes stand, as UTF-8 up to a zero; until the next call. */
  convert_to_phonemes(text: string, ipa: boolean): { readonly ptr: number };
}

/** The script's one export: makes an instance with its own memory and its own file system. */
export type StartEspeak = (options: {
  preRun: ((module: EspeakModule) => void)[];
  print: (line: string) => void;
  printErr: (line: string) => void;
}) => Promise<EspeakModule>;

const DATA_ROOT = '/usr/share/espeak-ng-data/';

/** Writes the files of one archive (see build/espeak-data.ts) where espeak-ng looks for them. */
export function unpackInto(module: EspeakModule, archive: Uint8Array): void {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const headerEnd = 4 + view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(archive.subarray(4, headerEnd))) as {
    path: string;
    start: number;
    end: number;
  }[];
  for (const { path, start, end } of header) {
    const full = DATA_ROOT + path;
    module.FS.mkdirTree(full.slice(0, full.lastIndexOf('/')));
    module.FS.writeFile(full, archive.subarray(headerEnd + start, headerEnd + end));
  }
}
