import { expect, it } from 'vitest';
import { sniffSound } from '../../../../server/sound/sniff-sound.ts';
import { wavHeader } from '../../../../server/sound/wav-header.ts';

it.each([
  ['wav', wavHeader(16_000)],
  ['webm', Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 2])],
  ['ogg', Buffer.from('OggS\0')],
  ['flac', Buffer.from('fLaC\0')],
  ['mp3', Buffer.from('ID3\x04')],
  ['mp3', Buffer.from([0xff, 0xfb, 0x90, 0x64])],
  ['mp3', Buffer.from([0xff, 0xf3, 0x84, 0xc4])],
  ['aac', Buffer.from([0xff, 0xf1, 0x50, 0x80])],
  ['mp4', Buffer.from('\0\0\0\x20ftypisom', 'latin1')],
  [undefined, Buffer.from('#EXTM3U\n')],
  [undefined, Buffer.from('ffconcat version 1.0')],
  [undefined, Buffer.from([0xff, 0xff, 0xff])],
  [undefined, Buffer.alloc(0)],
])('%s', (container, bytes) => {
  expect(sniffSound(bytes)).toBe(container);
});
