/**
 * The page's one AudioContext: made when sound is first needed, running once a gesture allowed it.
 */
export class PageSound {
  #audio: AudioContext | null = null;

  get audio(): AudioContext {
    // Interactive latency: the tutor answers a person, it does not play music.
    this.#audio ??= new AudioContext({ latencyHint: 'interactive' });
    return this.#audio;
  }

  /** Call it inside a gesture: only there may sound begin. */
  wake(): void {
    // Refused without a gesture; the speaker says so when it matters.
    this.audio.resume().catch(() => {});
  }
}
