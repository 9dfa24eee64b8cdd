import { Duplex } from 'node:stream';
import type { Ffmpeg } from './ffmpeg.ts';

/** Sound in, sound of another kind out, by ffmpeg. Destroying it ends the program. */
export function ffmpegTransform(
  ffmpeg: Ffmpeg,
  input: readonly string[],
  output: readonly string[],
): Duplex {
  const child = ffmpeg.start([
    // Told what comes, it need not wait for more before it begins. (Not `nobuffer`: that one
    // drops what was read while it looked.)
    ...['-probesize', '32', '-analyzeduration', '0'],
    ...input,
    ...['-i', 'pipe:0', '-vn', '-ac', '1', ...output, '-flush_packets', '1', 'pipe:1'],
  ]);
  const stream = new Duplex({
    read() {
      child.stdout.resume();
    },
    write(bytes: Buffer, _encoding, done) {
      if (child.stdin.write(bytes)) done();
      else child.stdin.once('drain', done);
    },
    final(done) {
      child.stdin.end();
      done();
    },
    destroy(error, done) {
      child.kill('SIGKILL');
      done(error);
    },
  });
  child.stdout.on('data', (bytes: Buffer) => {
    if (!stream.push(bytes)) child.stdout.pause();
  });
  child.stdin.on('error', () => stream.destroy(new Error('ffmpeg stopped reading')));
  child.once('error', (error) => stream.destroy(error));
  child.once('close', (code) => {
    if (code === 0) stream.push(null);
    else stream.destroy(new Error('ffmpeg failed'));
  });
  return stream;
}
