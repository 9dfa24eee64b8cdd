import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';

/** A live audio track fed with frames, for platform APIs that hear tracks and not samples. */
export interface FrameTrack {
  readonly track: MediaStreamTrack;
  /** `frame`: 16 kHz mono, played right after the one before. */
  push(frame: Float32Array): void;
  /** Settles when the last frame has been played. */
  drained(): Promise<void>;
  close(): void;
}

const LEAD_S = 0.02;

/** Makes no sound: the track is the only way out. */
export function createFrameTrack(audio: AudioContext): FrameTrack {
  const sink = audio.createMediaStreamDestination();
  const [track] = sink.stream.getAudioTracks();
  if (!track) throw new Error('The audio context gave no track.');
  let endS = 0;
  return {
    track,
    push(frame) {
      const buffer = audio.createBuffer(1, Math.max(1, frame.length), SPEECH_RATE_HZ);
      buffer.copyToChannel(new Float32Array(frame), 0);
      const source = audio.createBufferSource();
      source.buffer = buffer;
      source.connect(sink);
      source.onended = () => source.disconnect();
      const startS = Math.max(endS, audio.currentTime + LEAD_S);
      source.start(startS);
      endS = startS + buffer.duration;
    },
    async drained() {
      const waitMs = (endS - audio.currentTime) * 1000;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    },
    close() {
      track.stop();
      sink.disconnect();
    },
  };
}
