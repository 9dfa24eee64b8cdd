/** Containers that can be told from their first bytes, by the ending of their files. */
export type SoundContainer = 'wav' | 'webm' | 'ogg' | 'mp3' | 'mp4' | 'flac' | 'aac';

/** What a recording is, by its first bytes: names and media types of clients are often wrong. */
export function sniffSound(bytes: Buffer): SoundContainer | undefined {
  const text = bytes.toString('latin1', 0, 12);
  if (text.startsWith('RIFF') && text.endsWith('WAVE')) return 'wav';
  if (text.startsWith('\x1aE\xdf\xa3')) return 'webm';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('ID3')) return 'mp3';
  if (['ftyp', 'moov', 'moof', 'styp'].includes(text.slice(4, 8))) return 'mp4';
  return frameOf(bytes);
}

/** A frame of MPEG sound: eleven bits set, and nothing that is reserved. */
function frameOf([first = 0, second = 0, third = 0]: Buffer): 'mp3' | 'aac' | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  // Layer 0 is ADTS, which only AAC has.
  if ((second & 0xf6) === 0xf0) return 'aac';
  const reserved =
    (second & 0x06) === 0 ||
    (second & 0x18) === 0x08 ||
    (third & 0xf0) === 0xf0 ||
    (third & 0x0c) === 0x0c;
  return reserved ? undefined : 'mp3';
}
