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

  /** A maker that is run at most once, with the page's sound; a failure may be tried again. */
  once<T>(make: (audio: AudioContext) => Promise<T>): () => Promise<T> {
    let made: Promise<T> | null = null;
    return () => {
      made ??= make(this.audio);
      made.catch(() => (made = null));
      return made;
    };
  }
}
